"""The frames around pages: the public bar's links and the office rail."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.vocabulary import ROLE_NAMES, Role, Stage

if TYPE_CHECKING:
    from pingxuan.web.request import EdgeRequest


@dataclass(frozen=True)
class Link:
    """A link of the frame; `current` when the page lies below it."""

    url: str
    label: str
    current: bool
    count: int | None = None
    hot: bool = False


@dataclass(frozen=True)
class Rail:
    """The office rail: whose desk this is, and where one can go."""

    who: str
    tier: str
    seal: str
    items: list[Link]


def navigation(request: EdgeRequest) -> list[Link]:
    """Give the links of the public bar for the campaign of the page."""
    campaign = request.campaign
    if campaign is None:
        return []
    targets = [("campaign", _("首页"))]
    if campaign.sheet.voting is not None:
        targets.append(("vote", _("投票")))
    targets.append(("notices", _("公告与结果")))
    if campaign.sheet.has_stage(Stage.SHOWCASE):
        targets.append(("show", _("展示")))
    links = []
    for name, label in targets:
        url = reverse(name, args=[campaign.slug])
        is_here = request.path == url or (name != "campaign" and request.path.startswith(url))
        links.append(Link(url, label, is_here))
    return links


_DESK_ROLES = frozenset({Role.OFFICE_REVIEWER, Role.OFFICE_SEALER, Role.MANAGER})
# Which desk pages a role sees: (url name, label, roles), in the order of the rail.
_DESK: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("inbox", "收件", frozenset({Role.OFFICE_REVIEWER, Role.OFFICE_SEALER, Role.MANAGER})),
    ("office_gaps", "缺口与催报", _DESK_ROLES),
    ("office_mailings", "通知", _DESK_ROLES),
    ("incoming", "收表", frozenset({Role.UNIT_FILLER, Role.OFFICE_REVIEWER, Role.OFFICE_SEALER})),
    ("my_nominations", "填报", frozenset({Role.UNIT_FILLER})),
    ("manage", "活动管理", frozenset({Role.MANAGER, Role.SUPERVISOR})),
    (
        "vote_desk",
        "投票管理",
        frozenset({Role.MANAGER, Role.SUPERVISOR, Role.INTEGRITY_REVIEWER}),
    ),
    ("people", "人员与岗位", frozenset({Role.MANAGER, Role.ADMINISTRATOR})),
    ("late", "逾期受理", frozenset({Role.MANAGER, Role.SUPERVISOR})),
    ("jury", "打分", frozenset({Role.JUROR, Role.JURY_CHAIR})),
    ("jury_progress", "评议进度", frozenset({Role.MANAGER, Role.JURY_CHAIR, Role.SUPERVISOR})),
    ("meeting", "评审会", frozenset({Role.JUROR, Role.JURY_CHAIR, Role.MANAGER, Role.SUPERVISOR})),
    ("decide", "定案台", frozenset({Role.MANAGER, Role.SUPERVISOR, Role.JURY_CHAIR})),
    ("seminar_desk", "研讨会", frozenset({Role.EDITOR, Role.MANAGER})),
    ("edit_face", "门面与固定页面", frozenset({Role.EDITOR, Role.MANAGER})),
    ("edit_showcase", "展示与公告", frozenset({Role.EDITOR, Role.MANAGER})),
    ("audit", "操作记录", frozenset({Role.AUDITOR, Role.SUPERVISOR, Role.MANAGER})),
)


def desk_links(campaign: Campaign, held: Set[Role], *, path: str = "") -> list[Link]:
    """Give the desk pages of a campaign that `held` roles open, in the order of the rail.

    Args:
        path: the address of the page; the deepest link that it lies below is current.
    """
    links = [
        (reverse(name, args=[campaign.slug]), label)
        for name, label, roles in _DESK
        if held & roles
        and (name != "seminar_desk" or campaign.sheet.seminar is not None)
        and (name != "vote_desk" or campaign.sheet.voting is not None)
    ]
    below = [url for url, _label in links if path == url or path.startswith(f"{url}/")]
    here = max(below, key=len, default="")
    return [Link(url, _(label), url == here) for url, label in links]


def rail(request: EdgeRequest) -> Rail | None:
    """Give the rail for whoever holds a post in the page's campaign; None for everyone else."""
    campaign, person = request.campaign, request.person
    if campaign is None or person is None:
        return None
    posts = [post for post in posts_of(person) if post.campaign_id in (campaign.pk, None)]
    if not posts:
        return None
    unit = next((post.unit for post in posts if post.unit is not None), None)
    items = desk_links(campaign, {Role(post.role) for post in posts}, path=request.path)
    role = Role(posts[0].role)
    return Rail(
        who=unit.name if unit else person.name,
        tier=_(ROLE_NAMES[role]),
        seal=(unit.short_name or unit.name)[0] if unit else ROLE_NAMES[role][0],
        items=items,
    )
