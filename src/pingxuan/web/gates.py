"""What keeps the next stage from opening, and where it is mended. Source: A4."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign, Post
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import Role, Stage, Status
from pingxuan.jury.models import Juror
from pingxuan.nominations.models import Nomination
from pingxuan.results.queries import current
from pingxuan.units.models import Unit
from pingxuan.voting.models import Entry
from pingxuan.web.templatetags.pingxuan_format import listed


@dataclass(frozen=True)
class Gate:
    """One condition before `stage`: whether it holds, in words, and where to mend it."""

    stage: Stage
    is_met: bool
    text: str
    href: str = ""


@dataclass(frozen=True)
class Standing:
    """What the gates look at, read in a fixed number of queries."""

    statuses: Counter[str]
    provisional: int
    entries: Counter[str]
    sealed_offices: frozenset[str]
    roles: Counter[str]
    jurors: tuple[Juror, ...]


def gates(campaign: Campaign) -> list[Gate]:
    """List the gates of a campaign's stages, in the order of the year."""
    seen = _standing(campaign)
    found = [*_collection(campaign, seen), *_interaction(campaign, seen), *_review(campaign, seen)]
    if campaign.sheet.has_stage(Stage.NOTICE):
        found.append(_notice(campaign))
    return [gate for gate in found if campaign.sheet.has_stage(gate.stage)]


def _standing(campaign: Campaign) -> Standing:
    posts = Post.objects.filter(campaign=campaign, until_at=None).select_related("unit")
    sealers = {post.unit.pk.hex for post in posts if post.role == Role.OFFICE_SEALER and post.unit}
    filed = Nomination.objects.filter(campaign=campaign).exclude(revision=None).order_by()
    statuses: Counter[str] = Counter()
    provisional = 0
    grouped = filed.values_list("status", "is_provisional").annotate(n=Count("pk"))
    for status, is_provisional, n in grouped:
        statuses[status] += n
        provisional += n if is_provisional else 0
    listed = Entry.objects.filter(campaign=campaign).order_by().values_list("category")
    return Standing(
        statuses=statuses,
        provisional=provisional,
        entries=Counter(dict(listed.annotate(n=Count("pk")))),
        sealed_offices=frozenset(sealers),
        roles=Counter(post.role for post in posts),
        jurors=tuple(Juror.objects.filter(campaign=campaign)),
    )


def _collection(campaign: Campaign, seen: Standing) -> list[Gate]:
    manage = reverse("manage", args=[campaign.slug])
    root = campaign.root
    offices = Unit.objects.filter(path__startswith=root.path, is_active=True) if root else []
    bare = [
        unit.name
        for unit in offices
        if unit.level != Level.UNIT and unit.pk.hex not in seen.sealed_offices
    ]
    gates = [Gate(Stage.COLLECTION, root is not None, _("活动挂在单位树上"), manage)]
    if bare:
        named = listed(bare[:3])
        text = _("%(n)s 个单位还没有盖章人：%(names)s") % {"n": len(bare), "names": named}
        gates.append(Gate(Stage.COLLECTION, False, text, f"{manage}#posts"))
    else:
        gates.append(Gate(Stage.COLLECTION, root is not None, _("各级都有盖章人")))
    has_second = bool(seen.roles[Role.SUPERVISOR])
    text = _("有监督员，要两个人办的事才能办") if has_second else _("还没有监督员")
    gates.append(Gate(Stage.COLLECTION, has_second, text, f"{manage}#posts"))
    return gates


def _interaction(campaign: Campaign, seen: Standing) -> list[Gate]:
    inbox = reverse("inbox", args=[campaign.slug])
    publish = reverse("manage", args=[campaign.slug]) + "#publish"
    gates = []
    waiting = seen.statuses[Status.AT_OFFICE] + seen.statuses[Status.AT_UNIT]
    text = _("还有 %(n)s 件没有办结") % {"n": waiting} if waiting else _("没有待办的材料")
    gates.append(Gate(Stage.INTERACTION, not waiting, text, inbox))
    ready = seen.provisional
    text = _("有 %(n)s 件已决定、没有公布") % {"n": ready} if ready else _("决定都已公布")
    gates.append(Gate(Stage.INTERACTION, not ready, text, publish))
    for category in campaign.sheet.categories:
        n = seen.entries[category.code]
        facts = {"category": _said(category.name), "n": n}
        text = (
            _("%(category)s：%(n)s 件候选") % facts if n else _("%(category)s：还没有候选") % facts
        )
        gates.append(Gate(Stage.INTERACTION, n > 0, text, publish))
    return gates


def _review(campaign: Campaign, seen: Standing) -> list[Gate]:
    jurors = reverse("manage", args=[campaign.slug]) + "#jurors"
    gates = []
    for one in campaign.sheet.jury.rounds:
        for code in one.categories or [category.code for category in campaign.sheet.categories]:
            n = sum(
                1
                for juror in seen.jurors
                if juror.round == one.code and (not juror.categories or code in juror.categories)
            )
            facts = {
                "round": _said(one.name),
                "category": _said(campaign.sheet.category(code).name),
                "n": n,
            }
            text = (
                _("%(round)s，%(category)s：%(n)s 位评委") % facts
                if n
                else _("%(round)s，%(category)s：还没有评委") % facts
            )
            gates.append(Gate(Stage.REVIEW, n > 0, text, jurors))
    has_chair = bool(seen.roles[Role.JURY_CHAIR])
    text = _("有评审组长") if has_chair else _("还没有评审组长")
    gates.append(
        Gate(Stage.REVIEW, has_chair, text, reverse("manage", args=[campaign.slug]) + "#posts")
    )
    return gates


def _notice(campaign: Campaign) -> Gate:
    decision = current(campaign)
    is_confirmed = decision is not None and decision.confirmed_at is not None
    text = _("结果已由两人确认") if is_confirmed else _("结果还没有由两人确认")
    return Gate(Stage.NOTICE, is_confirmed, text, reverse("decide", args=[campaign.slug]))


def _said(text: Text) -> str:
    return text.get(get_language() or "")
