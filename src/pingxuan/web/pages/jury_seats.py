"""Who sits on the jury: invitations and their answers, interests, reminders, and leaving. Source: G1, G2."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.actions import become_staff
from pingxuan.accounts.permissions import may, require
from pingxuan.accounts.phones import masked
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, NotYourAct
from pingxuan.jury import queries
from pingxuan.jury.actions import inviting
from pingxuan.jury.actions.recusing import declare_interests
from pingxuan.jury.actions.reminding import remind
from pingxuan.jury.actions.seating import release_juror
from pingxuan.jury.models import Invitation, Juror
from pingxuan.jury.recusals import is_checkable
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.jury import AccountForm, InterestsForm, InvitationForm
from pingxuan.web.pages.signing_in import begin_session


def _form(campaign: Campaign, data: Any = None) -> InvitationForm:
    return InvitationForm(data, campaign=campaign, lang=get_language() or "zh-hans")


def _page(
    request: EdgeRequest,
    campaign: Campaign,
    form: InvitationForm,
    *,
    status: int = 200,
    link: str = "",
) -> HttpResponse:
    rows = queries.progress(campaign)
    groups = [
        {
            "rule": one,
            "rows": [(row, is_checkable(row.juror)) for row in rows[one.code]],
            "categories": [
                (campaign.sheet.category(code), _count(rows[one.code], code))
                for code in one.categories
            ],
        }
        for one in campaign.sheet.jury.rounds
    ]
    sent = [
        (one, masked(one.phone) if one.phone else "", request.now >= one.expires_at)
        for one in queries.invitations(campaign)
    ]
    context = {
        "groups": groups,
        "invitations": sent,
        "form": form,
        "link": link,
        "round_names": {one.code: one.name for one in campaign.sheet.jury.rounds},
    }
    return render(request, "jury/panel.html", context, status=status)


def _count(rows: list[queries.Progress], category: str) -> int:
    """Count the seated jurors of a category."""
    return sum(
        row.juror.left_at is None and (not row.juror.categories or category in row.juror.categories)
        for row in rows
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def panel(request: EdgeRequest) -> HttpResponse:
    """Show the jury by round and category, and invite somebody."""
    person, campaign = who(request)
    require(person, "jury.invite", campaign)
    if request.method != "POST":
        return _page(request, campaign, _form(campaign))
    form = _form(campaign, request.POST)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    given = form.cleaned_data

    def link_of(token: str) -> str:
        address = reverse("jury_invitation", args=[campaign.slug, token])
        return request.build_absolute_uri(address)

    try:
        _, token = inviting.invite(
            campaign,
            name=given["name"],
            phone=given["phone"],
            round_code=given["round"],
            categories=given["categories"],
            unit=given["unit"],
            is_outside=given["is_outside"],
            link_of=link_of,
            person=person,
            now=request.now,
        )
    except ContentInvalid:
        form.add_error("categories", _("这一轮不评这个类别。"))
        return _page(request, campaign, form, status=422)
    # The secret is not kept: this is the one time that it can be shown.
    return _page(request, campaign, _form(campaign), link=link_of(token))


@require_POST
@in_campaign
@signed_in
def revoke(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    person, campaign = who(request)
    require(person, "jury.invite", campaign)
    found = get_object_or_404(Invitation, pk=pk, campaign=campaign)
    inviting.revoke(found.pk, person=person, now=request.now)
    messages.success(request, _("邀请已撤回：%(name)s") % {"name": found.name})
    return redirect("jury_panel", campaign.slug)


@require_POST
@in_campaign
@signed_in
def release(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Let a juror leave, with the reason."""
    person, campaign = who(request)
    require(person, "jury.seat", campaign)
    juror = get_object_or_404(Juror, pk=pk, campaign=campaign)
    try:
        n = release_juror(
            juror.pk, reason=request.POST.get("reason", ""), person=person, now=request.now
        )
    except ContentInvalid:
        messages.error(request, _("请写明退出的理由。"))
        return redirect("jury_panel", campaign.slug)
    facts = {"code": juror.code, "n": n}
    messages.success(
        request, _("%(code)s 已退出，交回 %(n)s 件。请重新分派，把它们交给别人。") % facts
    )
    return redirect("jury_panel", campaign.slug)


@require_POST
@in_campaign
@signed_in
def remind_all(request: EdgeRequest) -> HttpResponse:
    """Remind everyone in a round who is behind."""
    person, campaign = who(request)
    require(person, "jury.remind", campaign)
    code = request.POST.get("round", "")
    if code not in {one.code for one in campaign.sheet.jury.rounds}:
        raise Http404
    reminded = remind(campaign, code, person=person, now=request.now)
    if reminded:
        messages.success(request, _("已催：%(codes)s") % {"codes": "、".join(reminded)})
    else:
        messages.info(request, _("没有要催的：都打完了，或 12 小时内刚催过。"))
    return redirect("jury_progress", campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def interests(request: EdgeRequest) -> HttpResponse:
    """Declare ties with units, at any time."""
    person, campaign = who(request)
    juror = queries.seat_of(person, campaign)
    if juror is None:
        raise NotYourAct("jury.pledge")
    require(person, "jury.pledge", juror)
    form = InterestsForm(
        request.POST or None, campaign=campaign, initial={"statement": juror.interests}
    )
    if request.method == "POST" and form.is_valid():
        n = declare_interests(
            juror.pk,
            form.cleaned_data["units"],
            statement=form.cleaned_data["statement"],
            person=person,
            now=request.now,
        )
        messages.success(request, _("已记录。新增回避 %(n)s 件。") % {"n": n})
        return redirect("jury", campaign.slug)
    context = {"form": form, "juror": juror, "declared": juror.recused_units.order_by("path")}
    status = 422 if form.is_bound else 200
    return render(request, "jury/interests.html", context, status=status)


def _invitation(request: EdgeRequest, token: str) -> Invitation:
    assert request.campaign is not None  # set by in_campaign
    found = inviting.find(request.campaign, token)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@in_campaign
def invitation(request: EdgeRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever has its link."""
    return _invitation_page(request, token, _invitation(request, token), AccountForm())


def _invitation_page(
    request: EdgeRequest, token: str, found: Invitation, form: AccountForm, *, status: int = 200
) -> HttpResponse:
    person = request.person
    sheet = found.campaign.sheet
    context = {
        "invitation": found,
        "token": token,
        "form": form,
        "round": queries.round_of(found.campaign, found.round),
        "categories": [
            c for c in sheet.categories if not found.categories or c.code in found.categories
        ],
        "is_open": found.state == Invitation.State.OPEN and request.now < found.expires_at,
        "sent_to": masked(found.phone) if found.phone else "",
        "is_for_me": person is not None and inviting.is_for(found, person),
        "needs_account": person is not None and not person.username,
        "address": request.path,
    }
    response = render(request, "jury/invitation.html", context, status=status)
    # The address is the secret: no other site learns it from a link on this page.
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would send `Origin: null`
    return response


@never_cache
@sensitive_post_parameters("password")
@require_POST
@in_campaign
@signed_in
def accept(request: EdgeRequest, token: str) -> HttpResponse:
    """Accept, after giving oneself user name and password if one had none."""
    person, campaign = who(request)
    found = _invitation(request, token)
    if not inviting.is_for(found, person):
        raise NotYourAct("jury.accept")
    if not person.username:
        form = AccountForm(request.POST)
        if not form.is_valid():
            return _invitation_page(request, token, found, form, status=422)
        try:
            person = become_staff(person.pk, **form.cleaned_data, now=request.now)
        except ContentInvalid:
            form.add_error("username", _("这个用户名已有人用。"))
            return _invitation_page(request, token, found, form, status=422)
        inviting.accept(found.pk, person=person, now=request.now)
        begin_session(request, person, "password")
    else:
        inviting.accept(found.pk, person=person, now=request.now)
    if not may(person, "jury.pledge", queries.seat_of(person, campaign)):
        return redirect("sign_in_staff")
    return redirect("jury", campaign.slug)


@never_cache
@require_POST
@in_campaign
def refuse(request: EdgeRequest, token: str) -> HttpResponse:
    """Turn an invitation down."""
    found = _invitation(request, token)
    reason = request.POST.get("reason", "")
    inviting.refuse(found.pk, reason=reason, person=request.person, now=request.now)
    return redirect("jury_invitation", found.campaign.slug, token)


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(f"{_BASE}/panel", panel, name="jury_panel"),
    path(f"{_BASE}/panel/<uuid:pk>/release", release, name="jury_release"),
    path(f"{_BASE}/panel/invitations/<uuid:pk>/revoke", revoke, name="jury_revoke"),
    path(f"{_BASE}/remind", remind_all, name="jury_remind"),
    path(f"{_BASE}/interests", interests, name="jury_interests"),
    path(f"{_BASE}/invitation/<str:token>", invitation, name="jury_invitation"),
    path(f"{_BASE}/invitation/<str:token>/accept", accept, name="jury_accept"),
    path(f"{_BASE}/invitation/<str:token>/refuse", refuse, name="jury_refuse"),
]
