"""A form that is filled in well, to be spoilt in one place by each test."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from tests.builders import COLLECTING

GOOD: dict[str, Any] = {
    "name": "张三",
    "ethnicity": "汉",
    "birth": "1985.3",
    "political": "党员",
    "gender": "女",
    "phone": "138 0000 0001",
    "post": "东岭省临溪市青杨县卫生健康委员会主任",
    "category": "institution",
    "title": "窗口前的一张椅子",
    "narrative": "2021年3月起，答复留言1200条，平均3小时。见 https://example.org/a 。",
    "accounts": [
        {
            "platform": "微博",
            "name": "青杨健康",
            "link": "https://example.org/w",
            "followers": "1.2万",
        }
    ],
    "works": [
        {
            "platform": "wechat",
            "title": "一张椅子",
            "link": "https://example.org/1",
            "reads": "12,000",
            "comments": "30",
            "as_of": "2021-10-31",
        },
        {"platform": "", "title": "", "link": "", "reads": ""},
    ],
    "consent": True,
}


def written(
    campaign: Campaign,
    unit: Unit,
    person: Person,
    *,
    self_nominated: bool = False,
    now: datetime = COLLECTING,
    **changes: Any,
) -> Nomination:
    """Begin a draft and fill it in well, but for `changes`."""
    made = draft(campaign, unit, self_nominated=self_nominated, person=person, now=now)
    return save_draft(
        made.pk,
        GOOD | changes,
        seen_version=made.draft_version,
        person=person,
        now=now,
    )
