"""The edge: clock, person and language come in here; answers go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from pingxuan.accounts.models import Person
from pingxuan.campaigns.queries import present
from pingxuan.domain.errors import Refusal
from pingxuan.web import errors
from pingxuan.web.facing import face_of, pages_of
from pingxuan.web.frames import navigation, rail
from pingxuan.web.request import EdgeRequest

__all__ = ["EdgeMiddleware", "EdgeRequest", "answer", "in_campaign", "page_context", "signed_in"]

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
LANGUAGES = dict(settings.LANGUAGES)
STAFF_WAYS = frozenset({"password", "demo"})


class EdgeMiddleware:
    """Read the clock and the person once, choose the language, and turn refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let one request through."""
        edge = cast(EdgeRequest, request)
        edge.__class__ = _edge_class(type(request))
        edge.now = datetime.now(UTC)
        edge.campaign = None
        edge.person = _person(request, edge.now)
        chosen = request.COOKIES.get("px_lang", "")
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(settings.TIME_ZONE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if edge.person is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its page or fragment; leave everything else alone."""
        if isinstance(exception, Refusal):
            return errors.answer_refusal(cast(EdgeRequest, request), exception)
        return None


_classes: dict[type, type] = {}


def _edge_class(base: type) -> type:
    """Give the request's class the properties of EdgeRequest, whatever handler made it."""
    if base not in _classes:
        _classes[base] = type("EdgeRequest", (base,), {"moment": EdgeRequest.moment})
    return _classes[base]


def _person(request: HttpRequest, now: datetime) -> Person | None:
    user = request.user
    if not user.is_authenticated:
        return None
    person = user
    way = request.session.get("way", "sms")
    person.may_use_posts = way in STAFF_WAYS
    person.may_only_vote = way == "hand_over"
    person.acting_at = now
    return person


def in_campaign(
    page: Callable[Concatenate[EdgeRequest, P], R],
) -> Callable[..., R]:
    """Find the campaign of `/c/<slug>/…` for a page, or 404; the page sees `request.campaign`."""

    @wraps(page)
    def wrapper(request: EdgeRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> R:
        campaign = present(slug)
        if campaign is None:
            raise Http404
        request.campaign = campaign
        with timezone.override(campaign.sheet.tz):
            return page(request, *args, **kwargs)

    return wrapper


def signed_in(page: Callable[..., R]) -> Callable[..., R | HttpResponse]:
    """Send whoever is not signed in to the sign-in page and back; a hand-over only votes: 403."""

    @wraps(page)
    def wrapper(request: EdgeRequest, *args: Any, **kwargs: Any) -> R | HttpResponse:
        if request.person is None:
            return redirect_to_login(request.get_full_path())
        return page(request, *args, **kwargs)

    return wrapper


def answer(
    request: EdgeRequest, fragment: str, *, page: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Give htmx the fragment, and everyone else a redirect to the address `page`."""
    if request.htmx:
        return render(request, fragment, context, status=status)
    return HttpResponseRedirect(page)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use, without a query of its own beyond the person's posts."""
    edge = cast(EdgeRequest, request)
    if not hasattr(edge, "now"):
        return {}
    return {
        "campaign": edge.campaign,
        "sheet": edge.campaign.sheet if edge.campaign else None,
        "person": edge.person,
        "now": edge.moment,
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
        "theme": "dark" if request.COOKIES.get("px_theme") == "dark" else "light",
        "size": "large" if request.COOKIES.get("px_size") == "large" else "",
        "demo": settings.DEMO,
        "face": face_of(edge.campaign),
        "foot_pages": pages_of(edge.campaign) if edge.campaign else [],
        "here": quote(request.get_full_path(), safe=""),
        "nav": navigation(edge),
        "rail": rail(edge),
    }
