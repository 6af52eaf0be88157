"""Who may be the second of two people, and how a second person's word lands on a matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import SecondPersonNeeded, StaleRevision, WrongStatus
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act
from pingxuan.results.models import Matter, Objection
from pingxuan.voting.models import Entry

CONFIRMED = "已确认"
REFUSED = "未获同意"


def is_second(
    person: Person, first: Person, campaign: Campaign, entries: Iterable[Entry] = ()
) -> bool:
    """Whether `person` is somebody else than `first`, of another unit, and of none concerned.

    Args:
        entries: what the matter is about; their units and writers are concerned, and so is every
            office on their way but the topmost, which organises.
    """
    if person.pk == first.pk:
        return False
    held = [p for p in posts_of(person) if p.campaign_id == campaign.pk]
    ours = {p.unit_id for p in held}
    theirs = {p.unit_id for p in first.posts.filter(campaign=campaign)}
    if (ours & theirs) - {None}:
        return False
    return not is_concerned(person, campaign, entries)


def is_concerned(person: Person, campaign: Campaign, entries: Iterable[Entry]) -> bool:
    """Whether `person` wrote one of `entries`, or holds a post in a unit on its way."""
    held = [p for p in posts_of(person) if p.campaign_id == campaign.pk]
    own = [p.unit for p in held if p.unit is not None and p.unit_id != campaign.root_id]
    return any(
        entry.nomination.writer_id == person.pk
        or any(entry.unit.path.startswith(unit.path) for unit in own)
        for entry in entries
    )


Effects = list[list[str]]
"""What would become of whom, as a page shows it: number and standing, in the page's order."""


def fingerprint_of_matter(matter: Matter, effects: Effects) -> str:
    """Give the hex SHA-256 of what the second person reads: the reason and all effects as of now."""
    return fingerprint({"id": str(matter.pk), "reason": matter.reason, "effects": effects})


def check_second(
    matter: Matter,
    act: Act,
    *,
    seen: str,
    effects: Effects,
    person: Person,
    campaign: Campaign,
    entries: Iterable[Entry],
) -> None:
    """Pass only a second person who has read what is there.

    Raises:
        WrongStatus: confirmed or refused before.
        SecondPersonNeeded: the first person, or of a unit that is concerned.
        StaleRevision: something else was read, or it would have other effects by now.
    """
    if not matter.is_waiting:
        raise WrongStatus(act, CONFIRMED if matter.confirmed_at else REFUSED)
    if not is_second(person, matter.proposed_by, campaign, entries):
        raise SecondPersonNeeded(act)
    current = fingerprint_of_matter(matter, effects)
    if seen != current:
        raise StaleRevision(seen=seen, current=current)


def has_no_part(person: Person, objection: Objection, campaign: Campaign) -> bool:
    """Whether `person` neither made an objection nor belongs to what it is about."""
    return person.pk != objection.person_id and not is_concerned(
        person, campaign, [objection.entry]
    )


def confirm(matter: Matter, effects: Effects, *, person: Person, now: datetime) -> None:
    """Write the second person's yes on a matter, with the effects that were read."""
    matter.confirmed_by, matter.confirmed_at, matter.effects = person, now, effects
    matter.save(update_fields=["confirmed_by", "confirmed_at", "effects"])


def refuse(matter: Matter, why: str, *, person: Person, now: datetime) -> None:
    """Write the second person's no on a matter."""
    matter.refused_by, matter.refused_at, matter.refusal = person, now, why.strip()
    matter.save(update_fields=["refused_by", "refused_at", "refusal"])
