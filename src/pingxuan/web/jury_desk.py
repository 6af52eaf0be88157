"""What a juror's pages show: the own list, one entry's dossier, and the marks one can give.

Nothing here reads a vote, or another's mark; and nothing that names anybody, where the sheet hides
names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from django.utils.translation import get_language

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.contest import Criterion, Jury
from pingxuan.domain.rules.entry import FieldKind
from pingxuan.jury.models import Assignment
from pingxuan.nominations.models import Attachment
from pingxuan.voting.models import Entry
from pingxuan.voting.queries.entries import files_of
from pingxuan.web.entries import EvidenceTable, Line, Section, picture_of

CELLS = 10
NAMELESS = frozenset({FieldKind.NUMBER, FieldKind.DATE, FieldKind.YEAR_MONTH})


@dataclass(frozen=True)
class Row:
    """One entry on a juror's list with the juror's own marks.

    Attributes:
        total: the own marks times their weights; None until all are given.
    """

    assignment: Assignment
    is_full: bool
    total: Decimal | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be marked."""
        return self.assignment.state == Assignment.State.OPEN

    @property
    def cell(self) -> str:
        """The state of its cell in the row of segments."""
        if self.assignment.state == Assignment.State.RECUSED:
            return "away"
        return "on" if self.is_full or not self.is_open else ""


@dataclass(frozen=True)
class DeskList:
    """A juror's whole list."""

    rows: Sequence[Row]

    @property
    def waiting(self) -> list[Row]:
        """Entries that still want a mark."""
        return [row for row in self.rows if row.is_open and not row.is_full]

    @property
    def ready(self) -> list[Row]:
        """Entries that are fully marked and not locked."""
        return [row for row in self.rows if row.is_open and row.is_full]

    @property
    def given(self) -> int:
        """How many are fully marked, locked ones included."""
        return sum(row.cell == "on" for row in self.rows)

    @property
    def recused(self) -> int:
        """How many the juror does not judge."""
        return sum(row.cell == "away" for row in self.rows)

    @property
    def to_judge(self) -> int:
        """How many the juror judges in all."""
        return len(self.rows) - self.recused

    def after(self, done: Assignment) -> Assignment | None:
        """Give the next entry that wants a mark: by number, then from the beginning."""
        others = [row.assignment for row in self.waiting if row.assignment.pk != done.pk]
        later = [one for one in others if one.entry.number > done.entry.number]
        return next(iter([*later, *others]), None)


def list_of(campaign: Campaign, assignments: Sequence[Assignment]) -> DeskList:
    """Make the list of a juror's assignments, whose marks are read already."""
    weights = {one.code: one.weight for one in campaign.sheet.jury.criteria}
    rows = []
    for one in assignments:
        given = {mark.criterion: mark.mark for mark in one.marks.all()}
        is_full = given.keys() >= weights.keys()
        total = (
            sum((given[code] * weights[code] for code in weights), Decimal()) if is_full else None
        )
        rows.append(Row(one, is_full, total and total.normalize() + 0))
    return DeskList(rows)


@dataclass(frozen=True)
class Compared:
    """One of the juror's own entries beside the others, for comparing.

    Attributes:
        marks: as printed, in the order of the qualities.
    """

    assignment: Assignment
    marks: Sequence[int | str | None]
    total: Decimal


def compared(campaign: Campaign, desk: DeskList, *, besides: Assignment) -> list[Compared]:
    """Give the juror's own fully marked entries of the same category, the highest first. Source: G3."""
    codes = [one.code for one in campaign.sheet.jury.criteria]
    found = []
    for row in desk.rows:
        one = row.assignment
        if row.total is None or one.entry.category != besides.entry.category:
            continue
        given = {mark.criterion: mark.mark for mark in one.marks.all()}
        found.append(Compared(one, [_printed(given.get(code)) for code in codes], row.total))
    return sorted(found, key=lambda each: (-each.total, each.assignment.entry.number))


@dataclass(frozen=True)
class MarkLine:
    """One quality to be marked.

    Attributes:
        value: as it is printed: `8`, `4.5`; None when not given.
    """

    rule: Criterion
    value: int | str | None
    problems: Sequence[str]


@dataclass(frozen=True)
class Scale:
    """What a mark may be.

    Attributes:
        cells: the highest mark when whole marks from 1 up can be shown in a row; else 0.
    """

    least: Decimal
    most: Decimal
    step: Decimal
    cells: int
    total: Decimal


def scale_of(jury: Jury) -> Scale:
    """Describe the marks of a sheet."""
    has_cells = jury.min_mark == 1 and jury.mark_step == 1 and jury.max_mark <= CELLS
    total = sum((one.weight for one in jury.criteria), Decimal()) * jury.max_mark
    return Scale(
        jury.min_mark,
        jury.max_mark,
        jury.mark_step,
        int(jury.max_mark) if has_cells else 0,
        total.normalize() + 0,
    )


def lines_of(
    jury: Jury, assignment: Assignment, problems: Mapping[str, Sequence[str]]
) -> list[MarkLine]:
    """Give the qualities with what the juror has given so far."""
    given = {mark.criterion: mark.mark for mark in assignment.marks.all()}
    return [
        MarkLine(one, _printed(given.get(one.code)), problems.get(one.code, ()))
        for one in jury.criteria
    ]


def _printed(mark: Decimal | None) -> int | str | None:
    if mark is None:
        return None
    return int(mark) if mark == int(mark) else f"{mark.normalize():f}"


@dataclass(frozen=True)
class Dossier:
    """One entry as a juror reads it: no vote, no seal, and no name where the sheet hides names."""

    by: str
    sections: list[Section]
    lines: list[Line]
    works: EvidenceTable | None
    accounts: EvidenceTable | None


def dossier_of(campaign: Campaign, entry: Entry) -> Dossier:
    """Collect what a juror reads of an entry. Source: G3, L1."""
    picture = picture_of(campaign, entry)
    if not campaign.sheet.jury.names_hidden:
        return Dossier(entry.by, picture.sections, picture.lines, picture.works, picture.accounts)
    language = get_language() or ""
    shown = {
        field.label.get(language)
        for field in campaign.sheet.public_fields()
        if field.kind in NAMELESS and not field.personal
    }
    lines = [line for line in picture.lines if line.label in shown]
    return Dossier("", picture.sections, lines, None, None)


@dataclass(frozen=True)
class JurorsFile:
    """One file as it is shown to a juror: its place among the entry's files, and a name for it."""

    place: int
    name: str
    kind: str
    file: Attachment


def jurors_files(campaign: Campaign, entry: Entry) -> list[JurorsFile]:
    """Give the files of an entry; where the sheet hides names, file names are made of the number.

    Links are left out there, too: an address names its owner.
    """
    hidden = campaign.sheet.jury.names_hidden
    files = [one for one in files_of(campaign, entry) if one.file]
    return [
        JurorsFile(
            place,
            f"{entry.number}-{place}{PurePosixPath(one.name).suffix.lower()}"
            if hidden
            else one.name,
            one.get_kind_display(),
            one,
        )
        for place, one in enumerate(files, start=1)
    ]
