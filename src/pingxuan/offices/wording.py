"""The words of messages: what a text may name, filled in for each who gets it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pingxuan.domain.errors import ContentInvalid

LONGEST = 500
SLOTS = ("单位", "姓名", "活动", "截止", "还差", "标题", "编号")
_SLOT = re.compile(r"\{([^{}]*)\}")

TEMPLATES: Mapping[str, tuple[str, str]] = {
    "remind": (
        "{活动}：请报送",
        "{单位}：{活动}还差{还差}，请在{截止}前报来。",
    ),
    "notice": ("{活动}：通知", "{单位}：{活动}的材料请在{截止}前报来，有问题请与我们联系。"),
    "writers": ("{活动}：关于《{标题}》", "{姓名}：您报送的《{标题}》（{编号}）请留意办理情况。"),
}


def checked(text: str) -> str:
    """Give the text if it can be filled in.

    Raises:
        ContentInvalid: empty, too long, or with a name in braces that nobody knows.
    """
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise ContentInvalid({"text": ["too_long" if said else "missing"]})
    unknown = [name for name in _SLOT.findall(said) if name not in SLOTS]
    if unknown:
        raise ContentInvalid({"text": [f"unknown_slot:{unknown[0][:20]}"]})
    return said


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Fill the braces of a text; what is not known of somebody is left out."""
    return _SLOT.sub(lambda found: facts.get(found[1], ""), text)
