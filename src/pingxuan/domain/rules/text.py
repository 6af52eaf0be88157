"""What the parts of a rule sheet share: wording in two languages, and where a rule comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Wording in Chinese, with English beside it where the sheet gives some."""

    zh: str
    en: str = ""

    def get(self, lang: str) -> str:
        """Give the wording for a language tag such as `zh-hans` or `en`; Chinese when English lacks."""
        return self.en if self.en and lang.lower().startswith("en") else self.zh

    def __str__(self) -> str:
        """Give the Chinese wording."""
        return self.zh

    def __bool__(self) -> bool:
        """Whether there is any wording."""
        return bool(self.zh)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A part of the sheet that can say where it comes from.

    Attributes:
        source: the clause of the published rules, such as `C12`; empty when the sheet names none.
        decided: `platform` or `organiser` where the published rules are silent; else empty.
    """

    source: str = ""
    decided: str = ""
