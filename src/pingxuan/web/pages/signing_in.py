"""Pages: sign-in by phone and code, by user name and password, out again; size, theme, language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.actions import enter_code, send_code
from pingxuan.accounts.cipher import CannotDecrypt, decrypt, encrypt
from pingxuan.accounts.models import Person
from pingxuan.accounts.phones import masked
from pingxuan.domain.errors import BadCode, TooManyTries
from pingxuan.domain.vocabulary import Stage
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.errors import sentence
from pingxuan.web.forms.signing_in import CodeForm, PhoneForm, StaffForm
from pingxuan.web.tries import forgive, note_failure, refuse_after_many

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "phone_under_way"
PENDING_CONTEXT = "session.phone_under_way"
YEAR = 365 * 24 * 3600
PREFERENCES = {
    "lang": ("px_lang", frozenset(dict(settings.LANGUAGES))),
    "theme": ("px_theme", frozenset({"light", "dark"})),
    "size": ("px_size", frozenset({"normal", "large"})),
}


def safe_next(request: EdgeRequest, fallback: str) -> str:
    """Give where to go afterwards: a path of this site, whatever the address asks for."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else fallback


def begin_session(request: EdgeRequest, person: Person, way: str) -> None:
    """Sign a person in under a new session key, remembering by which way; the channel is kept.

    Whatever else the session held belongs to whoever was there before, and goes.
    """
    channel = request.session.get("channel")
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session["way"] = way
    if channel:
        request.session["channel"] = channel


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: EdgeRequest) -> HttpResponse:
    """Sign in by phone and code."""
    return _by_phone(request, "signing_in/phone.html", fallback=reverse("home"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
def verify(request: EdgeRequest) -> HttpResponse:
    """Verify a phone number once, at the vote, and go back to where one came from."""
    campaign = request.campaign
    assert campaign is not None  # set by in_campaign
    fallback = reverse("vote", args=[campaign.slug])
    has_vote = campaign.sheet.has_stage(Stage.INTERACTION)
    is_over = has_vote and request.moment >= campaign.sheet.window(Stage.INTERACTION).closes_at
    return _by_phone(request, "signing_in/verify.html", fallback=fallback, is_over=is_over)


def _by_phone(
    request: EdgeRequest, template: str, *, fallback: str, is_over: bool = False
) -> HttpResponse:
    after = safe_next(request, fallback)
    phone = _pending(request)
    act = request.POST.get("act", "")
    context: dict[str, Any] = {"next": after, "form": PhoneForm(), "is_over": is_over}
    if request.method == "POST" and act == "send":
        return _send(request, template, context)
    if request.method == "POST" and act == "again":
        request.session.pop(PENDING, None)
        return HttpResponseRedirect(f"{request.path}?{urlencode({'next': after})}")
    if phone is None:
        return render(request, template, context)
    context |= {"form": CodeForm(), "sent_to": masked(phone)}
    if request.method == "POST":
        return _enter(request, template, context, phone)
    return render(request, template, context)


def _send(request: EdgeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return render(request, template, {**context, "form": form}, status=422)
    phone = form.cleaned_data["phone"]
    try:
        send_code(phone, now=request.now)
    except TooManyTries as refusal:
        response = render(
            request, template, {**context, "form": form, "refused": sentence(refusal)}, status=429
        )
        response["Retry-After"] = str(refusal.retry_after)
        return response
    request.session[PENDING] = encrypt(phone, context=PENDING_CONTEXT)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'next': context['next']})}")


def _pending(request: EdgeRequest) -> str | None:
    """Give the number that a code is under way to; it lies encrypted in the session."""
    stored = request.session.get(PENDING)
    try:
        return decrypt(stored, context=PENDING_CONTEXT) if stored else None
    except (CannotDecrypt, ValueError):
        return None


def _enter(
    request: EdgeRequest, template: str, context: dict[str, Any], phone: str
) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, template, {**context, "form": form}, status=422)
    try:
        person = enter_code(phone, form.cleaned_data["code"], now=request.now)
    except BadCode as refusal:
        form.add_error("code", sentence(refusal))
        return render(request, template, {**context, "form": form}, status=422)
    begin_session(request, person, "sms")
    return HttpResponseRedirect(context["next"])


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_staff(request: EdgeRequest) -> HttpResponse:
    """Sign in with user name and password: the only way to a post. Source: B3."""
    after = safe_next(request, reverse("desk"))
    form = StaffForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "next": after}
    if request.method != "POST":
        return render(request, "signing_in/staff.html", context)
    if not form.is_valid():
        return render(request, "signing_in/staff.html", context, status=422)
    username = form.cleaned_data["username"]
    address = request.META.get("REMOTE_ADDR", "")
    refuse_after_many(username, address, now=request.now)
    found = authenticate(request, username=username, password=form.cleaned_data["password"])
    if found is None:
        note_failure(username, address, now=request.now)
        form.add_error(None, _("用户名或密码不对"))
        return render(request, "signing_in/staff.html", context, status=422)
    forgive(username, address)
    begin_session(request, found, "password")
    return HttpResponseRedirect(after)


@require_POST
def sign_out(request: EdgeRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(safe_next(request, reverse("home")))


@require_safe
def prefs(request: EdgeRequest) -> HttpResponse:
    """Keep language, theme and size of type in cookies, and go back."""
    response = HttpResponseRedirect(safe_next(request, reverse("home")))
    for name, (cookie, known) in PREFERENCES.items():
        value = request.GET.get(name, "")
        if value in known:
            response.set_cookie(
                cookie,
                value,
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response


urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-in/staff", sign_in_staff, name="sign_in_staff"),
    path("sign-out", sign_out, name="sign_out"),
    path("prefs", prefs, name="prefs"),
    path("c/<slug:slug>/verify", verify, name="verify"),
]
