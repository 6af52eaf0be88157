"""What a juror must not see before the own marks are locked: the vote. Every door asks here.

Source:
    G3, E4: others' marks and the vote stay hidden until one's own marks are locked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Stage
from pingxuan.jury.models import Assignment, Juror, RoundClosing
from pingxuan.voting.queries.counts import Shown, shown


def is_secluded(person: Person | None, campaign: Campaign, now: datetime) -> bool:
    """Say whether a person sits on the jury and has marks to give still, however signed in.

    A seat ends it by having something locked and nothing open, by the closing of its round, and by
    the end of the jury's stage. The seat counts, not the post: the same person may come in by phone
    and code, which opens no post.
    """
    if person is None or not campaign.sheet.jury.rounds:
        return False
    if not campaign.sheet.has_stage(Stage.REVIEW):
        return False
    if campaign.at(now) >= campaign.sheet.window(Stage.REVIEW).closes_at:
        return False
    if not _has_seat(person, campaign):
        return False
    closed = RoundClosing.objects.filter(campaign=campaign, round=OuterRef("round"))
    standing = Q(assignments__entry__withdrawn_at=None)
    waiting = (
        Juror.objects.filter(~Exists(closed), campaign=campaign, person=person)
        .annotate(
            given=Count("assignments", filter=standing),
            open=Count(
                "assignments", filter=standing & Q(assignments__state=Assignment.State.OPEN)
            ),
        )
        .filter(Q(given=0) | Q(open__gt=0))
    )
    return waiting.exists()


def _has_seat(person: Person, campaign: Campaign) -> bool:
    """Ask shortly, for nearly nobody who looks at the board has a seat: the row as it lies."""
    values = [each._meta.pk.get_db_prep_value(each.pk, connection) for each in (person, campaign)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM jury_juror WHERE person_id = %s AND campaign_id = %s LIMIT 1", values
        )
        return cursor.fetchone() is not None


def counts_for(person: Person | None, campaign: Campaign, now: datetime) -> Shown:
    """Give the counts as the sheet's rule shows them; none to a juror who has still to mark."""
    if is_secluded(person, campaign, now):
        return Shown(None, is_secluded=True)
    return shown(campaign, now)
