"""What an office keeps for itself: read for one page of the inbox at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.offices.models import Confirmation, Glance, Label, Note, Preference, SavedFilter
from pingxuan.units.models import Unit

Rows = TypeVar("Rows", bound="QuerySet[Nomination]")


@dataclass(frozen=True)
class Seat:
    """One office's desk in one campaign: what the permissions of this room are about."""

    campaign: Campaign
    unit: Unit

    @property
    def pk(self) -> UUID:
        """The office's id."""
        return self.unit.pk


def saved_filters(person: Person, seat: Seat) -> list[SavedFilter]:
    """List somebody's own searches at an office, in the order in which they were saved."""
    return list(SavedFilter.objects.filter(person=person, campaign=seat.campaign, unit=seat.unit))


def labels_of(seat: Seat) -> list[Label]:
    """List an office's labels by name, each with how many nominations carry it as `n`."""
    found = Label.objects.filter(campaign=seat.campaign, unit=seat.unit)
    return list(found.annotate(n=Count("nominations")).order_by("name"))


def labels_on(seat: Seat, ids: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """Name the office's labels on nominations."""
    found: dict[UUID, list[str]] = {}
    pairs = Label.nominations.through.objects.filter(
        label__campaign=seat.campaign, label__unit=seat.unit, nomination__in=list(ids)
    )
    for nomination, name in pairs.order_by("label__name").values_list("nomination", "label__name"):
        found.setdefault(nomination, []).append(name)
    return found


def note_counts(seat: Seat, ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Count the office's notes on nominations."""
    found = Note.objects.filter(campaign=seat.campaign, unit=seat.unit, nomination__in=list(ids))
    return dict(found.order_by().values_list("nomination").annotate(n=Count("pk")))


def confirmed_on(seat: Seat, ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Give the conditions to which the office said yes, of the texts that lie there now. N7."""
    found: dict[UUID, set[str]] = {}
    kept = Confirmation.objects.filter(
        unit=seat.unit,
        revision__nomination__in=list(ids),
        revision__nomination__revision=F("revision"),
    )
    for nomination, key in kept.values_list("revision__nomination", "condition"):
        found.setdefault(nomination, set()).add(key)
    return {nomination: frozenset(keys) for nomination, keys in found.items()}


def notes_on(seat: Seat, nomination: Nomination) -> list[Note]:
    """List the office's notes on one nomination, oldest first."""
    found = Note.objects.filter(campaign=seat.campaign, unit=seat.unit, nomination=nomination)
    return list(found.select_related("person"))


def labelled(rows: Rows, seat: Seat, label: str) -> Rows:
    """Keep the rows that carry a label of this office."""
    return rows.filter(labels__name=label, labels__unit=seat.unit, labels__campaign=seat.campaign)


def in_order(rows: Rows, seat: Seat) -> Rows:
    """Put an office's order of preference first; what has no place follows by filing."""
    place = Preference.objects.filter(unit=seat.unit, nomination=OuterRef("pk")).values("position")
    return rows.annotate(place=Subquery(place[:1])).order_by(
        F("place").asc(nulls_last=True), "filed_at", "pk"
    )


def places(seat: Seat, ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Give the places of nominations in an office's order; those without one are left out."""
    found = Preference.objects.filter(unit=seat.unit, nomination__in=list(ids))
    return dict(found.values_list("nomination", "position"))


def seen_before(person: Person, nomination: Nomination) -> Revision | None:
    """Give the text that somebody saw before the one that lies there now; None for a first look."""
    glance = (
        Glance.objects.filter(person=person, nomination=nomination)
        .select_related("revision", "before")
        .first()
    )
    if glance is None:
        return None
    if glance.revision_id != nomination.revision_id:
        return glance.revision
    return glance.before
