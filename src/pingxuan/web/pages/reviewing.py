"""One nomination on an office's desk: read it, then seal, accept, return or decline."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import BadCode, ContentInvalid, ScanMismatch
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.looking import look as look_act
from pingxuan.nominations.actions.merging import merge as merge_act
from pingxuan.nominations.actions.returning import decline as decline_act
from pingxuan.nominations.actions.returning import return_ as return_act
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.permissions import wrote_it
from pingxuan.nominations.queries.attached import may_take
from pingxuan.nominations.queries.office import todo_ids
from pingxuan.nominations.queries.places import holder
from pingxuan.offices.actions.organising import glance
from pingxuan.web.desks import Desk, desk_with
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.ranges import stored_response
from pingxuan.web.review_desk import Forms, forms_of, not_sealed, review_of, told
from pingxuan.web.stamping import stamped


@require_safe
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the paper, its seals, and what this desk may do with it."""
    desk, nomination = desk_with(request, pk)
    glance(nomination, person=desk.person, now=request.now)
    return _page(request, desk, nomination, forms_of(request, nomination))


@require_POST
def look(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the personal fields as well; that they were looked at stands in the book."""
    desk, nomination = desk_with(request, pk)
    look_act(nomination.pk, person=desk.person, now=request.now)
    return _page(request, desk, nomination, forms_of(request, nomination), shows_personal=True)


@require_POST
def endorse(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take the sealed opinion, and go on to what waits next."""
    desk, nomination = desk_with(request, pk)
    forms = forms_of(request, nomination, bound="opinion")
    if not forms.opinion.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        sealed = stamped(request, desk, nomination, Act.ENDORSE, forms.opinion)
    except (ContentInvalid, ScanMismatch, BadCode) as refusal:
        return _page(request, desk, nomination, not_sealed(forms, refusal), status=422)
    to = holder(sealed).name
    messages.success(request, _("已盖章，推荐到%(office)s：%(title)s") % _named(sealed, office=to))
    return _onwards(desk)


@require_POST
def accept(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take the topmost office's seal, and say the public number."""
    desk, nomination = desk_with(request, pk)
    forms = forms_of(request, nomination, bound="opinion")
    if not forms.opinion.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        accepted = stamped(request, desk, nomination, Act.ACCEPT, forms.opinion)
    except (ContentInvalid, ScanMismatch, BadCode) as refusal:
        return _page(request, desk, nomination, not_sealed(forms, refusal), status=422)
    number = accepted.public_number
    messages.success(
        request, _("已受理，编号 %(number)s：%(title)s") % _named(accepted, number=number)
    )
    return _onwards(desk)


@require_POST
def return_(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give it back with the remarks that were written at its fields."""
    desk, nomination = desk_with(request, pk)
    forms = forms_of(request, nomination, bound="back")
    if not forms.back.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    remarks = forms.back.remarks()
    due_at = forms.back.cleaned_data["due_at"]
    try:
        return_act(
            nomination.pk, remarks=remarks, person=desk.person, now=request.now, due_at=due_at
        )
    except ContentInvalid as refusal:
        return _page(request, desk, nomination, told(forms, forms.back, refusal), status=422)
    messages.success(
        request, _("已退回，附 %(n)s 条意见：%(title)s") % _named(nomination, n=str(len(remarks)))
    )
    return _onwards(desk)


@require_POST
def decline(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """End its way here, with a reason."""
    desk, nomination = desk_with(request, pk)
    forms = forms_of(request, nomination, bound="decline")
    if not forms.decline.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    reason = forms.decline.cleaned_data["reason"]
    decline_act(nomination.pk, reason=reason, person=desk.person, now=request.now)
    messages.success(request, _("未予推荐：%(title)s") % _named(nomination))
    return _onwards(desk)


@require_POST
def merge(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Let another nomination stand for this one too."""
    desk, nomination = desk_with(request, pk)
    forms = forms_of(request, nomination, bound="merge")
    if not forms.merge.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        merged = merge_act(
            nomination.pk, **forms.merge.cleaned_data, person=desk.person, now=request.now
        )
    except ContentInvalid as refusal:
        return _page(request, desk, nomination, told(forms, forms.merge, refusal), status=422)
    other = merged.merged_into
    messages.success(
        request,
        _("已并入 %(number)s：%(title)s")
        % _named(nomination, number=other.file_number if other else ""),
    )
    return _onwards(desk)


@require_safe
def attachment(request: EdgeRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """Hand out a file of a nomination that one may read; never opened in the page."""
    _desk, nomination = desk_with(request, pk)
    if not may_take(nomination, file):
        raise Http404
    kept = get_object_or_404(Attachment, pk=file, nomination=nomination)
    if not kept.file:
        raise Http404
    return stored_response(
        kept.file.open("rb"),
        size=kept.size,
        media_type=kept.media_type,
        tag=kept.sha256,
        headers=request.META,
        name=kept.name,
    )


def _page(
    request: EdgeRequest,
    desk: Desk,
    nomination: Nomination,
    forms: Forms,
    *,
    shows_personal: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = review_of(request, desk, nomination, forms, shows_personal=shows_personal)
    seals = may(desk.person, "offices.forward_many", desk.seat)
    context["needs_another"] = seals and wrote_it(desk.person, nomination)
    return render(request, "inbox/review.html", context, status=status)


def _named(nomination: Nomination, **more: str) -> dict[str, str]:
    return {"title": nomination.title, **more}


def _onwards(desk: Desk) -> HttpResponse:
    """Go to what waits next, so that forty forms take forty acts; else back to the inbox."""
    waiting = todo_ids(desk.campaign, desk.office)
    slug = desk.campaign.slug
    if waiting:
        return HttpResponseRedirect(reverse("review", args=[slug, waiting[0]]))
    address = reverse("inbox", args=[slug])
    return HttpResponseRedirect(f"{address}?desk={desk.office.pk.hex}" if desk.others else address)


_AT = "c/<slug:slug>/office/n/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="review"),
    path(f"{_AT}/look", in_campaign(signed_in(look)), name="review_look"),
    path(f"{_AT}/endorse", in_campaign(signed_in(endorse)), name="review_endorse"),
    path(f"{_AT}/accept", in_campaign(signed_in(accept)), name="review_accept"),
    path(f"{_AT}/return", in_campaign(signed_in(return_)), name="review_return"),
    path(f"{_AT}/decline", in_campaign(signed_in(decline)), name="review_decline"),
    path(f"{_AT}/merge", in_campaign(signed_in(merge)), name="review_merge"),
    path(f"{_AT}/files/<uuid:file>", in_campaign(signed_in(attachment)), name="review_file"),
]
