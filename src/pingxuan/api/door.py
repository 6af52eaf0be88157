"""The door of the JSON API: its errors are RFC 9457 problems, its answers are plain objects."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol, cast

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, JsonResponse

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import running
from pingxuan.domain.errors import NotAllowed, NotValid, Refusal, TooManyTries


class Asked(Protocol):
    """A request as the edge has made it: the clock read once, the person known."""

    now: datetime
    person: Person | None
    session: SessionBase


class Problem(Exception):
    """An answer that is a problem: status, code, a title, and facts beside them."""

    def __init__(self, status: int, code: str, title: str, **facts: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"type": "about:blank", "status": status, "code": code, "title": title, **facts}


def answer_problem(request: HttpRequest, problem: Any) -> JsonResponse:
    """Write a `Problem` as `application/problem+json`."""
    response = JsonResponse(
        problem.body, status=problem.status, json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Type"] = "application/problem+json"
    response["Cache-Control"] = "no-store"
    return response


def answer_refusal(request: HttpRequest, refusal: Any) -> JsonResponse:
    """Write a `Refusal` as a problem: its name is the code, its facts stand beside it."""
    name = type(refusal).__name__
    code = "".join(f"_{ch.lower()}" if ch.isupper() else ch for ch in name).lstrip("_")
    facts = {key: str(value) for key, value in refusal.facts().items()}
    return answer_problem(request, Problem(_status_of(refusal), code, name, facts=facts))


def _status_of(refusal: Refusal) -> HTTPStatus:
    match refusal:
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case NotValid():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case TooManyTries():
            return HTTPStatus.TOO_MANY_REQUESTS
        case _:
            return HTTPStatus.CONFLICT


def asked(request: HttpRequest) -> Asked:
    """Take the request as the edge has made it."""
    return cast(Asked, request)


def campaign_of(slug: str) -> Campaign:
    """Find the campaign of an address.

    Raises:
        Problem: 404, there is none.
    """
    campaign = running().filter(slug=slug).first()
    if campaign is None:
        raise Problem(404, "unknown_campaign", "没有这个活动")
    return campaign
