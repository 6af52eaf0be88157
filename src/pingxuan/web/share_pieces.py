"""What an entry's card and poster say: plain data for the templates of `papers/typst`.

No count of votes stands in them: a picture that was passed on could not be brought up to date, nor
hidden when the sheet hides the counts.

Source:
    E4, E6.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import segno
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.models import Attachment
from pingxuan.voting.models import Entry
from pingxuan.voting.queries.entries import files_of
from pingxuan.web.entries import picture_of
from pingxuan.web.templatetags.covers import drawing
from pingxuan.web.templatetags.pingxuan_format import clock, day

FIGURES = 2
_TOKEN = re.compile(r"--px-([\w-]+):\s*(#[0-9A-Fa-f]{6})")
_CLASS = re.compile(r'class="(k[1-4rwl])"')


class Figure(NamedTuple):
    """A sum of the evidence and what it counts."""

    figure: str
    unit: str


def piece_of(campaign: Campaign, entry: Entry, address: str, moment: datetime) -> dict[str, Any]:
    """Give what card and poster say of an entry, in the page's language.

    Once the vote is over they invite nobody to vote; of a winner they say so.

    Args:
        address: of the entry's page.
        moment: the campaign's time.
    """
    sheet, language = campaign.sheet, get_language() or ""
    picture, colours = picture_of(campaign, entry), _colours()
    closes = sheet.window(Stage.INTERACTION).closes_at.astimezone(sheet.tz)
    until, calls = _invitation(campaign, entry, closes)
    if moment >= closes:
        is_winner = entry.nomination.status == Status.AWARDED
        until, calls = _("已入选") if is_winner else "", [_("扫码看作品")]
    return {
        "ink": colours["ink"],
        "mute": colours["ink-3"],
        "red": colours["zhu"],
        "seal": picture.seal,
        "category": picture.category,
        "number": entry.number,
        "title": entry.title,
        "by": entry.by,
        "figures": [
            Figure(f"{n:,}", name)._asdict()
            for name, n in zip(picture.works.columns, picture.works.sums, strict=True)
            if n is not None
        ][:FIGURES],
        "cover": _cover_of(campaign, entry, colours),
        "campaign": campaign.title,
        "until": until,
        "sentence": entry.fact,
        "qr": _code(address),
        "calls": [until, *calls] if moment >= closes and until else calls,
        "short": _short(address),
        "language": language,
    }


def _invitation(campaign: Campaign, entry: Entry, closes: datetime) -> tuple[str, list[str]]:
    rule = campaign.sheet.voting
    return _("%(day)s截止") % {"day": day(closes, "end")}, [
        _("扫码看作品、投票"),
        _("每人每天 %(n)s 票") % {"n": rule.per_day_for(entry.category) if rule else 0},
        _("%(clock)s 截止") % {"clock": clock(closes, "end")},
    ]


def _short(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc + parts.path


def _code(address: str) -> str:
    """Draw the QR code of an address with its quiet zone. Source: ISO/IEC 18004, level M."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


def _cover_of(campaign: Campaign, entry: Entry, colours: Mapping[str, str]) -> str:
    """Give the entry's first picture inside an SVG, or its default cover."""
    for one in files_of(campaign, entry):
        if one.kind == Attachment.Kind.PICTURE and one.file:
            with one.file.open("rb") as stored:
                inside = b64encode(stored.read()).decode()
            return (
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"'
                ' xmlns:xlink="http://www.w3.org/1999/xlink"><image width="320" height="200"'
                ' preserveAspectRatio="xMidYMid slice"'
                f' xlink:href="data:{one.media_type};base64,{inside}"/></svg>'
            )
    hue, shapes = drawing(entry.number, entry.category)
    painted = {f"k{n}": colours[f"cover-{hue}-{n}"] for n in (1, 2, 3, 4)}
    painted |= {"kr": colours["cover-red"], "kw": colours["cover-white"]}

    def paint(found: re.Match[str]) -> str:
        if found[1] == "kl":
            return (
                f'fill="none" stroke="{painted["k4"]}" stroke-width="6"'
                ' stroke-linecap="round" stroke-linejoin="round"'
            )
        return f'fill="{painted[found[1]]}"'

    drawn = _CLASS.sub(paint, shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">{drawn}</svg>'


@cache
def _colours() -> Mapping[str, str]:
    """Read the light theme's colours from the tokens; paper stays light in every theme."""
    text = (files("pingxuan.web") / "static/css/tokens.css").read_text("utf-8")
    found: dict[str, str] = {}
    for name, colour in _TOKEN.findall(text):
        found.setdefault(name, colour)
    return found
