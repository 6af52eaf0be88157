"""Keep what a filed text is compared by in step with the text. Source: N7."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from pingxuan.nominations.actions.stepping import locked
from pingxuan.nominations.content.checking import category_field, check
from pingxuan.nominations.content.conditions import judge
from pingxuan.nominations.content.halves import filed
from pingxuan.nominations.content.likeness import compared
from pingxuan.nominations.content.sketching import bands_of
from pingxuan.nominations.models import Likeness, LikenessKey, Nomination, Revision

LEFT_AT_ONCE = 20


def compare_by(nomination: Nomination, revision: Revision, now: datetime) -> Likeness:
    """Write anew what a nomination is compared by, and what the check advises.

    Must run inside the transaction of the act that filed the text.
    """
    campaign, values = nomination.campaign, filed(revision)
    today = campaign.at(now).astimezone(campaign.sheet.tz).date()
    own = compared(campaign.sheet, values)
    checked = check(campaign.sheet, values, today=today)
    category = checked.values[category_field(campaign.sheet).key]
    conditions = judge(campaign.sheet, category, checked.values)
    kept, _ = Likeness.objects.update_or_create(
        nomination=nomination,
        defaults={
            "campaign": campaign,
            "revision": revision,
            "title": own.title,
            "phone": own.phone,
            "sketch": own.sketch,
            "links": list(own.links),
            "advice": [
                f"{place}={code}" for place, codes in checked.advice.items() for code in codes
            ],
            "conditions": [f"{one.condition.key}={one.standing}" for one in conditions],
        },
    )
    kept.keys.all().delete()
    LikenessKey.objects.bulk_create(
        LikenessKey(likeness=kept, campaign=campaign, key=key)
        for key in dict.fromkeys([*bands_of(own.sketch), *own.links])
    )
    return kept


def compare_left(now: datetime) -> int:
    """Take up a few filed texts that are not compared by their present text; give how many.

    Those of a time before there was a comparison, and those that came in another way than filing.
    """
    stale = Q(likeness=None) | ~Q(likeness__revision=F("revision"))
    stale |= Q(likeness__conditions__isnull=True)
    left = Nomination.objects.filter(stale).exclude(revision=None).order_by("pk")
    ids = list(left.values_list("pk", flat=True)[:LEFT_AT_ONCE])
    for nomination_id in ids:
        with transaction.atomic():
            nomination = locked(nomination_id)
            if nomination.revision is not None:
                compare_by(nomination, nomination.revision, now)
    return len(ids)
