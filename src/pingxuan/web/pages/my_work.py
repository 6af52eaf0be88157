"""The page behind one's name: what one has to do, in every campaign of the site."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import posts_of, running
from pingxuan.domain.vocabulary import ROLE_NAMES, Role
from pingxuan.nominations.queries.own import campaigns_written_in
from pingxuan.web.edge import EdgeRequest, signed_in
from pingxuan.web.frames import Link, desk_links
from pingxuan.web.phases import Hero, hero_of

MOST_LISTED = 100


class Work(NamedTuple):
    """One campaign with what somebody is in it, and where one can go."""

    campaign: Campaign
    hero: Hero
    roles: list[str]
    links: list[Link]


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Gather one's work across campaigns."""
    person = request.person
    assert person is not None  # behind signed_in
    written = campaigns_written_in(person)
    works = [_work(request, person, each, written) for each in running()[:MOST_LISTED]]
    context = {
        "works": [work for work in works if work.links],
        "may_make": may(person, "campaigns.load_sheet", None),
    }
    return render(request, "home/desk.html", context)


def _work(request: EdgeRequest, person: Person, campaign: Campaign, written: set[UUID]) -> Work:
    posts = [post for post in posts_of(person) if post.campaign_id in (campaign.pk, None)]
    held = {Role(post.role) for post in posts}
    links = desk_links(campaign, held)
    at = [campaign.slug]
    if campaign.pk in written and Role.UNIT_FILLER not in held:
        links.append(Link(reverse("my_nominations", args=at), _("我的报送"), current=False))
    if campaign.sheet.voting is not None and not person.may_only_vote and not held:
        links.append(Link(reverse("me", args=at), _("我投的票"), current=False))
    moment = campaign.at(request.now)
    roles = [
        f"{_(ROLE_NAMES[Role(post.role)])} · {post.unit.name if post.unit else _('全活动')}"
        for post in posts
    ]
    return Work(campaign, hero_of(campaign, moment), roles, links)


urlpatterns: list[URLPattern] = [path("desk", signed_in(show), name="desk")]
