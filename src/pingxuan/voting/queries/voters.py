"""Who may vote, as the sheet says it."""

from __future__ import annotations

from django.db.models import Q

from pingxuan.accounts.models import Phone
from pingxuan.campaigns.models import Campaign, Post
from pingxuan.domain.rules.contest import Voters
from pingxuan.units.models import Unit
from pingxuan.voting import ballots
from pingxuan.voting.models import ListedVoter


def eligible_voters(campaign: Campaign) -> list[str]:
    """List, in hex, the only voters of a campaign whose sheet names units or a list.

    Source:
        E9.
    """
    rule = campaign.sheet.voting
    if rule is None:
        return []
    if rule.who is Voters.LIST:
        listed = ListedVoter.objects.filter(campaign=campaign)
        return sorted(listed.values_list("voter", flat=True))
    below = Q(pk__in=[])
    for path in rule.units:
        unit = _unit_at(path)
        below |= Q(unit__path__startswith=unit.path) if unit else Q(pk__in=[])
    people = Post.objects.filter(below, Q(campaign=campaign) | Q(campaign=None)).values("person_id")
    phones = Phone.objects.filter(person_id__in=people)
    return sorted({ballots.voter_of_phone(campaign, phone.number).hex() for phone in phones})


def blocked_voters(campaign: Campaign) -> list[str]:
    """List, in hex, the voters whose account was retired, by joining it with another or else.

    Source:
        B4: joining two accounts never gives a second quota.
    """
    phones = Phone.objects.filter(person__is_active=False)
    return sorted({ballots.voter_of_phone(campaign, phone.number).hex() for phone in phones})


def _unit_at(path: str) -> Unit | None:
    """Find a unit by the names from the root down, or by its own name or short name alone."""
    names = [name for name in path.split("/") if name]
    for unit in Unit.objects.filter(Q(name=names[-1]) | Q(short_name=names[-1])) if names else ():
        node: Unit | None = unit
        for name in reversed(names):
            if node is None or name not in (node.name, node.short_name):
                break
            node = node.parent
        else:
            return unit
    return None
