"""What can be read of campaigns, posts and deadlines."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.models import (
    Campaign,
    Extension,
    Invitation,
    OfficeDeadline,
    PageVersion,
    Post,
)
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.units.models import Unit
from pingxuan.units.queries import upwards


def running() -> QuerySet[Campaign]:
    """Give the campaigns that have a rule sheet, newest first."""
    return Campaign.objects.exclude(version=None).select_related("version").order_by("-created_at")


def present(slug: str) -> Campaign | None:
    """Give the running campaign of an address; None when there is none.

    Every page of a campaign asks this. Its row is read as it lies, and only one that has changed
    is made into objects again: versions of a sheet never change.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_campaign WHERE slug = %s", [slug])
        row = cursor.fetchone()
    kept = _as_read(connection.settings_dict["NAME"], slug, row) if row else None
    return copy(kept) if kept else None  # whoever asks may write on it


@lru_cache(maxsize=64)
def _as_read(database: str, slug: str, row: tuple[Any, ...]) -> Campaign | None:
    return running().filter(slug=slug).first()


def page_versions(campaign: Campaign) -> list[PageVersion]:
    """List the versions of all fixed pages of a campaign, the newest first."""
    found = PageVersion.objects.filter(campaign=campaign).select_related("written_by")
    return list(found.order_by("-pk"))


def page_version(campaign: Campaign, code: str, number: int | None = None) -> PageVersion | None:
    """Give one version of a fixed page, the newest when no number is asked for."""
    found = PageVersion.objects.filter(campaign=campaign, code=code)
    return found.filter(number=number).first() if number else found.order_by("-number").first()


def sheet_text(slug: str) -> str:
    """Give the text of the running rule sheet.

    Raises:
        Campaign.DoesNotExist: no campaign of that name has a sheet.
    """
    campaign = running().get(slug=slug)
    return campaign.version.text if campaign.version else ""


def posts_of(person: Person) -> list[Post]:
    """Give the posts that a person holds at the moment of acting; read once per person object.

    A sign-in that may not use posts (phone and code alone, a hand-over) has none.
    """
    if not person.may_use_posts or not person.is_active:
        return []
    held: list[Post] | None = getattr(person, "_posts_held", None)
    if held is None:
        found = Post.objects.filter(person=person).select_related("unit", "campaign__version")
        if person.acting_at is None:
            found = found.filter(until_at=None)
        else:
            at = person.acting_at
            found = found.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at)
        held = list(found.order_by("pk"))
        person._posts_held = held  # type: ignore[attr-defined]  # a cache
    return held


def posts_in(campaign: Campaign, now: datetime) -> QuerySet[Post]:
    """Give the posts that are held in `campaign` at `now`, by role and place."""
    held = Post.objects.filter(Q(until_at=None) | Q(until_at__gt=now), campaign=campaign)
    return held.select_related("person", "unit").order_by("role", "unit__path", "pk")


def invitations_open(campaign: Campaign, now: datetime) -> QuerySet[Invitation]:
    """Give the invitations that can still be taken up at `now`, newest first."""
    waiting = Invitation.objects.filter(
        campaign=campaign, accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    return waiting.select_related("unit", "made_by").order_by("-made_at")


def invitation_for(secret: str, now: datetime) -> Invitation | None:
    """Find the invitation of a link, if it can still be taken up at `now`."""
    return (
        Invitation.objects.filter(
            secret_hash=fingerprint(secret),
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=now,
        )
        .select_related("campaign__version", "unit", "made_by")
        .first()
    )


def holds(
    person: Person, campaign: Campaign | None, *roles: Role, unit: Unit | None = None
) -> bool:
    """Say whether a person holds one of `roles` in `campaign`.

    Args:
        campaign: None asks for posts of the whole site.
        unit: the post must be for this unit or one above it; posts without unit cover all.
    """
    wanted = {role.value for role in roles}
    return any(
        post.role in wanted
        and (post.campaign_id is None or (campaign is not None and post.campaign_id == campaign.pk))
        and (unit is None or post.unit is None or unit.path.startswith(post.unit.path))
        for post in posts_of(person)
    )


def office_of(person: Person, campaign: Campaign) -> Unit | None:
    """Give the unit for which a person reviews, seals or files in `campaign`; None without one."""
    roles = (Role.OFFICE_REVIEWER, Role.OFFICE_SEALER, Role.UNIT_FILLER)
    for post in posts_of(person):
        if post.campaign_id == campaign.pk and post.role in roles and post.unit is not None:
            return post.unit
    return None


def deadlines_at(
    campaign: Campaign, senders: Sequence[Unit], office: Unit
) -> Mapping[UUID, datetime | None]:
    """Give until when each of `senders` may hand in to `office`; the queries do not grow with them."""
    given = dict(
        Extension.objects.filter(campaign=campaign, office=office, sender__in=senders).values_list(
            "sender", "ends_at"
        )
    )
    set_for = dict(
        OfficeDeadline.objects.filter(
            campaign=campaign,
            unit__in=[office.pk, *(one.pk for one in senders if not one.is_office)],
        ).values_list("unit", "ends_at")
    )
    rest = set_for.get(office.pk) or _by_sheet(campaign, office)
    return {
        one.pk: given.get(one.pk) or (None if one.is_office else set_for.get(one.pk)) or rest
        for one in senders
    }


_SENDS_TO = {Level.COUNTY: Level.UNIT, Level.CITY: Level.COUNTY, Level.PROVINCE: Level.CITY}


def deadline_for(campaign: Campaign, sender: Unit, office: Unit) -> datetime | None:
    """Give until when `sender` may hand in to `office`, in campaign time; None without a deadline.

    What was set for this campaign stands over the sheet: first the sender's own extension at this
    office, then what was set for a recommending unit, then for the office. An office's own row is about what comes to it from below,
    never about what it sends itself. Then the sheet: the office by its path, else its tier.

    Source:
        C5, C17, D2.
    """
    extension = Extension.objects.filter(campaign=campaign, sender=sender, office=office).first()
    if extension is not None:
        return extension.ends_at
    asked = [office.pk] if sender.is_office else [sender.pk, office.pk]
    rows = {
        row.unit_id: row.ends_at
        for row in OfficeDeadline.objects.filter(campaign=campaign, unit_id__in=asked)
    }
    for key in asked:
        if key in rows:
            return rows[key]
    return _by_sheet(campaign, office)


def clock_then(campaign: Campaign) -> Callable[[Record], datetime]:
    """Give what says the campaign's time of a line of its book, as its clock stood at that line.

    The book keeps real moments. Where the clock was moved (demo, rehearsal), lines before a move were
    written under another clock than the present one; they are told apart by their numbers, since
    many moves may share one real moment. A clock of which no move is written stood always as now.

    Source:
        A5, N10.
    """
    moves = Record.objects.filter(
        chain=str(campaign.pk),
        subject_kind=campaign._meta.label_lower,
        subject_id=str(campaign.pk),
        act=Act.MOVE_CLOCK.value,
    ).order_by("number")
    numbers, shifts = [], [timedelta()]
    for move in moves:
        to = datetime.fromisoformat(move.facts["to"])
        numbers.append(move.number)
        shifts.append(timedelta(seconds=ceil((to - move.at).total_seconds())))
    if not numbers:
        shifts = [timedelta(seconds=campaign.shift_seconds)]
    return lambda line: line.at + shifts[bisect(numbers, line.number)]


def _by_sheet(campaign: Campaign, office: Unit) -> datetime | None:
    """Give the office's deadline as the sheet says it: by its path, else by its tier."""
    deadlines = campaign.sheet.tiers.deadlines
    path = _names(office) if any(deadline.unit for deadline in deadlines) else []
    for deadline in deadlines:
        wanted = deadline.unit.split("/") if deadline.unit else []
        if wanted and len(wanted) == len(path) and all(map(set.__contains__, path, wanted)):
            return deadline.ends_at
    sends = _SENDS_TO.get(Level(office.level))
    return next((one.ends_at for one in deadlines if one.level and one.level is sends), None)


def _names(office: Unit) -> list[set[str]]:
    return [{unit.name, unit.short_name} - {""} for unit in reversed(upwards(office))]
