"""Notices: read by everyone, as a page and as a feed; written and corrected by editors. Source: I2."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.showcase.actions import correct_bulletin, pin_bulletin, rewrite_bulletin
from pingxuan.showcase.models import Bulletin
from pingxuan.showcase.queries import bulletins_shown
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.bulletins import BulletinForm, CorrectionForm
from pingxuan.web.prose import render_markdown
from pingxuan.web.ranges import stored_response
from pingxuan.web.sentences import code_sentence

MOST_IN_FEED = 30
FEED_SECONDS = 300


def _campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    return request.campaign


@require_safe
@in_campaign
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show one notice with its files and corrections; one that is not out yet is not known."""
    shown = bulletins_shown(_campaign(request), request.moment)
    found = get_object_or_404(shown.prefetch_related("files", "corrections"), pk=pk)
    context = {
        "bulletin": found,
        "body": render_markdown(found.body),
        "corrections": [
            {"fact": one, "before": render_markdown(one.before)} for one in found.corrections.all()
        ],
    }
    return render(request, "results/bulletin.html", context)


@require_safe
@in_campaign
def download(request: EdgeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of a notice that is out; always to be kept, never to be run."""
    found = get_object_or_404(bulletins_shown(_campaign(request), request.moment), pk=pk)
    kept = get_object_or_404(found.files, pk=file_id)
    return stored_response(
        kept.file.open("rb"),
        size=kept.size,
        media_type=kept.media_type,
        tag=kept.sha256,
        headers=request.META,
        name=kept.name,
    )


@require_safe
@in_campaign
def feed(request: EdgeRequest) -> HttpResponse:
    """Give the newest notices as an Atom feed; a corrected one is updated when it was corrected.

    Source:
        RFC 4287.
    """
    campaign = _campaign(request)
    here = request.build_absolute_uri
    atom = Atom1Feed(
        title=campaign.title,
        link=here(reverse("notices", args=[campaign.slug])),
        description="",
        language="zh-Hans",
        feed_url=here(request.path),
        author_name=str(campaign.sheet.organiser.name),
    )
    shown = bulletins_shown(campaign, request.moment).prefetch_related("files")
    for one in shown.order_by("-publish_at", "id")[:MOST_IN_FEED]:
        atom.add_item(
            title=one.title,
            link=here(reverse("notice", args=[campaign.slug, one.pk])),
            description=render_markdown(one.body),
            unique_id=one.pk.urn,
            pubdate=one.publish_at,
            updateddate=one.corrected_at or one.publish_at,
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")
    response["Cache-Control"] = f"public, max-age={FEED_SECONDS}"
    return response


@in_campaign
@signed_in
def edit(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Write a notice anew before it is out; afterwards correct it in the open."""
    campaign = _campaign(request)
    require(request.person, "showcase.write", campaign)
    found = get_object_or_404(Bulletin, campaign=campaign, pk=pk)
    is_out = found.publish_at <= request.moment
    form = _form(request, found, is_out=is_out)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(request, found, form, is_out=is_out):
            messages.success(request, _("公告已保存。"))
            return redirect("edit_showcase", campaign.slug)
        status = 422
    context = {"form": form, "bulletin": found, "is_out": is_out}
    return render(request, "showcase/edit_bulletin.html", context, status=status)


def _form(request: EdgeRequest, found: Bulletin, *, is_out: bool) -> BulletinForm | CorrectionForm:
    posted = request.POST if request.method == "POST" else None
    if is_out:
        return CorrectionForm(posted, request.FILES, initial={"body": found.body})
    names = ("title", "body", "publish_at", "is_pinned")
    initial = {name: getattr(found, name) for name in names}
    return BulletinForm(posted, request.FILES, initial=initial)


def _saved(
    request: EdgeRequest, found: Bulletin, form: BulletinForm | CorrectionForm, *, is_out: bool
) -> bool:
    if request.person is None:
        return False
    try:
        if is_out:
            correct_bulletin(found, **form.cleaned_data, person=request.person, now=request.now)
        else:
            rewrite_bulletin(found.pk, **form.cleaned_data, person=request.person, now=request.now)
    except ContentInvalid as refusal:
        add_file_errors(form, refusal)
        return False
    return True


def add_file_errors(form: BulletinForm | CorrectionForm, refusal: ContentInvalid) -> None:
    """Say at the field of the files why one was not taken."""
    codes = [code for found in refusal.problems.values() for code in found]
    form.add_error("enclosed", [code_sentence(code) for code in codes])


@require_POST
@in_campaign
@signed_in
def pin(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Let a notice stand above the others, or no longer."""
    campaign = _campaign(request)
    require(request.person, "showcase.write", campaign)
    found = get_object_or_404(Bulletin, campaign=campaign, pk=pk)
    if request.person is not None:
        wanted = request.POST.get("pinned") == "yes"
        pin_bulletin(found.pk, is_pinned=wanted, person=request.person, now=request.now)
    return redirect("edit_showcase", campaign.slug)


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/notices.atom", feed, name="notices_feed"),
    path("c/<slug:slug>/notices/<uuid:pk>", show, name="notice"),
    path("c/<slug:slug>/notices/<uuid:pk>/files/<uuid:file_id>", download, name="notice_file"),
    path("c/<slug:slug>/edit/notices/<uuid:pk>", edit, name="edit_notice"),
    path("c/<slug:slug>/edit/notices/<uuid:pk>/pin", pin, name="pin_notice"),
]
