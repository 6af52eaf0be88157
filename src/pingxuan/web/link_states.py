"""What the worker found of the links in a text, for the very place where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.content.addresses import placed_addresses
from pingxuan.nominations.models import LinkCheck, Nomination
from pingxuan.nominations.queries.linked import checks_of

TONES = {
    LinkCheck.State.OPENED: "done",
    LinkCheck.State.MOVED: "due",
    LinkCheck.State.DEAD: "bad",
    LinkCheck.State.UNCHECKED: "none",
}


class LinkSeen(NamedTuple):
    """A link as it was found: `words` and `tone` of its state, where it led to, when (campaign time)."""

    address: str
    state: str
    words: str
    tone: str
    landed: str
    at: datetime | None


Seen = Mapping[str, tuple[LinkSeen, ...]]
"""What is known of links by place: `works.0.link`, `narrative`, or a video's address."""


def links_seen(nomination: Nomination, values: Mapping[str, Any]) -> Seen:
    """Say at each place what was found of its links; places without a link are left out.

    A link that was changed since is another link: nothing is said of it before it was looked at.

    Source:
        N2, N7: opened, moved, dead, not checked.
    """
    campaign = nomination.campaign
    known = {one.address: _seen(campaign, one) for one in checks_of(nomination).values()}
    found: dict[str, tuple[LinkSeen, ...]] = {address: (seen,) for address, seen in known.items()}
    placed: dict[str, dict[str, LinkSeen]] = {}
    for place, address in placed_addresses(campaign.sheet, values):
        if address in known:
            placed.setdefault(place, {})[address] = known[address]
    return found | {place: tuple(links.values()) for place, links in placed.items()}


def link_advice(seen: Seen) -> dict[str, list[str]]:
    """Give the check's codes for links that do not open, or lead elsewhere, by place."""
    found: dict[str, list[str]] = {}
    for place, links in seen.items():
        if "://" in place:
            continue  # a video is no field; its state stands beside it
        for one in links:
            if one.state == LinkCheck.State.DEAD:
                found.setdefault(place, []).append(f"link_dead:{one.address}")
            elif one.state == LinkCheck.State.MOVED:
                found.setdefault(place, []).append(f"link_moved:{one.landed}")
    return found


def _seen(campaign: Campaign, check: LinkCheck) -> LinkSeen:
    state = LinkCheck.State(check.state)
    at = campaign.at(check.checked_at) if check.checked_at else None
    return LinkSeen(check.address, state.value, _(str(state.label)), TONES[state], check.landed, at)
