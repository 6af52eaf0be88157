"""Phone numbers as one writes them, and as one compares them."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")


class NotAPhone(ValueError):
    """No mobile number of mainland China; `missing` digits where it is too short."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"{digits} digits")
        self.digits = digits


def normalise(text: str) -> str:
    """Give the E.164 form of a mobile number: +86 and eleven digits.

    Full-width digits, spaces, hyphens and a leading 86, +86 or 0086 are taken as what they mean.

    Raises:
        NotAPhone: anything else.
    """
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(0086|86)(?=1\d{10}$)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise NotAPhone(len(digits))
    return "+86" + digits


def masked(e164: str) -> str:
    """Show the first three and the last four digits: 138****0001."""
    local = e164.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}"
