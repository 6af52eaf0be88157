"""The demonstration's own page: chairs, the clock, and the text messages that nobody sends.

These addresses are hung only in demo mode (`site/urls.py`), and each asks once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.demo import chairs, progress
from pingxuan.demo.building import SLUG
from pingxuan.demo.playing import PLAYS
from pingxuan.domain.vocabulary import STAGE_NAMES, Stage
from pingxuan.web import samples
from pingxuan.web.edge import EdgeRequest

STAFF_BACKEND = "django.contrib.auth.backends.ModelBackend"


def in_demo(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page exist in demo mode only."""

    @wraps(page)
    def wrapper(request: EdgeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        request.campaign = get_object_or_404(
            Campaign.objects.select_related("version"), slug=SLUG, is_demo=True
        )
        return page(request, *args, **kwargs)

    return wrapper


@require_safe
@in_demo
def hall(request: EdgeRequest) -> HttpResponse:
    """Show the chairs, the stages and the last text messages."""
    campaign = request.campaign
    if campaign is None:
        raise Http404
    open_stages = campaign.open_stages(request.now)
    stages = [
        {
            "code": stage.value,
            "name": STAGE_NAMES[stage],
            "window": campaign.sheet.window(stage),
            "is_open": stage in open_stages,
        }
        for stage in PLAYS
    ]
    context = {
        "chairs": chairs.CHAIRS,
        "stages": stages,
        "texts": _texts(),
        "progress": progress.read(),
    }
    return render(request, "demo/hall.html", context)


@require_safe
@in_demo
def moving(request: EdgeRequest) -> HttpResponse:
    """Show how far a move of the clock is."""
    return render(request, "demo/_progress.html", {"progress": progress.read()})


@require_POST
@in_demo
def sit(request: EdgeRequest, code: str) -> HttpResponse:
    """Sit in a chair: sign in as its invented person and go where its work is."""
    one = chairs.chair(code)
    if one is None or request.campaign is None:
        raise Http404
    logout(request)
    person: Person = chairs.sitter(one, now=request.now)
    login(request, person, backend=STAFF_BACKEND)
    request.session["way"] = "demo" if one.roles else "sms"
    return redirect(reverse(one.lands_on, args=[request.campaign.slug]))


@require_POST
@in_demo
def move(request: EdgeRequest) -> HttpResponse:
    """Move the clock into a stage; what the stages before it leave to do is played on the way."""
    wanted = request.POST.get("stage", "")
    stage = next((stage for stage in PLAYS if stage.value == wanted), None)
    if stage is None or request.campaign is None:
        raise Http404
    progress.start(request.campaign, Stage(stage), now=request.now)
    return redirect("demo")


@require_safe
def components(request: EdgeRequest) -> HttpResponse:
    """Show every component in each of its states, in the theme and size that one has set."""
    shown = samples.context()
    for own in ("request", "lang", "theme", "size", "demo", "now"):
        shown.pop(own, None)
    return render(request, "_components.html", shown)


def _texts() -> list[dict[str, str]]:
    """Give the last text messages that the development adapter wrote down, newest first."""
    try:
        lines = (settings.DATA / "sms.jsonl").read_text("utf-8").splitlines()[-10:]
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in reversed(lines)]


urlpatterns = [
    path("_components", components, name="components"),
    path("_demo/", hall, name="demo"),
    path("_demo/progress", moving, name="demo_progress"),
    path("_demo/move", move, name="demo_move"),
    path("_demo/sit/<slug:code>", sit, name="demo_sit"),
]
