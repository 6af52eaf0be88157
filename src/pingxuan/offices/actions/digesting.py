"""One letter a day to each office that has something to do, instead of one for each nomination."""

from __future__ import annotations

from datetime import datetime, time

from django.db import IntegrityError, transaction

from pingxuan.campaigns.models import Campaign, Post
from pingxuan.campaigns.queries import running
from pingxuan.domain.vocabulary import Role, Stage
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
from pingxuan.nominations.queries.office import Tray, piles, tray_counts
from pingxuan.offices.models import Contact, Digest
from pingxuan.units.models import Unit

AT = time(8, 30)
OFFICES_A_SWEEP = 5


def send_digests(now: datetime) -> int:
    """Write the day's letters that are due, a few offices at each sweep; give how many offices.

    An office without anything waiting gets none. Each office gets one a day, whoever sweeps.

    Source:
        N12: one daily digest per office instead of five hundred mails.
    """
    told = 0
    for campaign in running():
        moment = campaign.at(now).astimezone(campaign.sheet.tz)
        stages = campaign.open_stages(now)
        if moment.time() < AT or not {Stage.COLLECTION, Stage.SCREENING} & stages:
            continue
        done = Digest.objects.filter(campaign=campaign, on=moment.date()).values("unit")
        offices = Unit.objects.filter(
            pk__in=Post.objects.filter(
                campaign=campaign, role__in=_DESK, until_at=None, unit__isnull=False
            ).values("unit")
        ).exclude(pk__in=done)
        for office in offices.order_by("path")[:OFFICES_A_SWEEP]:
            told += _tell(campaign, office, moment, now)
    return told


_DESK = (Role.OFFICE_REVIEWER.value, Role.OFFICE_SEALER.value)


def _tell(campaign: Campaign, office: Unit, moment: datetime, now: datetime) -> bool:
    counts = tray_counts(piles(campaign, office))
    try:
        with transaction.atomic():
            Digest.objects.create(campaign=campaign, unit=office, on=moment.date())
            if not counts[Tray.TODO]:
                return False
            text = (
                f"{office.name}：今天有 {counts[Tray.TODO]} 件待审核，"
                f"{counts[Tray.RETURNED]} 件退回待改，{counts[Tray.BELOW]} 件在下级办理中。"
            )
            _lay(campaign, office, text, now)
    except IntegrityError:
        # Another worker told this office at the same moment.
        return False
    return True


def _lay(campaign: Campaign, office: Unit, text: str, now: datetime) -> None:
    about = f"units.unit:{office.pk}"
    people = Post.objects.filter(
        campaign=campaign, unit=office, role__in=_DESK, until_at=None
    ).values_list("person", flat=True)
    for person_id in set(people):
        queue("digest", text, way=Letter.Way.SITE, now=now, person_id=person_id, about=about)
    contact = Contact.objects.filter(campaign=campaign, unit=office).first()
    email: str = contact.email if contact else ""
    if email:
        subject = f"{campaign.sheet.title}：今日待办"[:120]
        queue("digest", text, way=Letter.Way.EMAIL, now=now, to=email, subject=subject, about=about)
