"""At which office's desk somebody sits, and until when it may hand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.shortcuts import get_object_or_404

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Role, Stage
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import desks, filed_within, hand_in_until
from pingxuan.nominations.queries.places import holder
from pingxuan.offices.queries.desk import Seat
from pingxuan.units.models import Unit
from pingxuan.web.edge import EdgeRequest


@dataclass(frozen=True)
class Desk:
    """One office's desk as somebody sees it now.

    Attributes:
        others: further desks of the same person.
        until: until when the office may hand on, or accept; campaign time.
        is_open: whether that is still possible.
    """

    campaign: Campaign
    person: Person
    office: Unit
    others: tuple[Unit, ...]
    until: datetime | None
    is_open: bool

    @property
    def is_top(self) -> bool:
        """Whether this is the topmost office, which accepts and does not forward."""
        return self.office.pk == self.campaign.root_id or self.office.parent_id is None

    @property
    def seat(self) -> Seat:
        """The office and the campaign: what permissions of the desk are about."""
        return Seat(self.campaign, self.office)

    @property
    def keeps_the_seal(self) -> bool:
        """Whether the person seals for this very office."""
        return any(
            post.role == Role.OFFICE_SEALER and post.unit_id == self.office.pk
            for post in posts_of(self.person)
        )


def who(request: EdgeRequest) -> tuple[Person, Campaign]:
    """Give person and campaign of a page that is behind `in_campaign` and `signed_in`."""
    if request.person is None or request.campaign is None:
        raise NotYourAct("nominations.read")
    return request.person, request.campaign


def desk_of(request: EdgeRequest) -> Desk:
    """Find the desk that the address names by `desk`, else the person's first one.

    Raises:
        NotYourAct: the person has none in this campaign.
    """
    person, campaign = who(request)
    found = _desks(person, campaign)
    wanted = request.GET.get("desk", "")
    office = next((unit for unit in found if unit.pk.hex == wanted), found[0])
    return _sit_down(request, person, campaign, office, found)


def desk_with(request: EdgeRequest, pk: UUID) -> tuple[Desk, Nomination]:
    """Find a nomination that the person may read, and the desk to read it from.

    That is the desk on which it lies, if it is one of the person's.

    Raises:
        NotYourAct: the person has no desk in this campaign.
        Http404: none of them reads this nomination.
    """
    person, campaign = who(request)
    found = _desks(person, campaign)
    seen = filed_within(campaign, found).select_related("unit", "office", "revision")
    nomination = get_object_or_404(seen, pk=pk)
    over = [unit for unit in found if nomination.unit.is_within(unit)]
    office = next((unit for unit in over if unit == holder(nomination)), over[0])
    return _sit_down(request, person, campaign, office, found), nomination


def _desks(person: Person, campaign: Campaign) -> list[Unit]:
    found = desks(person, campaign)
    if not found:
        raise NotYourAct("nominations.read")
    return found


def _sit_down(
    request: EdgeRequest, person: Person, campaign: Campaign, office: Unit, found: list[Unit]
) -> Desk:
    until = hand_in_until(campaign, office)
    is_top = office.pk == campaign.root_id or office.parent_id is None
    stage = Stage.SCREENING if is_top else Stage.COLLECTION
    is_open = stage in campaign.open_stages(request.now)
    return Desk(
        campaign=campaign,
        person=person,
        office=office,
        others=tuple(unit for unit in found if unit != office),
        until=until,
        is_open=is_open and (until is None or request.moment < until),
    )
