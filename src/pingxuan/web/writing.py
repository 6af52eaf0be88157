"""The page on which a nomination is written: groups of fields, what is still wrong, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import deadline_for
from pingxuan.domain.counting import character_count
from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.actions.drafting import TITLE, nominator_of
from pingxuan.nominations.content.checking import (
    EVIDENCE,
    Checked,
    category_field,
    check,
    needs,
    written_fields,
)
from pingxuan.nominations.content.choosing import categories_for
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.evidence import CellKind
from pingxuan.nominations.content.files import FILES
from pingxuan.nominations.models import Attachment, Nomination, Remark
from pingxuan.nominations.queries.alike import has_twin
from pingxuan.nominations.queries.attached import beside, files_lacking
from pingxuan.nominations.queries.places import way_ahead
from pingxuan.web.check_words import Line, Note, lines_of, notes_of, unquiet
from pingxuan.web.condition_words import Asked, asked, beside_fields
from pingxuan.web.forms.evidence import Table, table_of
from pingxuan.web.forms.files import FilesPanel, files_panel
from pingxuan.web.forms.nominations import NominationForm
from pingxuan.web.link_states import LinkSeen, Seen, link_advice, links_seen
from pingxuan.web.paper import Step

NUMERALS = {"zh-hans": "一二三四五六", "en": "123456"}
WIDE_FROM = 60
SHORT_KINDS = frozenset({FieldKind.TEXT, FieldKind.CODE, FieldKind.YEAR_MONTH, FieldKind.PHONE})
TIER_CHARS = {"unit": "单", "county": "县", "city": "市", "province": "省"}


class Hung(NamedTuple):
    """A remark of an office, as `_field.html` shows it at its field."""

    text: str
    by: str
    done: bool


@dataclass(frozen=True)
class Control:
    """A field of the form with what its component takes."""

    field: BoundField
    kind: FieldKind
    limit: int | None
    counted: int
    remarks: Sequence[Hung]
    wide: bool
    columns: int
    links: tuple[LinkSeen, ...] = ()
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Group:
    """One panel of the form."""

    number: str
    title: str
    controls: tuple[Control, ...]
    tables: tuple[tuple[Table, tuple[Hung, ...], tuple[Asked, ...]], ...]
    files: FilesPanel | None
    done: int
    total: int


class Place(NamedTuple):
    """Where on the page it is said what was found of links; `names` says which one, in a text."""

    id: str
    links: tuple[LinkSeen, ...]
    names: bool


@dataclass(frozen=True)
class Writing:
    """What the page shows of one nomination being written.

    Attributes:
        seen: what was found of links, for each place of the page.
        conditions: those of the chosen category; `asks` has them by field, each field named.
    """

    groups: tuple[Group, ...]
    form: NominationForm
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    seen: tuple[Place, ...]
    conditions: tuple[Asked, ...]
    asks: tuple[tuple[str, tuple[Asked, ...]], ...]
    to_mend: int
    to_consider: int


def checked(campaign: Campaign, values: Mapping[str, Any], moment: datetime) -> Checked:
    """Check values on the campaign's day."""
    return check(campaign.sheet, values, today=moment.astimezone(campaign.sheet.tz).date())


def written(
    nomination: Nomination,
    values: Mapping[str, Any],
    moment: datetime,
    *,
    shows_problems: bool,
    remarks: Sequence[Remark] = (),
    file_errors: Mapping[str, tuple[str, ...]] | None = None,
    confirmed: Sequence[str] | None = None,
) -> Writing:
    """Lay the form out.

    Args:
        shows_problems: put what is wrong beside the fields, too; a form that was just begun only
            has the list of what is to be done.
        file_errors: what was wrong with files just chosen, by the name of their input.
        confirmed: the conditions ticked on a page that was not saved; by default those kept.
    """
    said = file_errors or {}
    lying = list(beside(nomination))
    proofs = {one.sha256: one for one in lying if one.kind == Attachment.Kind.PROOF}
    sheet = nomination.campaign.sheet
    found = checked(nomination.campaign, values, moment)
    category = found.values[category_field(sheet).key]
    problems = dict(found.problems) | files_lacking(sheet, category, lying)
    open_to = categories_for(sheet, nominator_of(nomination))
    if category and category not in {one.code for one in open_to}:
        problems.setdefault(category_field(sheet).key, ["unknown_category"])
    near = problems if shows_problems else unquiet(problems)
    form = NominationForm(sheet, values, open_to=open_to, problems=near)
    hung, seen = _hung(remarks), links_seen(nomination, values)
    ticked = nomination.confirmed if confirmed is None else confirmed
    conditions = asked(sheet, category, found.values, ticked)
    asks = beside_fields(sheet, category, conditions)
    language = "en" if get_language() == "en" else "zh-hans"
    groups = []
    for number, (title, fields) in zip(NUMERALS[language], _grouped(sheet), strict=False):
        groups.append(
            Group(
                number=number,
                title=_(title),
                controls=tuple(
                    control_of(form, field, values, hung, seen, asks.get(field.key, ()))
                    for field in fields
                    if field.kind not in EVIDENCE | {FieldKind.ATTACHMENTS}
                ),
                files=files_panel(nomination, said.get(FILES, ()), lying, seen)
                if any(field.kind is FieldKind.ATTACHMENTS for field in fields)
                else None,
                tables=tuple(
                    (
                        table_of(
                            sheet,
                            field,
                            values.get(field.key),
                            near,
                            proofs=proofs,
                            file_errors=said,
                            seen=seen,
                        ),
                        hung.get(field.key, ()),
                        asks.get(field.key, ()),
                    )
                    for field in fields
                    if field.kind in EVIDENCE
                ),
                done=sum(_is_done(field, category, problems) for field in fields),
                total=sum(needs(field, category) for field in fields),
            )
        )
    advice = {place: list(codes) for place, codes in found.advice.items()}
    for place, codes in link_advice(seen).items():
        advice.setdefault(place, []).extend(codes)
    if TITLE in values and has_twin(nomination, values):
        advice.setdefault(TITLE, []).append("twin")
    lines = lines_of(sheet, problems, advice)
    return Writing(
        tuple(groups),
        form,
        lines,
        seen=_places_of_links(groups),
        notes=notes_of(sheet, unquiet(problems), advice),
        conditions=conditions,
        asks=tuple((field.key, asks.get(field.key, ())) for field in written_fields(sheet)),
        to_mend=sum(line.tone == "bad" for line in lines),
        to_consider=sum(line.tone == "due" for line in lines),
    )


def hand_in_until(nomination: Nomination, moment: datetime) -> datetime | None:
    """Give until when it should be handed in, so that it passes all offices in time.

    That is the first office's own deadline, or an earlier one further up, or the collection's end;
    one further up that has passed bars nobody from handing in.

    Source:
        C5, C16, C17.
    """
    campaign = nomination.campaign
    if not campaign.sheet.has_stage(Stage.COLLECTION):
        return None
    closes_at = campaign.sheet.window(Stage.COLLECTION).closes_at
    way = [nomination.unit, *(unit for unit, _tier in way_ahead(nomination, Status.AT_UNIT)[1:])]
    hops = [deadline_for(campaign, sender, office) for sender, office in pairwise(way)]
    first, further = hops[:1], [end for end in hops[1:] if end and end > moment]
    return min([end for end in [*first, *further] if end] + [closes_at])


def steps_ahead(nomination: Nomination) -> list[Step]:
    """Say what happens after handing in: whose seals, in which order."""
    number = nomination.revisions.count() + 1
    note = _("形成第 %(n)s 版，之后修改会留痕") % {"n": number}
    steps = [Step(char="报", state="outline", what=_("你提交"), note=note)]
    return steps + [
        Step(
            char=TIER_CHARS.get(tier, "章"),
            state="wait",
            what=_("%(unit)s盖章") % {"unit": unit.name}
            if tier == "unit"
            else _("%(office)s审核") % {"office": unit.name},
        )
        for unit, tier in way_ahead(nomination, Status.AT_UNIT)
    ]


def _grouped(sheet: RuleSheet) -> list[tuple[str, list[Field]]]:
    """Part the fields of any sheet into panels; those without fields are left out."""
    people: list[Field] = []
    case: list[Field] = []
    proof: list[Field] = []
    consent: list[Field] = []
    for field in sheet.fields:
        if field.kind is FieldKind.OPINION:
            continue
        if field.kind in EVIDENCE or field.kind is FieldKind.ATTACHMENTS:
            proof.append(field)
        elif field.kind is FieldKind.CONSENT:
            consent.append(field)
        elif field.kind in SHORT_KINDS and field.key != TITLE:
            people.append(field)
        else:
            case.append(field)
    titled = [
        (noop("报送人"), people),
        (noop("案例"), case),
        (noop("数据与链接"), proof),
        (noop("公开范围与同意"), consent),
    ]
    return [(title, fields) for title, fields in titled if fields]


def control_of(
    form: NominationForm,
    field: Field,
    values: Mapping[str, Any],
    hung: Mapping[str, tuple[Hung, ...]],
    seen: Seen | None = None,
    asks: tuple[Asked, ...] = (),
) -> Control:
    """Give a field of the form with what its component takes."""
    is_long = field.kind is FieldKind.LONG_TEXT
    return Control(
        field=form[field.key],
        kind=field.kind,
        limit=field.limit if is_long or field.key == TITLE else None,
        counted=character_count(text_of(values.get(field.key))),
        remarks=hung.get(field.key, ()),
        wide=is_long or field.kind is FieldKind.CATEGORY or (field.limit or 0) >= WIDE_FROM,
        columns=3 if field.kind is FieldKind.CATEGORY else 0,
        links=(seen or {}).get(field.key, ()),
        asks=asks,
    )


def _hung(remarks: Sequence[Remark]) -> dict[str, tuple[Hung, ...]]:
    found: dict[str, tuple[Hung, ...]] = {}
    for remark in remarks:
        one = Hung(remark.text, remark.unit.name, remark.settled_at is not None)
        found[remark.field] = (*found.get(remark.field, ()), one)
    return found


def _is_done(field: Field, category: str, problems: Mapping[str, list[str]]) -> bool:
    """Whether a field that has to be filled in is, and nothing is wrong with it."""
    wrong = {place.partition(".")[0] for place in problems}
    return needs(field, category) and field.key not in wrong


def _places_of_links(groups: Sequence[Group]) -> tuple[Place, ...]:
    """List all places of links, those without a link too, so that what was said there goes away."""
    cells = [
        Place(f"seen-{cell.name}", cell.seen, names=False)
        for group in groups
        for table, _remarks, _asks in group.tables
        for row in table.rows
        for cell in row.cells
        if cell.kind is CellKind.LINK
    ]
    texts = [
        Place(f"seen-{one.field.html_name}", one.links, names=True)
        for group in groups
        for one in group.controls
        if one.kind is FieldKind.LONG_TEXT
    ]
    return (*cells, *texts)
