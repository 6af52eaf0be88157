"""Publish the accepted nominations as entries, and tell the ballot box what stands to the vote."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.ballotbox import snapshot as ballot_snapshot
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.contest import Voters, Voting
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.nominations.actions.accepting import release
from pingxuan.nominations.models import Nomination
from pingxuan.voting import ballots, describing
from pingxuan.voting.models import Board, Entry, Pause
from pingxuan.voting.queries.voters import blocked_voters, eligible_voters


@transaction.atomic
def publish_entries(campaign: Campaign, *, person: Person, now: datetime) -> list[Entry]:
    """Publish all accepted nominations, each bound to its present revision, and open them to the vote.

    All provisional decisions go out at once. Doing it again publishes what was accepted in
    between; without anything new it changes nothing.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        StageClosed: the screening is over.

    Source:
        D6: the province publishes the candidates.
    """
    require(person, "voting.publish", campaign)
    release(campaign, person=person, now=now)
    published = (
        Nomination.objects.filter(campaign=campaign, status=Status.PUBLISHED, entry=None)
        .select_related("unit", "revision")
        .order_by("public_number")
    )
    entries = [_entry_of(campaign, nomination, now) for nomination in published]
    if entries:
        refresh_snapshot(campaign, now)
        record(
            Act.PUBLISH,
            campaign,
            person=person,
            now=now,
            campaign_id=campaign.pk,
            numbers=[entry.number for entry in entries],
        )
    return entries


def _entry_of(campaign: Campaign, nomination: Nomination, now: datetime) -> Entry:
    revision = nomination.revision
    assert revision is not None  # what is accepted was filed, and filing makes a revision
    number = nomination.public_number
    entry = describing.entry_of(
        campaign,
        nomination,
        {**revision.personal, **revision.content},
        category=nomination.category,
        title=nomination.title,
    )
    entry.revision, entry.number, entry.published_at = revision, number, campaign.at(now)
    entry.search = describing.search_text(
        number, number.replace("-", ""), entry.title, entry.by, entry.unit.name, entry.place
    )
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def refresh_snapshot(campaign: Campaign, now: datetime) -> int:
    """Tell the ballot box how the vote stands now; give the number of the snapshot.

    Call it in the transaction of whatever changed the vote: entries, pauses, the clock, the sheet,
    who may vote. A campaign without a public vote has no snapshot.
    """
    # Two acts at once publish in the order in which they commit.
    held = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=campaign.pk)
    )
    Board.objects.get_or_create(campaign=held, defaults={"changed_at": now})
    board = Board.objects.select_for_update().get(campaign=held)
    board.version += 1
    board.changed_at = now
    board.save(update_fields=["version", "changed_at"])
    rule = held.sheet.voting
    if rule is None:
        return 0
    return ballot_snapshot.publish(ballots.url(), snapshot_of(held, rule))


def snapshot_of(campaign: Campaign, rule: Voting) -> ballot_snapshot.Snapshot:
    """Put together what the ballot box has to know of a campaign, as it is now."""
    window = campaign.sheet.window(Stage.INTERACTION)
    pauses = dict(
        Pause.objects.filter(campaign=campaign, ended_at=None)
        .order_by("begun_at")
        .values_list("channel", "reason")
    )
    whole = pauses.pop("", None)
    return ballot_snapshot.Snapshot(
        campaign=str(campaign.pk),
        slug=campaign.slug,
        zone=campaign.sheet.zone,
        shift_seconds=campaign.shift_seconds,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        entries={
            entry.number: ballot_snapshot.Entry(entry.category, _why_still(entry))
            for entry in Entry.objects.filter(campaign=campaign)
        },
        daily_limit=rule.per_day,
        min_per_request=rule.min_per_request,
        max_per_request=rule.max_per_request,
        caps=ballot_snapshot.Caps(rule.per_entry, rule.per_campaign, rule.per_category),
        pools={pool.category: pool.per_day for pool in rule.pools},
        paused=whole,
        paused_channels=pauses,
        channels=[channel.code for channel in rule.channels],
        keep_facts_days=campaign.sheet.retention.network_days,
        blocked=blocked_voters(campaign),
        eligible=None if rule.who is Voters.EVERYONE else eligible_voters(campaign),
    )


def _why_still(entry: Entry) -> str | None:
    if entry.withdrawn_at is not None:
        return entry.withdrawn_reason
    return entry.pause_reason if entry.paused_at is not None else None
