"""The conditions of a category, one by one, as pages show them: what was found, and what is asked."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pingxuan.domain.rules.entry import Condition, Finds
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.checking import category_field
from pingxuan.nominations.content.conditions import Judged, Standing, judge


@dataclass(frozen=True)
class Asked:
    """One condition on a page.

    Attributes:
        found: what a machine found, in words; empty where it looks for nothing.
        standing: lacking, asked, met; nothing but a person's yes is behind `is_confirmed`.
        is_said: the writer said so, where an office reads.
    """

    key: str
    text: str
    found: str
    standing: str
    is_confirmed: bool
    is_said: bool = False

    @property
    def tone(self) -> str:
        """The colour of its sign: a question has none before somebody said yes."""
        if self.standing == Standing.LACKING:
            return "due"
        return "done" if self.standing == Standing.MET or self.is_confirmed else "none"


def asked(
    sheet: RuleSheet,
    category: str,
    values: Mapping[str, Any],
    confirmed: Container[str],
    *,
    said: Container[str] = (),
) -> tuple[Asked, ...]:
    """Judge the conditions of a category, and say in words how each stands. Source: C9–C11, N7.

    Args:
        confirmed: keys of the conditions to which whoever reads the page said yes.
        said: those to which the writer did.
    """
    return tuple(_asked(one, confirmed, said) for one in judge(sheet, category, values))


def beside_fields(
    sheet: RuleSheet, category: str, found: Sequence[Asked]
) -> dict[str, tuple[Asked, ...]]:
    """Give each condition to the first field that it judges; what judges none, to the category's."""
    chosen = next((one for one in sheet.categories if one.code == category), None)
    rules: dict[str, Condition] = {one.key: one for one in chosen.conditions} if chosen else {}
    placed: dict[str, tuple[Asked, ...]] = {}
    for one in found:
        named = rules[one.key].fields
        place = named[0] if named else category_field(sheet).key
        placed[place] = (*placed.get(place, ()), one)
    return placed


def _asked(judged: Judged, confirmed: Container[str], said: Container[str]) -> Asked:
    rule = judged.condition
    return Asked(
        key=rule.key,
        text=rule.text.get(get_language() or ""),
        found=_found(judged),
        standing=judged.standing.value,
        is_confirmed=judged.standing is Standing.ASKED and rule.key in confirmed,
        is_said=rule.key in said,
    )


def _found(judged: Judged) -> str:
    n, least, is_lacking = judged.found, judged.condition.least, judged.standing is Standing.LACKING
    match judged.condition.finds:
        case Finds.FILLED:
            said = ngettext("已填 %(n)s 处", "已填 %(n)s 处", n)
        case Finds.COUNTED:
            said = ngettext("已给出 %(n)s 种数", "已给出 %(n)s 种数", n)
        case Finds.LINKED:
            said = ngettext("已有 %(n)s 个链接", "已有 %(n)s 个链接", n)
        case Finds.FIGURES:
            return _("还没有数据") if is_lacking else _("已有数据")
        case None:
            return ""
    lacking = _("，至少要有 %(least)s") % {"least": least} if is_lacking else ""
    return said % {"n": n} + lacking
