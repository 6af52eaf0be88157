"""Certificates as text and as paper: what stands on one, and its QR code. Source: H6, C29."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import segno

from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.papers.typesetting import typeset
from pingxuan.results.models import Certificate, Outcome

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 20
CHECK_PATH = "/c/{slug}/certificates/{code}"


def new_code() -> str:
    """Draw a code that nobody guesses: 98 bits, without letters that look alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def wording_of(sheet: RuleSheet, outcome: Outcome, day: date) -> dict[str, str]:
    """Say all that stands on a certificate of `outcome`, dated `day`."""
    entry = outcome.entry
    category = sheet.category(outcome.category)
    return {
        "name": entry.by.split("\u3000")[0] or entry.unit.name,
        "title": entry.title,
        "category": category.name.zh,
        "campaign": sheet.title.zh,
        "issuer": sheet.organiser.name.zh,
        "day": day.isoformat(),
    }


def address_of(certificate: Certificate, base_url: str) -> str:
    """Give the address of the check page, as the QR code has it."""
    path = CHECK_PATH.format(slug=certificate.campaign.slug, code=certificate.code)
    return base_url.rstrip("/") + path


def qr_svg(text: str) -> str:
    """Draw a QR code with its quiet zone, error level M."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


def certificate_pdf(certificate: Certificate, base_url: str) -> bytes:
    """Set a certificate; the same one gives the same bytes.

    Raises:
        CannotTypeset: no Chinese font here.
    """
    address = address_of(certificate, base_url)
    return typeset(
        "certificate",
        _printed(certificate.wording, certificate.serial)
        | {"address": address, "qr": qr_svg(address)},
        made_at=certificate.issued_at,
    )


def printed_texts(wording: Mapping[str, str]) -> list[str]:
    """Give the texts that somebody typed: what has to be looked at for missing characters."""
    return [wording[key] for key in ("name", "title", "category", "campaign", "issuer")]


def _printed(wording: Mapping[str, str], serial: str) -> dict[str, str]:
    day = date.fromisoformat(wording["day"])
    return {
        "heading": "荣誉证书",
        "name": wording["name"],
        "words": f"在{wording['campaign']}活动中，报送的作品",
        "title": f"《{wording['title']}》",
        "award": f"入选{wording['category']}",
        "issuer": wording["issuer"],
        "day": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "serial_label": "证书编号　",
        "serial": serial,
        "check": "扫码，或打开下面的网址核对真伪",
    }
