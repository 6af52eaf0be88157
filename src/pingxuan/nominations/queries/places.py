"""Where a nomination lies on its way up, and where it would go next."""

from __future__ import annotations

from pingxuan.domain.routes import begins_with_unit, next_office
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from pingxuan.units.queries import route_of


def holder(nomination: Nomination) -> Unit:
    """Give the unit or office on whose desk a nomination lies, or lay last."""
    if nomination.office is None or nomination.status == Status.AT_UNIT:
        return nomination.unit
    return nomination.office


def first_holder(nomination: Nomination) -> Unit:
    """Give where a nomination begins its way: its own unit, or the first office above it.

    Source:
        D1.
    """
    if begins_at_unit(nomination):
        return nomination.unit
    return next(iter(_offices(nomination, nomination.unit)), nomination.unit)


def begins_at_unit(nomination: Nomination) -> bool:
    """Whether its own unit gives its opinion first, as the sheet says. Source: D1."""
    return begins_with_unit(
        self_nominated=nomination.is_self_nominated,
        own_unit_opinion_first=nomination.campaign.sheet.tiers.own_unit_opinion_first,
    )


def next_holder(nomination: Nomination) -> Unit | None:
    """Give the office that a nomination goes to when its holder seals; None at the topmost.

    An office that nominates itself has sealed as the unit, and does not pass its own desk again;
    the topmost one does, because somebody has to accept.

    Source:
        C4, D1.
    """
    at = holder(nomination)
    offices = _offices(nomination, at)
    if nomination.status == Status.AT_UNIT:
        return next((office for office in offices if office != at), None) or at
    return next_office(offices, at)


def is_at_top(nomination: Nomination) -> bool:
    """Whether the topmost office holds it, which accepts and does not forward."""
    return nomination.status == Status.AT_OFFICE and next_holder(nomination) is None


def tier_of(nomination: Nomination) -> str:
    """Name which of the form's opinions the holder writes: unit, county, city or province.

    Source:
        C24.
    """
    return "unit" if nomination.status == Status.AT_UNIT else holder(nomination).level


def way_ahead(nomination: Nomination, status: Status) -> list[tuple[Unit, str]]:
    """List the seals still to come from `status` on: whose, and which of the form's opinions.

    A returned nomination starts again where it began.
    """
    if status is Status.AT_OFFICE and nomination.office is not None:
        return [(office, office.level) for office in _offices(nomination, nomination.office)]
    unit, offices = nomination.unit, _offices(nomination, nomination.unit)
    if not begins_at_unit(nomination):
        return [(office, office.level) for office in offices]
    above = [office for office in offices if office != unit] or offices
    return [(unit, "unit"), *((office, office.level) for office in above)]


def _offices(nomination: Nomination, start: Unit) -> list[Unit]:
    root = nomination.campaign.root
    return [office for office in route_of(start) if root is None or office.is_within(root)]
