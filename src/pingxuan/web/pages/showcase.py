"""The showcase, open to everyone, and the editor's desk for it. Source: I1, I2, C29, C30."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Stage
from pingxuan.showcase.actions import write_bulletin
from pingxuan.showcase.casebook import case_book
from pingxuan.showcase.models import Bulletin, Story
from pingxuan.showcase.queries import stories_shown
from pingxuan.showcase.stories import begin_story
from pingxuan.voting.queries.board import board_of
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.bulletins import BulletinForm
from pingxuan.web.forms.showcase import StoryForm
from pingxuan.web.pages.bulletins import add_file_errors
from pingxuan.web.place_map import place_map
from pingxuan.web.story_blocks import picture_url

STORIES_A_PAGE = 41
WRITTEN = 50
BOOK_IS_KEPT = 24 * 3600


class Tile(NamedTuple):
    """A story with the seal of its category, and its entry's picture if there is one."""

    story: Story
    seal: str
    picture: str


def _campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    return request.campaign


def _show(request: EdgeRequest, kind: Story.Kind) -> HttpResponse:
    campaign = _campaign(request)
    sheet = campaign.sheet
    if not sheet.has_stage(Stage.SHOWCASE):
        raise Http404
    chosen, place, theme = (request.GET.get(key, "") for key in ("cat", "place", "theme"))
    everything = list(stories_shown(campaign, request.moment).filter(kind=kind))
    stories = [
        one
        for one in everything
        if (not chosen or one.category == chosen)
        and (not theme or one.theme == theme)
        and (not place or place in one.place.split())
    ]
    counts = Counter(one.category for one in everything)
    kept = {"cat": chosen, "place": place, "theme": theme}
    page = Paginator(stories, STORIES_A_PAGE).get_page(request.GET.get("page"))
    seals = {category.code: category.seal for category in sheet.categories}
    is_front = page.number == 1 and not (chosen or place or theme)
    shown = list(page.object_list)
    pictures = board_of(campaign).cards if sheet.voting is not None else {}
    context = {
        "lead": shown[0] if is_front and shown else None,
        "lead_picture": picture_url(shown[0], campaign.slug, pictures)
        if is_front and shown
        else "",
        "tiles": [
            Tile(one, seals.get(one.category, ""), picture_url(one, campaign.slug, pictures))
            for one in shown[is_front:]
        ],
        "page_obj": page,
        "query": "".join(f"{urlencode({k: v})}&" for k, v in kept.items() if v),
        "place": place,
        "chosen_theme": theme,  # `theme` is the look of the page
        "map": place_map([one.place for one in everything], chosen=place),
        "themes": sorted({one.theme for one in everything if one.theme}),
        "kind": kind,
        "chosen": chosen,
        "total": len(everything),
        "tabs": [
            {"category": category, "number": counts[category.code]}
            for category in sheet.categories
            if counts[category.code]
        ],
        "window": sheet.window(Stage.SHOWCASE),
        "opens_at": _opens_at(campaign, kind),
    }
    return render(request, "showcase/show.html", context)


def _opens_at(campaign: Campaign, kind: Story.Kind) -> datetime:
    """Say when a part of the showcase begins: the sheet may give each its own hour. Source: C19."""
    parts = {part.code: part.opens_at for part in campaign.sheet.showcase}
    code = "accounts" if kind == Story.Kind.ACCOUNT else "winners"
    return parts.get(code, campaign.sheet.window(Stage.SHOWCASE).opens_at)


@require_safe
@in_campaign
def show(request: EdgeRequest) -> HttpResponse:
    """Show the winners' stories."""
    return _show(request, Story.Kind.WINNER)


@require_safe
@in_campaign
def accounts(request: EdgeRequest) -> HttpResponse:
    """Show the excellent accounts."""
    return _show(request, Story.Kind.ACCOUNT)


@require_safe
@in_campaign
def book(request: EdgeRequest) -> HttpResponse:
    """Give the case book; it is set anew when a story has changed, and kept until then."""
    campaign = _campaign(request)
    shown = stories_shown(campaign, request.moment).filter(kind=Story.Kind.WINNER)
    stand = fingerprint([[str(pk), version] for pk, version in shown.values_list("pk", "version")])
    key = f"case-book:{campaign.pk}:{stand}"
    pdf = cache.get(key)
    if pdf is None:
        try:
            pdf = case_book(campaign, now=request.now)
        except LookupError:
            raise Http404 from None
        cache.set(key, pdf, BOOK_IS_KEPT)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{campaign.slug}-cases.pdf"'
    return response


@in_campaign
@signed_in
def edit(request: EdgeRequest) -> HttpResponse:
    """The editor's desk: what is out, what waits for its hour, and two forms."""
    campaign = _campaign(request)
    require(request.person, "showcase.write", campaign)
    forms: dict[str, BulletinForm | StoryForm] = {
        "bulletin": BulletinForm(prefix="bulletin"),
        "story": StoryForm(prefix="story", campaign=campaign),
    }
    status = 200
    if request.method == "POST":
        kind = "story" if "story-title" in request.POST else "bulletin"
        form = (
            StoryForm(request.POST, prefix=kind, campaign=campaign)
            if kind == "story"
            else BulletinForm(request.POST, request.FILES, prefix=kind)
        )
        if form.is_valid() and request.person is not None:
            if isinstance(form, StoryForm):
                return _begin(request, campaign, form, request.person)
            if _written(request, campaign, form, request.person):
                messages.success(request, _("已保存，到时间自动公开。"))
                return redirect("edit_showcase", campaign.slug)
        forms[kind], status = form, 422
    context = {
        "forms": forms,
        "bulletins": Bulletin.objects.filter(campaign=campaign).order_by("-publish_at")[:WRITTEN],
        "stories": Story.objects.filter(campaign=campaign).order_by("-publish_at")[:WRITTEN],
    }
    return render(request, "showcase/edit.html", context, status=status)


def _begin(
    request: EdgeRequest, campaign: Campaign, form: StoryForm, person: Person
) -> HttpResponse:
    begun = begin_story(
        campaign,
        kind=Story.Kind(form.cleaned_data["kind"]),
        draft=form.draft(),
        publish_at=request.moment,
        entry=form.cleaned_data["number"],
        person=person,
        now=request.now,
    )
    return redirect("compose", campaign.slug, begun.pk)


def _written(request: EdgeRequest, campaign: Campaign, form: BulletinForm, person: Person) -> bool:
    try:
        write_bulletin(campaign, **form.cleaned_data, person=person, now=request.now)
    except ContentInvalid as refusal:
        add_file_errors(form, refusal)
        return False
    return True


urlpatterns = [
    path("c/<slug:slug>/show", show, name="show"),
    path("c/<slug:slug>/show/accounts", accounts, name="accounts"),
    path("c/<slug:slug>/show/cases.pdf", book, name="case_book"),
    path("c/<slug:slug>/edit", edit, name="edit_showcase"),
]
