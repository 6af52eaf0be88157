"""One story of the showcase: read it, compose it of blocks, see it before it is out. Source: I1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import FIELDS, BlockKind
from pingxuan.domain.errors import ContentInvalid
from pingxuan.showcase import stories, versions
from pingxuan.showcase.models import Picture, Story
from pingxuan.showcase.queries import stories_shown
from pingxuan.voting.queries.board import board_of
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.showcase import PublishForm
from pingxuan.web.sentences import code_sentence
from pingxuan.web.story_blocks import drawn, picture_url
from pingxuan.web.story_files import captioned, take_files

Draft = dict[str, Any]
MOST_BLOCKS_POSTED = 80


def _found_campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    return request.campaign


@require_safe
@in_campaign
def story(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show one story; one that is not out yet is not known."""
    campaign = _found_campaign(request)
    found = get_object_or_404(stories_shown(campaign, request.moment), pk=pk)
    cards = board_of(campaign).cards if campaign.sheet.voting is not None else {}
    context = {
        "story": found,
        "blocks": drawn(found, found.blocks, campaign.slug),
        "picture_url": picture_url(found, campaign.slug, cards),
    }
    return render(request, "showcase/story.html", context)


@require_safe
@in_campaign
def picture(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give a picture that a public story shows; to whoever composes, every picture."""
    campaign = _found_campaign(request)
    found = get_object_or_404(
        Picture.objects.select_related("story"), pk=pk, story__campaign=campaign
    )
    out = stories_shown(campaign, request.moment).filter(pk=found.story_id).exists()
    is_public = out and any(block.get("picture") == str(pk) for block in found.story.blocks)
    if not is_public and not may(request.person, "showcase.write", campaign):
        raise Http404
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    if is_public:
        response["Cache-Control"] = "public, max-age=86400"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def compose(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Compose a story: every press keeps all that was written, then does what it says."""
    person, campaign = who(request)
    require(person, "showcase.write", campaign)
    found = get_object_or_404(Story, pk=pk, campaign=campaign)
    if request.method != "POST":
        return _page(request, found)
    draft = _posted(request)
    act, _colon, fact = request.POST.get("act", "save").partition(":")
    if act in ("add", "up", "down", "drop"):
        _change(draft["blocks"], act, fact)
    problems = take_files(request, found, draft["blocks"], person=person)
    found = stories.save_draft(found.pk, draft, person=person, now=request.now)
    if problems:
        return _page(request, found, problems=problems, status=422)
    if act == "publish":
        return _publish(request, found)
    if act in ("withdraw", "call_off", "restore"):
        _turn(request, found, act, fact)
    place = _place_after(act, fact, len(draft["blocks"]))
    return HttpResponseRedirect(reverse("compose", args=[campaign.slug, found.pk]) + place)


def _turn(request: EdgeRequest, found: Story, act: str, fact: str) -> None:
    """Take the story out, call a waiting version off, or make an earlier one the draft."""
    person, _campaign = who(request)
    if act == "withdraw":
        stories.withdraw_story(found.pk, person=person, now=request.now)
        messages.success(request, _("已从展示里撤下。"))
    elif act == "call_off":
        versions.call_off(found.pk, person=person, now=request.now)
        messages.success(request, _("已取消更换，公开的不变。"))
    else:
        number = int(fact) if fact.isdecimal() else 0
        get_object_or_404(found.versions, number=number)
        versions.restore_version(found.pk, number, person=person, now=request.now)
        said = _("已把第 %(n)s 版取回到草稿；原来的草稿存在版本里。") % {"n": number}
        messages.success(request, said)


def _place_after(act: str, fact: str, blocks: int) -> str:
    """Say where the page is to be seen after a press: at the block that it was about."""
    at = int(fact) if fact.isdecimal() else 0
    places = {"add": blocks - 1, "up": at - 1, "down": at + 1, "drop": at}
    return f"#block-{max(min(places[act], blocks - 1), 0)}" if act in places and blocks else ""


@require_safe
@in_campaign
@signed_in
def preview(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the draft, or one of the versions, as the public would see it."""
    person, campaign = who(request)
    require(person, "showcase.write", campaign)
    found = get_object_or_404(Story.objects.select_related("entry"), pk=pk, campaign=campaign)
    content, number = found.draft, request.GET.get("version", "")
    if number:
        wanted = int(number) if number.isdecimal() else 0
        content = get_object_or_404(found.versions, number=wanted).content
    for name in stories.HEAD:
        setattr(found, name, content.get(name, ""))
    blocks = drawn(found, content.get("blocks", ()), campaign.slug)
    context = {"story": found, "blocks": blocks, "is_preview": True, "number": number}
    return render(request, "showcase/story.html", context)


def _publish(request: EdgeRequest, found: Story) -> HttpResponse:
    person, campaign = who(request)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        version = stories.publish_story(
            found.pk,
            publish_at=form.cleaned_data["publish_at"],
            person=person,
            now=request.now,
        )
    except ContentInvalid as invalid:
        for code in invalid.problems.get("publish_at", ()):
            form.add_error("publish_at", code_sentence(code))
        return _page(request, found, form=form, problems=invalid.problems, status=422)
    found.refresh_from_db()
    if found.version < version.number:
        said = _("已存为第 %(n)s 版，到时间自动换上；在那以前公开的不变。") % {"n": version.number}
    elif form.cleaned_data["publish_at"] > request.moment:
        said = _("已存为第 %(n)s 版，到时间自动公开。") % {"n": version.number}
    else:
        said = _("已存为第 %(n)s 版，已经公开。") % {"n": version.number}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("compose", args=[campaign.slug, found.pk]))


def _posted(request: HttpRequest) -> Draft:
    """Read the whole form: the head, and the blocks in the order of their numbers."""
    post = request.POST
    draft: Draft = {name: post.get(name, "") for name in stories.HEAD}
    draft["blocks"] = []
    for place in range(MOST_BLOCKS_POSTED):
        kind = post.get(f"{place}-kind")
        if kind not in set(BlockKind):
            break
        fields = {f.name: post.get(f"{place}-{f.name}", "") for f in FIELDS[BlockKind(kind)]}
        draft["blocks"].append({"kind": kind, **fields})
    return draft


def _change(blocks: list[dict[str, str]], act: str, fact: str) -> None:
    """Add a block of a kind at the end, or move or drop the one at a place."""
    if act == "add":
        if fact in set(BlockKind):
            blocks.append({"kind": fact})
        return
    place = int(fact) if fact.isdecimal() else len(blocks)
    if place >= len(blocks):
        return
    block = blocks.pop(place)
    if act == "up":
        blocks.insert(max(place - 1, 0), block)
    elif act == "down":
        blocks.insert(place + 1, block)


def _page(
    request: EdgeRequest,
    found: Story,
    *,
    form: PublishForm | None = None,
    problems: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    with_captions = captioned(found)
    said = {key: [code_sentence(code) for code in codes] for key, codes in (problems or {}).items()}
    blocks = [
        {
            "kind": block["kind"],
            "fields": [
                {
                    "field": f,
                    "value": block.get(f.name, ""),
                    "errors": said.get(f"{place}-{f.name}", []),
                    "has_captions": f.name == "film" and block.get("film") in with_captions,
                }
                for f in FIELDS[BlockKind(block["kind"])]
            ],
            "is_faulty": any(f"{place}-{f.name}" in said for f in FIELDS[BlockKind(block["kind"])]),
        }
        for place, block in enumerate(found.draft.get("blocks", ()))
    ]
    context = {
        "story": found,
        "blocks": blocks,
        "kinds": list(BlockKind),
        "head_errors": {name: said[name] for name in stories.HEAD if name in said},
        "has_problems": bool(said),
        "form": form or PublishForm(initial={"publish_at": found.publish_at}),
        "versions": found.versions.select_related("made_by")[:20],
        "waiting": versions.waiting_versions().filter(story=found).last(),
    }
    return render(request, "showcase/compose.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/show/<uuid:pk>", story, name="story"),
    path("c/<slug:slug>/show/pictures/<uuid:pk>", picture, name="story_picture"),
    path("c/<slug:slug>/edit/stories/<uuid:pk>", compose, name="compose"),
    path("c/<slug:slug>/edit/stories/<uuid:pk>/preview", preview, name="story_preview"),
]
