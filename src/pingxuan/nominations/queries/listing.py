"""A statistics table that came in, beside what was received: what is missing, what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pingxuan.accounts.models import Person
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.content.halves import drafted, filed
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.nominations.queries.incoming import incoming_of
from pingxuan.nominations.queries.own import mine, visible_to
from pingxuan.papers.model import Difference, Field, Form, Row
from pingxuan.papers.reconcile import compared, paired

_GONE = (Status.WITHDRAWN, Status.MERGED)
_OPEN = (IncomingForm.State.WAITING, IncomingForm.State.HELD)
_COMPARED = (Field.NAME, Field.PHONE, Field.TITLE, Field.CATEGORY, Field.POST)
_ROW = ("category", "title", "name", "post", "phone", "level", "note")


@dataclass(slots=True)
class Received:
    """Something that was received: a nomination, or a form that is still to be confirmed."""

    form: Form
    nomination: Nomination | None = None
    incoming: IncomingForm | None = None
    is_mine: bool = False


@dataclass(slots=True)
class Line:
    """One line of the table.

    Attributes:
        index: its place, from 0.
        received: what belongs to it.
        drafted: the draft that was made of it.
    """

    index: int
    row: Row
    received: Received | None = None
    differences: list[Difference] = field(default_factory=list)
    drafted: UUID | None = None

    @property
    def number(self) -> int:
        """Its place as people count."""
        return self.index + 1

    @property
    def is_missing(self) -> bool:
        """Whether nothing was received for it, and no draft was made of it."""
        return self.received is None and self.drafted is None


@dataclass(slots=True)
class Listing:
    """A table beside what was received.

    Attributes:
        lines: those with something to do first, else in their order.
        unlisted: what was received and stands in no line.
    """

    lines: list[Line]
    unlisted: list[Received]

    @property
    def missing(self) -> int:
        """How many lines have nothing received."""
        return sum(line.is_missing for line in self.lines)

    @property
    def differing(self) -> int:
        """How many lines differ from what was received."""
        return sum(bool(line.differences) for line in self.lines)


def listing(incoming: IncomingForm, person: Person) -> Listing:
    """Lay a table that came in beside all that `person` may see of its unit and below.

    Source:
        N4: line by line with what was received.
    """
    rows = rows_of(incoming)
    received = _received(incoming, person)
    partners = paired([one.form for one in received], rows)
    by_row = {row: index for index, row in partners.items()}
    made: Mapping[str, str] = incoming.reading.get("drafted") or {}
    lines = []
    for index, row in enumerate(rows):
        line = Line(index, row)
        if (at := by_row.get(index)) is not None:
            line.received = received[at]
            line.differences = compared(received[at].form, row)
        elif str(index) in made:
            line.drafted = UUID(made[str(index)])
        lines.append(line)
    lines.sort(key=lambda line: (not line.is_missing, not line.differences, line.index))
    unlisted = [one for index, one in enumerate(received) if index not in partners]
    return Listing(lines, unlisted)


def rows_of(incoming: IncomingForm) -> list[Row]:
    """Give the lines of a table that came in."""
    told = (incoming.reading.get("table") or {}).get("rows") or []
    return [
        Row(**{key: one.get(key) for key in _ROW}, warnings=list(one.get("warnings") or []))
        for one in told
    ]


def _received(incoming: IncomingForm, person: Person) -> list[Received]:
    campaign, path = incoming.campaign, incoming.unit.path
    own = set(mine(person, campaign).order_by().values_list("pk", flat=True))
    cases = visible_to(person, campaign).filter(unit__path__startswith=path)
    found = []
    for case in cases.exclude(status__in=_GONE).order_by("created_at", "pk"):
        values = filed(case.revision) if case.revision else drafted(case)
        form = _form(str(case.pk), values)
        found.append(Received(form, nomination=case, is_mine=case.pk in own))
    papers = incoming_of(person, campaign).filter(unit__path__startswith=path, state__in=_OPEN)
    for paper in papers.exclude(pk=incoming.pk).order_by("arrived_at", "part"):
        fields = paper.reading.get("fields")
        if fields:
            found.append(Received(_form(str(paper.pk), fields), incoming=paper))
    return found


def _form(part: str, values: Mapping[str, Any]) -> Form:
    form = Form(part)
    for name in _COMPARED:
        value = values.get(name.value)
        form.values[name] = value if isinstance(value, str) and value else None
    return form
