"""What tests of the vote are made of: accepted nominations, published entries, voters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.test import Client

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.units.models import Unit
from pingxuan.voting.actions.publishing import publish_entries
from pingxuan.voting.models import Entry
from tests.builders import SCREENING_ONLY, VOTING, make_officer, make_person

NARRATIVE = (
    "把留言分成七类逐条答复。2021 年共答复留言 12,846 条，平均 3.2 小时。\n回访满意率 97.4%。"
)


@dataclass(frozen=True)
class Contest:
    """A published campaign with the manager who published it."""

    campaign: Campaign
    manager: Person
    entries: list[Entry]

    @property
    def numbers(self) -> list[str]:
        """Public numbers of all entries."""
        return [entry.number for entry in self.entries]


def make_accepted(
    campaign: Campaign,
    unit: Unit,
    writer: Person,
    number: str,
    *,
    category: str = "institution",
    title: str = "",
    **content: Any,
) -> Nomination:
    """Make a nomination that the province has accepted under a public number."""
    values = {
        "name": "张三",
        "post": f"东岭省{unit.name}干部",
        "title": title or f"案例{number}",
        "category": category,
        "narrative": NARRATIVE,
        "salt": number,
        **content,
    }
    nomination = Nomination.objects.create(
        campaign=campaign,
        unit=unit,
        writer=writer,
        status=Status.ACCEPTED,
        is_provisional=True,
        title=values["title"],
        category=category,
        public_number=number,
        file_number=f"2021-{number}",
        created_at=SCREENING_ONLY,
        filed_at=SCREENING_ONLY,
    )
    nomination.revision = Revision.objects.create(
        nomination=nomination,
        number=1,
        hash=fingerprint([str(nomination.pk), values]),
        content=values,
        personal={"phone": "13800009999", "ethnicity": "汉族"},
        made_by=writer,
        made_at=SCREENING_ONLY,
    )
    nomination.save(update_fields=["revision"])
    return nomination


def shift_to(campaign: Campaign, moment: datetime, now: datetime) -> None:
    """Move a campaign's clock so that its time at the real `now` is `moment`."""
    shift = ceil((moment - now).total_seconds())
    Campaign.objects.filter(pk=campaign.pk).update(shift_seconds=shift)
    campaign.shift_seconds = shift


def publish(campaign: Campaign, manager: Person) -> list[Entry]:
    """Publish what was accepted, at the end of the screening."""
    return publish_entries(
        campaign, person=manager, now=SCREENING_ONLY - timedelta(seconds=campaign.shift_seconds)
    )


def make_contest(campaign: Campaign, units: list[Unit], count: int = 3) -> Contest:
    """Publish `count` entries over the categories in turn."""
    manager = make_officer(9001, Role.MANAGER, campaign, None)
    writer = make_person(9002, "张三")
    letters = [("institution", "J"), ("individual", "G"), ("creative", "C")]
    for place in range(count):
        category, letter = letters[place % 3]
        make_accepted(
            campaign,
            units[place % len(units)],
            writer,
            f"{letter}-{place // 3 + 1:03d}",
            category=category,
        )
    return Contest(campaign, manager, publish(campaign, manager))


def sign_in(client: Client, person: Person, way: str = "sms") -> None:
    """Give a browser the session that a sign-in by `way` gives."""
    client.force_login(person)
    session = client.session
    session["way"] = way
    session.save()


__all__ = ["NARRATIVE", "VOTING", "Contest", "make_accepted", "make_contest", "publish"]
