"""The public page of a case as it would be, for those who write it and for the desk it lies on."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.models import Attachment
from pingxuan.nominations.queries.own import by_id
from pingxuan.web.desks import desk_with, who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.previewing import AT_WRITERS, Preview, of_draft, of_filed


@require_safe
def draft(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show whoever may edit it what the public will see of a draft, or of what was handed in.

    Source:
        N11: shown before submitting.
    """
    person, campaign = who(request)
    nomination = by_id(person, campaign, pk)
    if nomination is None or not may(person, "nominations.edit", nomination):
        raise Http404

    def address(one: Attachment, is_small: bool) -> str:
        name = "nomination_preview" if is_small else "nomination_attachment"
        return reverse(name, args=[campaign.slug, pk, one.pk])

    revision = nomination.revision
    if revision is None or Status(nomination.status) in AT_WRITERS:
        shown, saved_at = of_draft(nomination, request.moment, address), nomination.draft_saved_at
    else:
        shown, saved_at = of_filed(nomination, revision, address), None
    back = reverse("nomination", args=[campaign.slug, pk])
    return _page(request, shown, back=back, saved_at=saved_at)


@require_safe
def on_desk(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show an office what the public will see of the text on its desk."""
    desk, nomination = desk_with(request, pk)
    slug, revision = desk.campaign.slug, nomination.revision
    if revision is None:
        raise Http404

    def address(one: Attachment, is_small: bool) -> str:
        name = "nomination_preview" if is_small else "review_file"
        return reverse(name, args=[slug, pk, one.pk])

    back = reverse("review", args=[slug, pk])
    return _page(request, of_filed(nomination, revision, address), back=back)


def _page(
    request: EdgeRequest, shown: Preview, *, back: str, saved_at: object = None
) -> HttpResponse:
    context = {
        "entry": shown.entry,
        "picture": shown.picture,
        "media": shown.media,
        "preview": shown,
        "back": back,
        "saved_at": saved_at,
    }
    response = render(request, "voting/preview.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


urlpatterns: list[URLPattern] = [
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/preview",
        in_campaign(signed_in(draft)),
        name="nomination_public",
    ),
    path(
        "c/<slug:slug>/office/n/<uuid:pk>/preview",
        in_campaign(signed_in(on_desk)),
        name="review_public",
    ),
]
