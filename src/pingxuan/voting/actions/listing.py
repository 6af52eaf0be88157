"""Take the list of those who may vote, keeping hashes only. Source: E9."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.phones import normalise
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.voting import ballots
from pingxuan.voting.actions.publishing import refresh_snapshot
from pingxuan.voting.models import ListedVoter


@transaction.atomic
def replace_voter_list(
    campaign: Campaign, phones: Iterable[str], *, person: Person | None, now: datetime
) -> int:
    """Replace the list of those who may vote; say how many are on it now.

    Args:
        phones: as people write them; none of them is kept.
        person: who uploads; None for the command line.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        NotAPhone: one of them is no mobile number; then nothing was changed.
    """
    if person is not None:
        require(person, "voting.list_voters", campaign)
    voters = {ballots.voter_of_phone(campaign, normalise(phone)).hex() for phone in phones}
    ListedVoter.objects.filter(campaign=campaign).delete()
    ListedVoter.objects.bulk_create(
        [ListedVoter(campaign=campaign, voter=voter) for voter in sorted(voters)], batch_size=500
    )
    refresh_snapshot(campaign, now)
    record(
        Act.LOAD_SHEET,
        campaign,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        voters=len(voters),
    )
    return len(voters)
