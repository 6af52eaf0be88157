"""What an entry's page shows: public fields only, its evidence with sums, and who vouched for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.entry import FieldKind, Named
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.models import Attachment, Endorsement
from pingxuan.papers.films import ENDINGS
from pingxuan.voting.describing import number_in, rows_of, sums_of
from pingxuan.voting.models import Entry, EntryFilm
from pingxuan.voting.queries.entries import files_of, films_of

SHOWN_AS_LINES = frozenset(
    {FieldKind.TEXT, FieldKind.CODE, FieldKind.YEAR_MONTH, FieldKind.NUMBER, FieldKind.DATE}
)
SHOWN_ELSEWHERE = frozenset({"title"})
NOT_SUMMED = "followers"
SMALL_PICTURE = "small.webp"
TIER_SEALS = {
    "unit": "单",
    Level.COUNTY.value: "县",
    Level.CITY.value: "市",
    Level.PROVINCE.value: "省",
}


class Line(NamedTuple):
    """A field of the form with its value."""

    label: str
    value: str


class Section(NamedTuple):
    """A long text of the form, in paragraphs."""

    label: str
    paragraphs: list[str]


class EvidenceRow(NamedTuple):
    """An account or a work: its platform, its name, its link if it is a safe one, its counts."""

    platform: str
    name: str
    link: str
    as_of: str
    counts: list[int | None]


@dataclass(frozen=True)
class EvidenceTable:
    """Rows with the counts that any of them gives, and the sums of those that can be added up."""

    columns: list[str]
    rows: list[EvidenceRow]
    sums: list[int | None]


class Shown(NamedTuple):
    """A public file: where it is fetched, and where its small picture is, if it has one."""

    name: str
    url: str
    small: str
    link: str
    size: int


class Playable(NamedTuple):
    """A film that plays in the page; captions and poster are addresses, or empty."""

    title: str
    url: str
    media_type: str
    size: int
    captions: str
    poster: str
    silent: str


Address = Callable[[Attachment, bool], str]
"""Says where a file is fetched; true asks for its small picture."""


@dataclass(frozen=True)
class Media:
    """The public files of an entry, by how a page shows them."""

    pictures: list[Shown]
    sounds: list[Shown]
    papers: list[Shown]
    videos: list[Shown]
    films: tuple[Playable, ...] = ()

    @property
    def has_any(self) -> bool:
        """Whether there is anything to show."""
        files = self.pictures or self.sounds or self.papers or self.videos
        return bool(files or self.films)


def media_of(campaign: Campaign, entry: Entry) -> Media:
    """Sort the public files of an entry."""

    def address(one: Attachment, is_small: bool) -> str:
        name = SMALL_PICTURE if is_small else f"file{PurePath(one.name).suffix}"
        return reverse("entry_file", args=[campaign.slug, entry.number, one.pk, name])

    media = sorted_media(files_of(campaign, entry), address)
    lead = media.pictures[0].small if media.pictures else ""
    films = tuple(_playable(campaign, entry, one, lead) for one in films_of(campaign, entry))
    return replace(media, films=films)


def _playable(campaign: Campaign, entry: Entry, film: EntryFilm, lead: str) -> Playable:
    named = [campaign.slug, entry.number, film.pk]
    return Playable(
        film.title,
        reverse("entry_film", args=[*named, ENDINGS[film.media_type]]),
        film.media_type,
        film.size,
        reverse("entry_captions", args=named) if film.captions else "",
        reverse("entry_poster", args=named) if film.poster else lead,
        film.silent,
    )


def sorted_media(files: Iterable[Attachment], address: Address) -> Media:
    """Sort public files by how a page shows them; a video is a link that was checked when it came in."""
    found: dict[str, list[Shown]] = {}
    for one in files:
        small = address(one, True) if one.preview else ""
        shown = Shown(one.name, address(one, False), small, safe_link(one.link), one.size)
        found.setdefault(one.kind, []).append(shown)
    kind = Attachment.Kind
    pictures, sounds, papers = (found.get(k, []) for k in (kind.PICTURE, kind.AUDIO, kind.PDF))
    videos = [one for one in found.get(kind.VIDEO_LINK, []) if one.link]
    return Media(pictures, sounds, papers, videos)


class Step(NamedTuple):
    """One station of the endorsement trail, as `_trail.html` takes it."""

    char: str
    state: str
    what: str
    when: str
    note: str


@dataclass(frozen=True)
class Picture:
    """An entry as its page shows it."""

    sections: list[Section]
    lines: list[Line]
    accounts: EvidenceTable
    works: EvidenceTable
    steps: list[Step]
    version: str
    category: str
    seal: str


def picture_of(campaign: Campaign, entry: Entry) -> Picture:
    """Collect what the public may see of an entry, in the page's language."""
    content = {**entry.revision.personal, **entry.revision.content}
    steps, version = _trail(campaign, entry), entry.revision.hash
    return pictured(campaign.sheet, content, entry.category, steps=steps, version=version)


def pictured(
    sheet: RuleSheet, content: Mapping[str, Any], code: str, *, steps: list[Step], version: str
) -> Picture:
    """Collect what the public may see of values by field key: the one rule for entry and preview.

    Args:
        code: the category; empty while a draft has none.

    Source:
        A1: whether a field is public is a rule of the sheet; F5, L1.
    """
    language = get_language() or ""
    category = next((one for one in sheet.categories if one.code == code), None)
    return Picture(
        sections=_sections(sheet, content, language),
        lines=_lines(sheet, content, language),
        accounts=_table(sheet, content, FieldKind.EVIDENCE_ACCOUNTS, language),
        works=_table(sheet, content, FieldKind.EVIDENCE_WORKS, language),
        steps=steps,
        version=version,
        category=category.name.get(language) if category else "",
        seal=category.seal if category else "",
    )


def _sections(sheet: RuleSheet, content: Mapping[str, Any], language: str) -> list[Section]:
    found = []
    for field in sheet.public_fields():
        text = str(content.get(field.key) or "").strip()
        if field.kind is FieldKind.LONG_TEXT and text:
            paragraphs = [part.strip() for part in text.splitlines() if part.strip()]
            found.append(Section(field.label.get(language), paragraphs))
    return found


def _lines(sheet: RuleSheet, content: Mapping[str, Any], language: str) -> list[Line]:
    found = []
    for field in sheet.public_fields():
        value = content.get(field.key)
        if field.kind not in SHOWN_AS_LINES or field.key in SHOWN_ELSEWHERE or not value:
            continue
        text = str(value)
        own_lists = {code_list.name: code_list for code_list in sheet.lists}
        if field.kind is FieldKind.CODE and field.choices in own_lists:
            labels = {choice.code: choice.label for choice in own_lists[field.choices].choices}
            text = labels[text].get(language) if text in labels else text
        found.append(Line(field.label.get(language), text))
    return found


def _table(
    sheet: RuleSheet, content: Mapping[str, Any], kind: FieldKind, language: str
) -> EvidenceTable:
    rows = rows_of(sheet, content, kind)
    platforms = {each.code: each.name for each in sheet.evidence.platforms}
    given = _given(sheet.evidence.counts, rows)
    sums = sums_of(sheet, rows)
    return EvidenceTable(
        columns=[count.name.get(language) for count in given],
        rows=[
            EvidenceRow(
                platform=_name_in(platforms, row.get("platform"), language),
                name=str(row.get("name") or row.get("title") or ""),
                link=safe_link(row.get("link")),
                as_of=str(row.get("as_of") or ""),
                counts=[number_in(row, count.code) for count in given],
            )
            for row in rows
        ],
        # One person may follow several accounts: followers are not added up.
        sums=[None if each.code == NOT_SUMMED else sums.get(each.code) for each in given],
    )


def _given(counts: Iterable[Named], rows: list[dict[str, Any]]) -> list[Named]:
    return [
        count for count in counts if any(number_in(row, count.code) is not None for row in rows)
    ]


def _name_in(names: Mapping[str, Any], code: Any, language: str) -> str:
    return names[code].get(language) if code in names else str(code or "")


def safe_link(value: Any) -> str:
    """Give a link that may stand on a page: http and https with a host, nothing else."""
    text = str(value or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def _trail(campaign: Campaign, entry: Entry) -> list[Step]:
    nomination, steps = entry.nomination, list[Step]()
    if nomination.filed_at is not None:
        when = _when(campaign, nomination.filed_at)
        steps.append(filing_step(entry.unit.name, entry.revision.number, when))
    seals = entry.revision.endorsements.filter(voided_at=None).order_by("sealed_at")
    return steps + sealed_steps(campaign, list(seals), entry.number)


def filing_step(unit: str, version: int, when: str) -> Step:
    """Say who handed the text in, and when."""
    note = _("第 %(n)s 版") % {"n": version}
    return Step("报", "outline", _("%(unit)s填报") % {"unit": unit}, when, note)


def sealed_steps(campaign: Campaign, seals: Sequence[Endorsement], number: str) -> list[Step]:
    """Say who sealed it, in which order; the last seal of the province gave the number."""
    steps = []
    for place, seal in enumerate(seals, 1):
        is_acceptance = place == len(seals) and seal.tier == Level.PROVINCE.value
        pattern = _("%(unit)s受理，进入投票") if is_acceptance else _("%(unit)s推荐")
        note = _("编号 %(number)s") % {"number": number} if is_acceptance else seal.opinion
        char = TIER_SEALS.get(seal.tier, seal.unit_name[:1])
        what = pattern % {"unit": seal.unit_name}
        steps.append(Step(char, "done", what, _when(campaign, seal.sealed_at), note))
    return steps


def _when(campaign: Campaign, moment: datetime) -> str:
    return f"{moment.astimezone(campaign.sheet.tz):%m-%d %H:%M}"
