"""The chairs of the demonstration: one click each, and one sits in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pingxuan.accounts.actions import person_of
from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.units.models import Unit


@dataclass(frozen=True)
class Chair:
    """Somebody one can be: where one lands (a url name), and what one can try there."""

    code: str
    name: str
    title: str
    roles: tuple[Role, ...]
    unit: str
    lands_on: str
    hint: str
    phone: str


CHAIRS = (
    Chair("voter", "赵一苇", "投票人", (), "", "vote", "每天 10 票，可以都投给同一个作品",
          "+8613800000101"),
    Chair("nominee", "周禾", "报送人", (), "柳溪县石桥镇卫生院", "my_nominations",
          "写一份自荐材料，看退回意见", "+8613800000102"),
    Chair("unit", "陶安宁", "单位填报人", (Role.UNIT_FILLER,), "柳溪县融媒体中心",
          "my_nominations", "替单位填表，或把 Word 表传上来", "+8613800000103"),
    Chair("sealer", "卫生院盖章人", "单位盖章人", (Role.OFFICE_SEALER,), "柳溪县石桥镇卫生院",
          "inbox", "给本单位的自荐材料出具意见、盖章", "+8613800000112"),
    Chair("county", "柳溪县经办人", "县级审核与盖章", (Role.OFFICE_REVIEWER, Role.OFFICE_SEALER),
          "柳溪县网上群众工作办公室", "inbox", "收件、退回、盖章推荐到市", "+8613800000104"),
    Chair("county_sealer", "柳溪县盖章人", "县级第二人（盖章）", (Role.OFFICE_SEALER,),
          "柳溪县网上群众工作办公室", "inbox", "经办人照纸质表录入的，由您核对、盖章",
          "+8613800000114"),
    Chair("city", "云桥市经办人", "市级审核与盖章", (Role.OFFICE_REVIEWER, Role.OFFICE_SEALER),
          "云桥市网上群众工作办公室", "inbox", "看缺口，盖章推荐到省", "+8613800000105"),
    Chair("province", "省级经办人", "省级审核与盖章", (Role.OFFICE_REVIEWER, Role.OFFICE_SEALER),
          "澄川省网上群众工作办公室", "inbox", "受理，编公开号", "+8613800000106"),
    Chair("manager", "活动管理员", "活动管理员", (Role.MANAGER,), "", "manage",
          "公布候选、分派评委、提交定案", "+8613800000107"),
    Chair("juror", "评委1", "评委", (Role.JUROR,), "", "jury", "按五项打分，锁定前只看得到自己的分",
          "+8613800000108"),
    Chair("jury_chair", "评审组长", "评审组长", (Role.JURY_CHAIR,), "", "jury_progress",
          "看进度、查打分、开评审会", "+8613800000113"),
    Chair("supervisor", "监督员", "监督员（第二人）", (Role.SUPERVISOR,), "", "decide",
          "复核并确认定案", "+8613800000109"),
    Chair("editor", "编辑", "编辑", (Role.EDITOR,), "", "edit_showcase", "写公告，编展示",
          "+8613800000110"),
    Chair("auditor", "审计员", "审计员", (Role.AUDITOR,), "", "audit", "看记录，核对链条",
          "+8613800000111"),
)  # fmt: skip


def chair(code: str) -> Chair | None:
    """Find a chair by its code."""
    return next((one for one in CHAIRS if one.code == code), None)


def sitter(one: Chair, *, now: datetime) -> Person:
    """Give the invented person of a chair."""
    return person_of(one.phone, now=now, name=one.name)


@transaction.atomic
def set_up(campaign: Campaign, *, now: datetime) -> None:
    """Make all chairs' people and give them their posts."""
    for one in CHAIRS:
        person = sitter(one, now=now)
        unit = Unit.objects.filter(name=one.unit).first() if one.unit else None
        for role in one.roles:
            give_post(person, role, campaign=campaign, unit=unit, person=None, now=now)
