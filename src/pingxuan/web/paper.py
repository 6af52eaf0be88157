"""A filed nomination as it stands on paper: lines by field, what changed, and who sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pingxuan.domain.counting import character_count
from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.content.choosing import choices_of
from pingxuan.nominations.content.evidence import (
    CellKind,
    Column,
    columns_of,
    sums_of,
    typed_rows,
)
from pingxuan.nominations.content.halves import filed, masked
from pingxuan.nominations.models import Endorsement, Nomination, Remark, Revision
from pingxuan.nominations.queries.changes import Piece, pieces
from pingxuan.nominations.queries.places import way_ahead
from pingxuan.web.templatetags.pingxuan_format import clock, count

_EVIDENCE = frozenset({FieldKind.EVIDENCE_ACCOUNTS, FieldKind.EVIDENCE_WORKS})
_BESIDE = frozenset({FieldKind.OPINION, FieldKind.ATTACHMENTS})
_SHORT = frozenset(
    {FieldKind.CODE, FieldKind.YEAR_MONTH, FieldKind.PHONE, FieldKind.CATEGORY, FieldKind.NUMBER}
    | {FieldKind.DATE}
)
_TIER_CHARS = {"unit": "单", "county": "县", "city": "市", "province": "省"}


@dataclass(frozen=True)
class EvidenceTable:
    """A table of accounts or works: headings, rows each with its link, and sums.

    Cells and headings stand beside whether they are figures.
    """

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[tuple[str, bool], ...], str], ...]
    sums: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One field on paper.

    Attributes:
        pieces: the text, cut into what stayed, came and went since the text before.
        count: 字数 and its limit, for texts that have one.
        is_masked: a personal field that is not shown before somebody asks for it.
    """

    key: str
    label: str
    pieces: tuple[Piece, ...]
    table: EvidenceTable | None = None
    count: tuple[int, int] | None = None
    is_short: bool = False
    is_masked: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it reads otherwise than in the text before."""
        return any(piece.kind != "same" for piece in self.pieces)

    @property
    def paragraphs(self) -> list[list[Piece]]:
        """The pieces, parted at the ends of lines."""
        found: list[list[Piece]] = [[]]
        for piece in self.pieces:
            for place, text in enumerate(piece.text.split("\n")):
                if place:
                    found.append([])
                if text:
                    found[-1].append(Piece(piece.kind, text))
        return [paragraph for paragraph in found if paragraph]


@dataclass(frozen=True)
class Step:
    """One stop of the trail of seals; see `components/_trail.html`."""

    char: str
    state: str
    what: str
    when: str = ""
    note: str = ""
    seal: Endorsement | None = None


def lines(
    sheet: RuleSheet,
    revision: Revision,
    before: Revision | None,
    remarks: Iterable[Remark],
    *,
    lang: str,
    shows_personal: bool,
) -> list[Line]:
    """Write a text as lines in the order of the form; opinions and files stand elsewhere."""
    values = filed(revision)
    older = filed(before) if before else values
    hung: dict[str, list[Remark]] = {}
    for remark in remarks:
        hung.setdefault(remark.field, []).append(remark)
    return [
        _line(
            sheet,
            field,
            values.get(field.key),
            older.get(field.key),
            tuple(hung.get(field.key, ())),
            lang=lang,
            shows_personal=shows_personal,
        )
        for field in sheet.fields
        if field.kind not in _BESIDE
    ]


def _line(
    sheet: RuleSheet,
    field: Field,
    value: Any,
    older: Any,
    remarks: tuple[Remark, ...],
    *,
    lang: str,
    shows_personal: bool,
) -> Line:
    label = field.label.get(lang)
    if field.kind in _EVIDENCE:
        table = _table(sheet, field.kind, typed_rows(value), lang)
        mark = (Piece("new", _("改过")),) if value != older else ()
        return Line(field.key, label, mark, table=table, remarks=remarks)
    if field.personal and not shows_personal:
        cut: tuple[Piece, ...] = (Piece("same" if value == older else "new", masked(field, value)),)
    else:
        cut = pieces(_word(sheet, field, older, lang), _word(sheet, field, value, lang))
    is_short = field.kind in _SHORT or bool(field.limit and field.limit <= 50)
    counted = (character_count(str(value or "")), field.limit) if field.limit else None
    return Line(
        field.key,
        label,
        cut,
        count=counted if field.kind is FieldKind.LONG_TEXT else None,
        is_short=is_short,
        is_masked=field.personal and not shows_personal and bool(value),
        remarks=remarks,
    )


def _word(sheet: RuleSheet, field: Field, value: Any, lang: str) -> str:
    """Write a value as one reads it: a code by its label, yes and no in words."""
    if value in (None, "", []):
        return ""
    if field.kind is FieldKind.CONSENT:
        return _("已同意") if value else ""
    labels = {one.code: one.label.get(lang) for one in choices_of(sheet, field)}
    return labels.get(str(value), str(value))


def _table(
    sheet: RuleSheet, kind: FieldKind, rows: Sequence[Mapping[str, Any]], lang: str
) -> EvidenceTable | None:
    """Lay evidence out: the columns that any row fills, counts summed under them."""
    if not rows:
        return None
    platforms = {one.code: one.name.get(lang) for one in sheet.evidence.platforms}
    filled = [
        column
        for column in columns_of(sheet, kind)
        if column.kind not in (CellKind.LINK, CellKind.PROOF)
        and any(row.get(column.key) not in (None, "") for row in rows)
    ]
    sums = sums_of(sheet, kind, rows)
    return EvidenceTable(
        heads=tuple((column.label.get(lang), column.kind is CellKind.COUNT) for column in filled),
        rows=tuple(
            (
                tuple(
                    (_cell(column, row, platforms), column.kind is CellKind.COUNT)
                    for column in filled
                ),
                _safe_link(str(row.get("link") or "")),
            )
            for row in rows
        ),
        sums=tuple(count(sums[c.key]) if c.key in sums else "" for c in filled),
    )


def _cell(column: Column, row: Mapping[str, Any], platforms: Mapping[str, str]) -> str:
    value = row.get(column.key)
    if value in (None, ""):
        return ""
    if column.kind is CellKind.COUNT and isinstance(value, int):
        return count(value)
    return platforms.get(str(value), str(value)) if column.kind is CellKind.PLATFORM else str(value)


def _safe_link(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def trail(
    nomination: Nomination, seals: Sequence[Endorsement], *, knows_decision: bool
) -> list[Step]:
    """Show who sealed which text, void seals too, and which seals are still to come.

    Args:
        knows_decision: whether the reader may know a provisional decision of the topmost office.

    Source:
        D4, D6: a later change voids a seal visibly; the trail stays visible.
    """
    status = Status(nomination.status) if knows_decision else nomination.told_status
    if not knows_decision and nomination.is_provisional:
        seals = [seal for seal in seals if seal.unit_id != nomination.office_id]
    steps = [_sealed(seal, nomination) for seal in seals]
    if status not in (Status.AT_UNIT, Status.AT_OFFICE, Status.RETURNED):
        return steps
    return steps + [
        Step(char=_TIER_CHARS.get(tier, "章"), state="wait", what=unit.name, when=_("还没有盖章"))
        for unit, tier in way_ahead(nomination, status)
    ]


def _sealed(seal: Endorsement, nomination: Nomination) -> Step:
    is_void = seal.voided_at is not None or seal.revision_id != nomination.revision_id
    return Step(
        char=_TIER_CHARS.get(seal.tier, "章"),
        state="void" if is_void else "done",
        what=seal.unit_name,
        when=clock(seal.sealed_at, "short"),
        note=_("盖在旧版上，已失效") if is_void else _seal_note(seal),
        seal=seal,
    )


def _seal_note(seal: Endorsement) -> str:
    """Give the opinion, and what the stamped page that was scanned said of its version. Source: D4."""
    said = {"matched": _("扫描件，版本码一致"), "unread": _("扫描件，没有读到版本码")}
    return "　".join(part for part in (seal.opinion, said.get(seal.scan_mark, "")) if part)
