"""What an office reads: the filed nominations of its branch, in trays, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Case, CharField, Count, IntegerField, Max, Q, QuerySet, Value, When

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import deadline_for, posts_of
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.entry import Category
from pingxuan.domain.vocabulary import Role, Stage, Status
from pingxuan.nominations.models import Nomination, Remark
from pingxuan.units.models import Unit
from pingxuan.units.queries import ids_upwards

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

_AT_A_DESK = frozenset({Role.OFFICE_REVIEWER, Role.OFFICE_SEALER})
_READS_ALL = frozenset({Role.MANAGER, Role.SUPERVISOR})
DIRECT = "direct"
MOST_BESIDE = 20


class Tray(StrEnum):
    """Where a nomination is, as seen from one office."""

    TODO = "todo"
    BELOW = "below"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ENDED = "ended"


class InTray(TypedDict):
    """What `in_trays` adds to a nomination."""

    tray: str


class Row(InTray):
    """What `inbox` adds to it."""

    rank: int


REACHED = frozenset({Tray.TODO, Tray.SENT, Tray.ACCEPTED})
PASSED = frozenset({Tray.SENT, Tray.ACCEPTED})


@dataclass(frozen=True)
class Sought:
    """What one looks for in an inbox; empty parts look for nothing.

    Attributes:
        sender: the id of a unit right below the office, or `direct` for its units beside offices.
    """

    text: str = ""
    tray: str = ""
    category: str = ""
    sender: str = ""


@dataclass(frozen=True)
class Pile:
    """How many nominations of one unit and category lie in one tray, and the latest filing."""

    path: str
    category: str
    tray: Tray
    count: int
    latest: datetime | None


@dataclass(frozen=True)
class GapCell:
    """How many came in, and how many of the minimum are missing (C21)."""

    have: int
    minimum: int

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(0, self.minimum - self.have)


@dataclass(frozen=True)
class GapRow:
    """One sender of the gap board: a unit right below the office, or all direct units of a tier."""

    key: str
    name: str
    cells: tuple[GapCell, ...]
    latest: datetime | None = None

    @property
    def short(self) -> int:
        """How many are missing in all categories."""
        return sum(cell.short for cell in self.cells)


@dataclass(frozen=True)
class GapBoard:
    """Sender × category against the minimum; `own` is what the office itself has to send."""

    rows: tuple[GapRow, ...]
    own: GapRow | None
    totals: tuple[int, ...]

    @property
    def short(self) -> int:
        """How many are missing: of the senders, or of the office itself."""
        return sum(row.short for row in self.rows) + (self.own.short if self.own else 0)

    @property
    def beside(self) -> tuple[GapRow, ...]:
        """The rows that fit beside a list: all, or of many the ones that miss most."""
        if len(self.rows) <= MOST_BESIDE:
            return self.rows
        return tuple(sorted(self.rows, key=lambda row: -row.short)[:MOST_BESIDE])

    @property
    def short_rows(self) -> int:
        """How many senders have not sent enough."""
        return sum(1 for row in self.rows if row.short)


def desks(person: Person, campaign: Campaign) -> list[Unit]:
    """List the units and offices whose inbox a person reads; a manager reads the topmost one's."""
    found: dict[UUID, Unit] = {}
    for post in posts_of(person):
        if post.campaign_id not in (None, campaign.pk):
            continue
        role = Role(post.role)
        if role in _AT_A_DESK and post.unit is not None:
            found[post.unit.pk] = post.unit
        elif role in _READS_ALL and campaign.root is not None:
            found[campaign.root.pk] = campaign.root
    return list(found.values())


def filed_within(campaign: Campaign, offices: Iterable[Unit]) -> QuerySet[Nomination]:
    """Give what was filed in the branches of `offices`; drafts are their writers' own."""
    branches = Q(pk__in=[])
    for office in offices:
        branches |= Q(unit__path__startswith=office.path)
    return Nomination.objects.filter(branches, campaign=campaign).exclude(revision=None)


def readable_by(person: Person, campaign: Campaign) -> QuerySet[Nomination]:
    """Give what a person may read from any desk of theirs."""
    return filed_within(campaign, desks(person, campaign))


def in_trays(campaign: Campaign, office: Unit) -> QuerySet[WithAnnotations[Nomination, InTray]]:
    """Give the branch's filed nominations, each with its `tray` as seen from `office`.

    Below the topmost office, its provisional decisions still read as sent on.

    Source:
        D3, D6.
    """
    above = ids_upwards(office)[1:]
    is_here = Q(status=Status.AT_UNIT, unit=office) | Q(status=Status.AT_OFFICE, office=office)
    is_above = Q(status=Status.AT_OFFICE, office__in=above)
    if above:
        is_above |= Q(is_provisional=True)
    gone = [Status.DECLINED, Status.WITHDRAWN, Status.DISQUALIFIED, Status.MERGED]
    tray = Case(
        When(is_here, then=Value(Tray.TODO.value)),
        When(is_above, then=Value(Tray.SENT.value)),
        When(status__in=[Status.AT_UNIT, Status.AT_OFFICE], then=Value(Tray.BELOW.value)),
        When(status__in=[Status.RETURNED, Status.DRAFT], then=Value(Tray.RETURNED.value)),
        When(status__in=gone, then=Value(Tray.ENDED.value)),
        default=Value(Tray.ACCEPTED.value),
        output_field=CharField(),
    )
    return filed_within(campaign, [office]).annotate(tray=tray)


def inbox(
    campaign: Campaign, office: Unit, sought: Sought
) -> QuerySet[WithAnnotations[Nomination, Row]]:
    """Give the rows of an inbox: what waits here first, then by the moment of filing."""
    rows = in_trays(campaign, office)
    if sought.tray:
        rows = rows.filter(tray=sought.tray)
    if sought.category:
        rows = rows.filter(category=sought.category)
    if sought.sender == DIRECT:
        rows = rows.filter(unit__parent=office, unit__level=Level.UNIT)
    elif sought.sender:
        rows = rows.filter(unit__path__startswith=office.path + sought.sender + "/")
    for word in sought.text.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(file_number__icontains=word)
            | Q(public_number__iexact=word)
        )
    waits_first = Case(
        When(tray=Tray.TODO.value, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    # The texts themselves are long and partly encrypted: a list leaves them where they are.
    return (
        rows.annotate(rank=waits_first)
        .select_related("unit", "office", "revision")
        .defer("draft", "draft_personal", "revision__content", "revision__personal")
        .order_by("rank", "-filed_at", "-pk")
    )


def open_remarks(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Count the remarks on nominations that are not settled; those without any are left out."""
    waiting = Remark.objects.filter(nomination__in=list(ids), settled_at=None).order_by()
    return dict(waiting.values_list("nomination").annotate(n=Count("pk")))


def todo_ids(campaign: Campaign, office: Unit) -> list[UUID]:
    """List what waits at an office, in the order of its inbox."""
    rows = in_trays(campaign, office).filter(tray=Tray.TODO.value)
    return list(rows.order_by("-filed_at", "-pk").values_list("pk", flat=True))


def piles(campaign: Campaign, office: Unit) -> list[Pile]:
    """Count an office's branch by unit, category and tray, in one query."""
    rows = (
        in_trays(campaign, office)
        .order_by()
        .values_list("unit__path", "category", "tray")
        .annotate(count=Count("pk"), latest=Max("filed_at"))
    )
    return [Pile(path, category, Tray(tray), n, at) for path, category, tray, n, at in rows]


def tray_counts(found: Iterable[Pile]) -> Mapping[Tray, int]:
    """Sum the piles of each tray; trays without any count 0."""
    counts = Counter(dict.fromkeys(Tray, 0))
    for pile in found:
        counts[pile.tray] += pile.count
    return counts


def senders(office: Unit) -> list[Unit]:
    """List the units right below an office, offices first."""
    children = office.children.filter(is_active=True)
    return sorted(children, key=lambda unit: (not unit.is_office, unit.path))


def folds_direct(campaign: Campaign, office: Unit, below: Sequence[Unit]) -> bool:
    """Whether the units right below an office stand together as one sender beside its offices.

    The topmost office knows each by name, because each has a minimum of its own (C21).
    """
    is_top = office.parent_id is None or office.pk == campaign.root_id
    return not is_top and len({unit.is_office for unit in below}) == 2


def gap_board(
    campaign: Campaign,
    office: Unit,
    below: Sequence[Unit],
    found: Sequence[Pile],
    *,
    is_folded: bool | None = None,
) -> GapBoard:
    """Set what each sender has sent against the minimum.

    The minimum is asked of each city and each unit right below the province: of them it is shown
    to the province, and each city sees its own beside what its counties have sent so far.

    Args:
        below: the office's `senders`.
        found: the office's `piles`.
        is_folded: whether direct units stand as one; by default as `folds_direct` says.

    Source:
        C21, D5: a gap is shown and reminded of; nobody is turned away for it.
    """
    is_top = office.parent_id is None or office.pk == campaign.root_id
    categories = campaign.sheet.categories
    reached = [pile for pile in found if pile.tray in REACHED]
    if is_folded is None:
        is_folded = folds_direct(campaign, office, below)
    each = [unit for unit in below if unit.is_office or not is_folded]
    lying = _by_sender(office, reached)
    rows = [
        _gap_row(unit.pk.hex, unit.name, lying.get(unit.path, ()), categories, is_top)
        for unit in each
    ]
    if is_folded:
        direct = [unit for unit in below if not unit.is_office]
        theirs = [pile for unit in direct for pile in lying.get(unit.path, ())]
        rows.append(_gap_row(DIRECT, "", theirs, categories, False))
    own = None
    if not is_top and Level(office.level) is Level.CITY:
        passed = [pile for pile in found if pile.tray in PASSED]
        own = _gap_row(office.pk.hex, office.name, passed, categories, True)
    totals = [sum(p.count for p in reached if p.category == one.code) for one in categories]
    return GapBoard(tuple(rows), own, tuple(totals))


def _by_sender(office: Unit, found: Iterable[Pile]) -> Mapping[str, Sequence[Pile]]:
    """Part piles by the path of the unit right below an office in whose branch they are."""
    parted: dict[str, list[Pile]] = {}
    for pile in found:
        child = pile.path[len(office.path) :].partition("/")[0]
        parted.setdefault(f"{office.path}{child}/", []).append(pile)
    return parted


def _gap_row(
    key: str,
    name: str,
    mine: Sequence[Pile],
    categories: Sequence[Category],
    has_minimum: bool,
) -> GapRow:
    have = Counter[str]()
    for pile in mine:
        have[pile.category] += pile.count
    cells = tuple(
        GapCell(have=have[one.code], minimum=one.minimum if has_minimum else 0)
        for one in categories
    )
    return GapRow(key, name, cells, max((p.latest for p in mine if p.latest), default=None))


def hand_in_until(campaign: Campaign, office: Unit) -> datetime | None:
    """Give until when an office may send on (the topmost one: accept), in campaign time.

    Source:
        C16, C16a, C17.
    """
    sheet = campaign.sheet
    parent = None if office.pk == campaign.root_id else office.parent
    stage = Stage.SCREENING if parent is None else Stage.COLLECTION
    own = None if parent is None else deadline_for(campaign, office, parent)
    ends = [sheet.window(stage).closes_at] if sheet.has_stage(stage) else []
    return min([*ends, own] if own else ends, default=None)
