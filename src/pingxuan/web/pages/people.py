"""Who holds which post in a campaign: give one, invite, take back, end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns import inviting
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.queries import invitation_for, invitations_open, posts_in
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Role
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.people import InvitationForm, JoinForm, PostForm
from pingxuan.web.pages.signing_in import begin_session

MOST_LISTED = 500


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """List posts and open invitations, with the forms that make more."""
    return _page(request)


@require_POST
def post(request: EdgeRequest) -> HttpResponse:
    """Give a post to somebody who has an account."""
    person, campaign = who(request)
    require(person, "campaigns.give_post", campaign)
    form = PostForm(request.POST, campaign=campaign, prefix="post")
    if not form.is_valid():
        return _page(request, post=form, status=422)
    given = form.cleaned_data
    give_post(
        given["username"],
        Role(given["role"]),
        campaign=campaign,
        unit=given["unit"],
        person=person,
        now=request.now,
        until=form.until(),
    )
    messages.success(request, _("已任命：%(name)s") % {"name": given["username"].name})
    return HttpResponseRedirect(reverse("people", args=[campaign.slug]))


@never_cache
@require_POST
def invite(request: EdgeRequest) -> HttpResponse:
    """Invite somebody; the page that answers is the only one that ever shows the link."""
    person, campaign = who(request)
    require(person, "campaigns.give_post", campaign)
    form = InvitationForm(request.POST, campaign=campaign, prefix="invitation")
    if not form.is_valid():
        return _page(request, invitation=form, status=422)
    given = form.cleaned_data
    invitation, secret = inviting.invite(
        campaign,
        given["name"],
        Role(given["role"]),
        unit=given["unit"],
        until=form.until(),
        person=person,
        now=request.now,
    )
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    return _page(request, made=invitation, link=link)


@require_POST
def revoke(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    person, campaign = who(request)
    found = get_object_or_404(campaign.invitations, pk=pk)
    inviting.revoke(found.pk, person=person, now=request.now)
    messages.success(request, _("已收回给 %(name)s 的邀请，链接不再有效。") % {"name": found.name})
    return HttpResponseRedirect(reverse("people", args=[campaign.slug]))


@require_POST
def end(request: EdgeRequest, pk: int) -> HttpResponse:
    """End a post."""
    person, campaign = who(request)
    found = get_object_or_404(posts_in(campaign, request.now), pk=pk)
    inviting.end_post(found.pk, person=person, now=request.now)
    messages.success(request, _("已免去：%(name)s") % {"name": found.person.name})
    return HttpResponseRedirect(reverse("people", args=[campaign.slug]))


def _page(request: EdgeRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    person, campaign = who(request)
    require(person, "campaigns.give_post", campaign)
    context = {
        "posts": posts_in(campaign, request.now)[:MOST_LISTED],
        "invitations": invitations_open(campaign, request.now)[:MOST_LISTED],
        "post": PostForm(campaign=campaign, prefix="post"),
        "invitation": InvitationForm(campaign=campaign, prefix="invitation"),
        **shown,
    }
    return render(request, "people/list.html", context, status=status)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: EdgeRequest, secret: str) -> HttpResponse:
    """Take an invitation up: make an account, or add the post to the one that is signed in."""
    invitation = invitation_for(secret, request.now)
    if invitation is None:
        return render(request, "people/join_over.html", status=404)
    person = request.person if request.person and request.person.may_use_posts else None
    form = JoinForm(request.POST if request.method == "POST" and person is None else None)
    context = {"invitation": invitation, "form": form, "known": person}
    response: HttpResponse | None = None
    if request.method == "POST" and person is not None:
        inviting.join_as(secret, person=person, now=request.now)
        response = HttpResponseRedirect(reverse("desk"))
    elif request.method == "POST" and form.is_valid():
        response = _make_account(request, secret, form)
    if response is None:
        response = render(
            request, "people/join.html", context, status=422 if form.is_bound else 200
        )
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would send `Origin: null`
    return response


def _make_account(request: EdgeRequest, secret: str, form: JoinForm) -> HttpResponse | None:
    """Make the account and sign in; None when its name is taken, which the form then says."""
    try:
        person = inviting.join(
            secret,
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            now=request.now,
        )
    except ContentInvalid:
        form.add_error("username", _("这个用户名已有人用，请换一个。"))
        return None
    begin_session(request, person, "password")
    return HttpResponseRedirect(reverse("desk"))


_AT = "c/<slug:slug>/manage/people"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="people"),
    path("c/<slug:slug>/manage/post", in_campaign(signed_in(post)), name="manage_post"),
    path(f"{_AT}/invite", in_campaign(signed_in(invite)), name="invite"),
    path(f"{_AT}/invitations/<uuid:pk>/revoke", in_campaign(signed_in(revoke)), name="revoke"),
    path(f"{_AT}/posts/<int:pk>/end", in_campaign(signed_in(end)), name="end_post"),
    path("join/<str:secret>", join, name="join"),
]
