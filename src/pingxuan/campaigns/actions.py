"""Load rules, give posts, count numbers, set deadlines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign, Counter, OfficeDeadline, Post, SheetVersion
from pingxuan.campaigns.reading import decode_sheet
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.units.models import Unit


@transaction.atomic
def load_sheet(
    text: str, *, now: datetime, slug: str | None = None, person: Person | None = None
) -> Campaign:
    """Load a rule sheet: a new campaign, or a new version of the one with its slug.

    Loading what is running already changes nothing.

    Args:
        person: who loads; None for the command line, which whoever runs the machine may use.

    Raises:
        SheetInvalid: the sheet has problems; all of them are in it.
        NotYourAct: `person` manages neither the campaign nor the site.
    """
    sheet = decode_sheet(text, slug or "sheet")
    name = slug or sheet.slug
    campaign = Campaign.objects.select_for_update().filter(slug=name).first()
    if person is not None:
        require(person, "campaigns.load_sheet", campaign)
    if campaign is None:
        campaign = Campaign.objects.create(slug=name, title=str(sheet.title), created_at=now)
    before = campaign.version
    if before is not None and before.hash == sheet.hash and before.text == text:
        return campaign
    campaign.version = SheetVersion.objects.create(
        campaign=campaign,
        number=before.number + 1 if before else 1,
        hash=sheet.hash,
        text=text,
        loaded_at=now,
        loaded_by=person,
    )
    campaign.title = str(sheet.title)
    campaign.save(update_fields=["version", "title"])
    campaign.__dict__.pop("sheet", None)
    record(
        Act.LOAD_SHEET,
        campaign,
        person=person,
        now=now,
        campaign_id=campaign.pk,
        before=before.hash if before else "",
        after=sheet.hash,
    )
    return campaign


@transaction.atomic
def give_post(
    holder: Person,
    role: Role,
    *,
    campaign: Campaign,
    unit: Unit | None,
    person: Person | None,
    now: datetime,
    until: datetime | None = None,
) -> Post:
    """Give `holder` a role in `campaign`, for the branch below `unit`, or everywhere for None.

    A post that has ended begins anew; one that is held stays as it is.

    Raises:
        NotYourAct: `person` does not manage the campaign. (None: the command line, the demo.)
    """
    if person is not None:
        require(person, "campaigns.give_post", campaign)
    post, is_new = Post.objects.get_or_create(
        person=holder,
        campaign=campaign,
        role=role.value,
        unit=unit,
        defaults={"from_at": now, "until_at": until},
    )
    if not is_new and post.until_at is not None and post.until_at <= now:
        post.from_at, post.until_at, is_new = now, until, True
        post.save(update_fields=["from_at", "until_at"])
    if is_new:
        record(
            Act.GIVE_POST,
            holder,
            person=person,
            now=now,
            campaign_id=campaign.pk,
            role=role.value,
            unit=str(unit.pk) if unit else None,
        )
    return post


@transaction.atomic
def set_deadline(
    campaign: Campaign,
    unit: Unit,
    ends_at: datetime,
    *,
    reason: str,
    person: Person,
    now: datetime,
) -> OfficeDeadline:
    """Set an office's own deadline for what comes from below, in campaign time. Source: C5, D2.

    Raises:
        NotYourAct: `person` does not manage the campaign.
    """
    require(person, "campaigns.set_deadline", campaign)
    deadline, _ = OfficeDeadline.objects.update_or_create(
        campaign=campaign,
        unit=unit,
        defaults={"ends_at": ends_at, "reason": reason, "set_at": now},
    )
    record(Act.SET_DEADLINE, deadline, person=person, now=now, ends_at=ends_at.isoformat())
    return deadline


def next_number(campaign: Campaign, name: str) -> int:
    """Count one further in the running numbers `name` of a campaign; never gives one twice.

    Must run inside a transaction: the counter's row stays locked until the commit.
    """
    Counter.objects.get_or_create(campaign=campaign, name=name)
    counter = Counter.objects.select_for_update().get(campaign=campaign, name=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
