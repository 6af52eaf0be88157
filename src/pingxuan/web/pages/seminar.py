"""The seminar for everyone and for those invited: agenda, materials, registration, pass. Source: I3."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import Refusal
from pingxuan.seminar import actions
from pingxuan.seminar.models import Guest, Invitation, Material, Seminar
from pingxuan.seminar.queries import id_of, invitations_of, seminar_shown, token_of
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.errors import sentence, status_of
from pingxuan.web.forms.seminar import GuestForm
from pingxuan.web.prose import render_markdown
from pingxuan.web.ranges import stored_response


def _campaign(request: EdgeRequest) -> Campaign:
    if request.campaign is None:
        raise Http404
    return request.campaign


def _shown(request: EdgeRequest) -> Seminar:
    seminar = seminar_shown(_campaign(request), request.moment)
    if seminar is None:
        raise Http404
    return seminar


@require_safe
@in_campaign
def show(request: EdgeRequest) -> HttpResponse:
    """Show when and where, the agenda with its materials, and afterwards the recap."""
    campaign = _campaign(request)
    if campaign.sheet.seminar is None:
        raise Http404
    seminar = seminar_shown(campaign, request.moment)
    context = {
        "seminar": seminar,
        "rule": campaign.sheet.seminar,
        "about": render_markdown(seminar.about) if seminar else "",
        "recap": render_markdown(seminar.recap) if seminar and seminar.recap_at else "",
    }
    return render(request, "seminar/show.html", context)


@require_safe
@in_campaign
def material(request: EdgeRequest, pk: UUID) -> HttpResponseBase:
    """Give a speaker's file to save."""
    found = get_object_or_404(Material.objects.filter(session__seminar=_shown(request)), pk=pk)
    return stored_response(
        found.file.open("rb"),
        size=found.size,
        media_type="application/octet-stream",
        tag=found.sha256,
        headers=request.META,
        name=found.name,
    )


def _invited(request: EdgeRequest, token: str) -> Invitation:
    """Find the invitation of a link; who holds the link needs no sign-in."""
    pk = id_of("invitation", token)
    found = invitations_of(_shown(request)).filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
def invitation(request: EdgeRequest, token: str) -> HttpResponse:
    """Show who comes from an invited unit, and register somebody more."""
    found = _invited(request, token)
    form = GuestForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                guest = actions.register_guest(found.pk, **form.cleaned_data, now=request.now)
            except Refusal as refusal:
                form.add_error(None, sentence(refusal))
                status = int(status_of(refusal))
            else:
                messages.success(request, _("已报名：%(name)s") % {"name": guest.name})
                return HttpResponseRedirect(request.path)
    return _invitation_page(request, found, token, form, status)


def _invitation_page(
    request: EdgeRequest, found: Invitation, token: str, form: GuestForm, status: int
) -> HttpResponse:
    seminar = found.seminar
    guests = [(guest, token_of("pass", guest.pk)) for guest in found.guests.all()]
    context = {
        "invitation": found,
        "seminar": seminar,
        "token": token,
        "guests": guests,
        "form": form,
        "is_open": request.moment < seminar.register_until,
        "left": max(seminar.places_a_unit - len(guests), 0),
    }
    response = render(request, "seminar/invitation.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would send `Origin: null`
    return response


@require_POST
@in_campaign
def cancel(request: EdgeRequest, token: str, pk: UUID) -> HttpResponse:
    """Take a registration back."""
    found = _invited(request, token)
    guest = get_object_or_404(Guest, pk=pk, invitation=found)
    actions.cancel_guest(found.pk, guest.pk, now=request.now)
    messages.success(request, _("已取消：%(name)s") % {"name": guest.name})
    return HttpResponseRedirect(
        reverse("seminar_invitation", args=[_campaign(request).slug, token])
    )


@require_POST
@in_campaign
def decline(request: EdgeRequest, token: str) -> HttpResponse:
    """Say that nobody comes."""
    found = _invited(request, token)
    actions.decline(found.pk, now=request.now)
    messages.success(request, _("已答复不参加。改变主意，报名截止前还可以报名。"))
    return HttpResponseRedirect(
        reverse("seminar_invitation", args=[_campaign(request).slug, token])
    )


@never_cache
@require_safe
@in_campaign
def entrance_pass(request: EdgeRequest, token: str) -> HttpResponse:
    """Show a guest's pass: the QR code that is read at the door."""
    pk = id_of("pass", token)
    guest = get_object_or_404(
        Guest.objects.select_related("invitation__unit"), pk=pk, seminar=_shown(request)
    )
    code = segno.make(guest.code, error="m", micro=False)
    drawn = code.svg_inline(
        scale=6, border=4, omitsize=True, svgclass="pass__code", lineclass=None, light="#fff"
    )
    context = {
        "guest": guest,
        "seminar": guest.seminar,
        "qr": mark_safe(drawn),  # noqa: S308 - drawn from eight letters of ours
    }
    response = render(request, "seminar/pass.html", context)
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would send `Origin: null`
    return response


_AT = "c/<slug:slug>/show/seminar"

urlpatterns: list[URLPattern] = [
    path(_AT, show, name="seminar"),
    path(f"{_AT}/materials/<uuid:pk>", material, name="seminar_material"),
    path(f"{_AT}/i/<str:token>", invitation, name="seminar_invitation"),
    path(f"{_AT}/i/<str:token>/decline", decline, name="seminar_decline"),
    path(f"{_AT}/i/<str:token>/<uuid:pk>/cancel", cancel, name="seminar_cancel"),
    path(f"{_AT}/pass/<str:token>", entrance_pass, name="seminar_pass"),
]
