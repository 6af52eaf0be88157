"""The seminar behind the scenes: plan, agenda, invitations, door, badges, list, recap. Source: I3."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Attendance
from pingxuan.seminar import actions
from pingxuan.seminar.models import Seminar, Session
from pingxuan.seminar.printing import badges, sign_in_list
from pingxuan.seminar.queries import guests_of, invitations_of, seminar_of, token_of
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.seminar import MaterialForm, PlanForm, RecapForm, SessionForm

MOST_ARRIVALS = 2000
PLANNED = ("title", "place", "opens_at", "closes_at", "register_until", "seats", "places_a_unit",
           "about")  # fmt: skip
_WORDS = {
    "ends_before": noop("结束要在开始之后，并在会期之内。"),
    "after_opening": noop("报名要在开始之前截止。"),
    "too_few_seats": noop("已报名的人比这个座位数多。"),
    "outside": noop("要在会期之内。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: EdgeRequest) -> HttpResponse:
    """Show the plan with all that hangs on it, and take changes of the plan."""
    person, campaign = who(request)
    require(person, "seminar.plan", campaign)
    if request.method != "POST":
        return _page(request)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, plan_form=form)
    try:
        actions.plan(campaign, form.plan(), person=person, now=request.now)
    except ContentInvalid as invalid:
        _say(form, invalid)
        return _page(request, status=422, plan_form=form)
    messages.success(request, _("已保存研讨会的安排。"))
    return _back(campaign)


@require_POST
def session(request: EdgeRequest) -> HttpResponse:
    """Add a point to the agenda."""
    person, campaign = who(request)
    require(person, "seminar.plan", campaign)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, session_form=form)
    try:
        actions.add_session(_planned(campaign), **form.cleaned_data, person=person, now=request.now)
    except ContentInvalid as invalid:
        _say(form, invalid)
        return _page(request, status=422, session_form=form)
    return _back(campaign)


@require_POST
def drop_session(request: EdgeRequest, pk: int) -> HttpResponse:
    """Take a point off the agenda."""
    person, campaign = who(request)
    found = get_object_or_404(Session, pk=pk, seminar__campaign=campaign)
    actions.remove_session(found.pk, person=person, now=request.now)
    return _back(campaign)


@require_POST
def material(request: EdgeRequest, pk: int) -> HttpResponse:
    """Add a speaker's file to a point of the agenda."""
    person, campaign = who(request)
    require(person, "seminar.plan", campaign)
    found = get_object_or_404(Session, pk=pk, seminar__campaign=campaign)
    form = MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors.get("file", []):
            messages.error(request, str(error))
        return _back(campaign)
    file = form.cleaned_data["file"]
    actions.add_material(
        found,
        name=file.name,
        content=file.read(),
        person=person,
        now=request.now,
    )
    messages.success(request, _("已收下材料：%(name)s") % {"name": file.name})
    return _back(campaign)


@require_POST
def publish(request: EdgeRequest) -> HttpResponse:
    """Let everybody read of the seminar."""
    person, campaign = who(request)
    actions.publish_seminar(_planned(campaign), person=person, now=request.now)
    messages.success(request, _("研讨会已公布。"))
    return _back(campaign)


@require_POST
def invite(request: EdgeRequest) -> HttpResponse:
    """Invite the units of the winners."""
    person, campaign = who(request)
    made = actions.invite_winners(_planned(campaign), person=person, now=request.now)
    messages.success(request, _("新发出 %(n)s 份邀请。") % {"n": len(made)})
    return _back(campaign)


@require_POST
def recap(request: EdgeRequest) -> HttpResponse:
    """Write the recap."""
    person, campaign = who(request)
    require(person, "seminar.plan", campaign)
    form = RecapForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, recap_form=form)
    actions.write_recap(
        _planned(campaign), form.cleaned_data["recap"], person=person, now=request.now
    )
    messages.success(request, _("纪要已公布。"))
    return _back(campaign)


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: EdgeRequest) -> HttpResponse:
    """Let people in: one code from a plain form, or the list that a phone kept while offline."""
    person, campaign = who(request)
    require(person, "seminar.check_in", campaign)
    seminar = _planned(campaign)
    if request.method != "POST":
        return _door_page(request, seminar)
    if request.content_type == "application/json":
        read = _kept(request.body)
        if read is None:
            return JsonResponse({"code": "malformed"}, status=422)
        arrivals = actions.check_in(seminar, read, person=person, now=request.now)
        return JsonResponse({"arrivals": [vars(one) for one in arrivals]})
    code = request.POST.get("code", "")
    (arrival,) = actions.check_in(seminar, [(code, request.now)], person=person, now=request.now)
    if arrival.reason == Attendance.CANCELLED:
        messages.error(request, _("%(name)s已取消报名。") % {"name": arrival.name})
    elif arrival.reason:
        messages.error(request, _("没有这个码：%(code)s") % {"code": code})
    else:
        messages.success(request, _("已签到：%(name)s") % {"name": arrival.name})
    return HttpResponseRedirect(request.path)


def _kept(body: bytes) -> list[tuple[str, datetime]] | None:
    """Read a phone's list of codes and moments; None for what is no such list."""
    try:
        given = json.loads(body)
        read = [(str(one["code"])[:40], parse_datetime(str(one["at"]))) for one in given]
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(given, list) or len(read) > MOST_ARRIVALS:
        return None
    kept = [(code, at) for code, at in read if at is not None and at.tzinfo is not None]
    return kept if len(kept) == len(read) else None


def _door_page(request: EdgeRequest, seminar: Seminar) -> HttpResponse:
    guests = list(guests_of(seminar))
    known = [
        {"code": one.code, "name": one.name, "unit": one.invitation.unit.name} for one in guests
    ]
    context = {
        "seminar": seminar,
        "guests": guests,
        "known": json.dumps(known, ensure_ascii=False),
        "present": sum(1 for one in guests if one.arrived_at is not None),
    }
    return render(request, "seminar/door.html", context)


@require_safe
def printed(request: EdgeRequest, name: str) -> HttpResponse:
    """Give badges or the list to sign as PDF."""
    person, campaign = who(request)
    require(person, "seminar.check_in", campaign)
    makers = {"badges": badges, "list": sign_in_list}
    if name not in makers:
        raise Http404
    pdf = makers[name](_planned(campaign), now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="seminar-{name}.pdf"'
    return response


def _planned(campaign: Campaign) -> Seminar:
    seminar = seminar_of(campaign)
    if seminar is None:
        raise Http404
    return seminar


def _say(form: Any, invalid: ContentInvalid) -> None:
    for field, codes in invalid.problems.items():
        for code in codes:
            form.add_error(field, _(_WORDS[code]))


def _page(request: EdgeRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    _person, campaign = who(request)
    if campaign.sheet.seminar is None:
        raise Http404
    seminar = seminar_of(campaign)
    initial = {name: getattr(seminar, name) for name in PLANNED} if seminar else {}
    invitations = [
        (one, request.build_absolute_uri(_link(campaign, one.pk)))
        for one in (invitations_of(seminar) if seminar else ())
    ]
    context = {
        "seminar": seminar,
        "sessions": seminar.sessions.prefetch_related("materials") if seminar else (),
        "invitations": invitations,
        "coming": sum(len(one.guests.all()) for one, _link_ in invitations),
        "plan_form": PlanForm(initial=initial or {"title": campaign.sheet.seminar.name.zh}),
        "session_form": SessionForm(),
        "material_form": MaterialForm(),
        "recap_form": RecapForm(initial={"recap": seminar.recap if seminar else ""}),
        "has_begun": seminar is not None and request.moment >= seminar.opens_at,
        **forms,
    }
    return render(request, "seminar/desk.html", context, status=status)


def _link(campaign: Campaign, pk: Any) -> str:
    return reverse("seminar_invitation", args=[campaign.slug, token_of("invitation", pk)])


def _back(campaign: Campaign) -> HttpResponse:
    return HttpResponseRedirect(reverse("seminar_desk", args=[campaign.slug]))


_AT = "c/<slug:slug>/manage/seminar"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(plan)), name="seminar_desk"),
    path(f"{_AT}/sessions", in_campaign(signed_in(session)), name="seminar_session"),
    path(
        f"{_AT}/sessions/<int:pk>/drop",
        in_campaign(signed_in(drop_session)),
        name="seminar_drop_session",
    ),
    path(
        f"{_AT}/sessions/<int:pk>/materials",
        in_campaign(signed_in(material)),
        name="seminar_add_material",
    ),
    path(f"{_AT}/publish", in_campaign(signed_in(publish)), name="seminar_publish"),
    path(f"{_AT}/invite", in_campaign(signed_in(invite)), name="seminar_invite"),
    path(f"{_AT}/recap", in_campaign(signed_in(recap)), name="seminar_recap"),
    path(f"{_AT}/door", in_campaign(signed_in(door)), name="seminar_door"),
    path(f"{_AT}/print/<slug:name>.pdf", in_campaign(signed_in(printed)), name="seminar_print"),
]
