"""What the demonstration shows after the results: stories of blocks, and a seminar to register for."""

from __future__ import annotations

from datetime import datetime, timedelta

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind
from pingxuan.seminar.actions import (
    Plan,
    add_session,
    invite_winners,
    plan,
    publish_seminar,
    register_guest,
)
from pingxuan.seminar.queries import seminar_of

# Every winner's story of the demonstration ends with these; the first block is its own text.
BLOCKS = (
    {
        "kind": BlockKind.FIGURES,
        "lines": "3 | 天 | 从留言到答复，平均\n97% | | 回访满意\n12 | 个 | 部门一起办",
    },
    {
        "kind": BlockKind.TIMELINE,
        "lines": "2021-02 | 在留言里发现问题\n2021-04 | 请大家一起商量办法\n2021-07 | 新办法开始用",
    },
    {"kind": BlockKind.QUOTE, "text": "说了就有人办，办了还来问满不满意。", "by": "一位居民"},
)
GUESTS = ("梁知远", "苏慕白", "何望舒")


def hold_seminar(campaign: Campaign, *, editor: Person, now: datetime) -> None:
    """Plan and publish a seminar ten days after the campaign's present, with some who will come."""
    if campaign.sheet.seminar is None or seminar_of(campaign) is not None:
        return
    day = campaign.at(now).astimezone(campaign.sheet.tz).date() + timedelta(days=10)
    opens = datetime(day.year, day.month, day.day, 9, tzinfo=campaign.sheet.tz)
    wanted = Plan(
        title="网上群众工作典型案例研讨会",
        place="澄川省会议中心二层",
        opens_at=opens,
        closes_at=opens + timedelta(hours=8),
        register_until=opens - timedelta(days=2),
        seats=120,
        places_a_unit=2,
        about="请入选单位负责人介绍做法，一起讨论怎样推广。",
    )
    seminar = plan(campaign, wanted, person=editor, now=now)
    for hour, title, speaker in (
        (0, "开场", "主办单位"),
        (1, "经验介绍：一条留言怎样走完全程", "入选单位代表"),
        (5, "分组讨论：可复制的做法", ""),
    ):
        begins = opens + timedelta(hours=hour)
        add_session(
            seminar,
            title=title,
            speaker=speaker,
            begins_at=begins,
            ends_at=begins + timedelta(hours=1),
            person=editor,
            now=now,
        )
    publish_seminar(seminar, person=editor, now=now)
    invitations = invite_winners(seminar, person=editor, now=now)
    for name, invitation in zip(GUESTS, invitations, strict=False):
        register_guest(invitation.pk, name=name, post="负责人", phone="", now=now)
