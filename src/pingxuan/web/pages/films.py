"""The films of stories and their captions, as players fetch them: in parts, and only what is public.

Source:
    I1, N6; WCAG 1.2.2.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from pingxuan.accounts.permissions import may
from pingxuan.papers.films import ENDINGS
from pingxuan.showcase.models import Film
from pingxuan.showcase.queries import stories_shown
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.ranges import file_response

KEPT_SECONDS = 24 * 3600


@require_safe
@in_campaign
def film(request: EdgeRequest, pk: UUID, ending: str) -> HttpResponseBase:
    """Give a film that a public story shows, or a part of it; to whoever composes, every film."""
    found, is_public = _found(request, pk)
    if ENDINGS[found.media_type] != ending:
        raise Http404
    response = file_response(
        found.file.open("rb"),
        size=found.size,
        media_type=found.media_type,
        tag=found.sha256,
        headers=request.META,
    )
    return _kept(response, is_public)


@require_safe
@in_campaign
def captions(request: EdgeRequest, pk: UUID) -> HttpResponseBase:
    """Give the captions of a film."""
    found, is_public = _found(request, pk)
    if not found.captions:
        raise Http404
    return _kept(HttpResponse(found.captions, content_type="text/vtt; charset=utf-8"), is_public)


def _found(request: EdgeRequest, pk: UUID) -> tuple[Film, bool]:
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    found = get_object_or_404(Film.objects.select_related("story"), pk=pk, story__campaign=campaign)
    out = stories_shown(campaign, request.moment).filter(pk=found.story_id).exists()
    is_public = out and any(block.get("film") == str(pk) for block in found.story.blocks)
    if not is_public and not may(request.person, "showcase.write", campaign):
        raise Http404
    return found, is_public


def _kept(response: HttpResponseBase, is_public: bool) -> HttpResponseBase:
    if is_public:
        response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


_AT = "c/<slug:slug>/show/films/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path(f"{_AT}/film.<slug:ending>", film, name="story_film"),
    path(f"{_AT}/captions.vtt", captions, name="story_captions"),
]
