"""A run over many nominations: how far it is, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from pingxuan.offices.actions.running import advance
from pingxuan.offices.models import Run, RunItem
from pingxuan.offices.refusals import revived
from pingxuan.web.desks import Desk, desk_of
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.errors import sentence

SEGMENTS = 20


@dataclass(frozen=True)
class Result:
    """What became of one nomination; `refused` is the sentence, or empty."""

    item: RunItem
    refused: str


@require_safe
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show how far a run is; whoever works at the office may look."""
    desk = desk_of(request)
    return render(request, "inbox/run.html", _context(desk, _run(desk, pk)))


@require_POST
def go_on(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Work off the next few, and give the part of the page that shows them."""
    desk = desk_of(request)
    run = advance(_run(desk, pk), now=request.now)
    if request.htmx:
        return render(request, "inbox/_run.html", _context(desk, run))
    return HttpResponseRedirect(reverse("office_run", args=[desk.campaign.slug, run.pk]))


def _run(desk: Desk, pk: UUID) -> Run:
    offices = [desk.office, *desk.others]
    found = Run.objects.select_related("campaign__version", "unit", "person")
    return get_object_or_404(found, pk=pk, campaign=desk.campaign, unit__in=offices)


def _context(desk: Desk, run: Run) -> dict[str, object]:
    items = list(run.items.select_related("nomination__unit"))
    total = len(items)
    worked = sum(1 for item in items if item.state != RunItem.State.WAITING)
    return {
        "desk": desk,
        "run": run,
        "results": [
            Result(item, sentence(revived(item.refusal)) if item.refusal else "") for item in items
        ],
        "total": total,
        "worked": worked,
        "done": sum(1 for item in items if item.state == RunItem.State.DONE),
        "segments": [place < worked * SEGMENTS // max(total, 1) for place in range(SEGMENTS)],
    }


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/office/runs/<uuid:pk>", in_campaign(signed_in(show)), name="office_run"),
    path(
        "c/<slug:slug>/office/runs/<uuid:pk>/on",
        in_campaign(signed_in(go_on)),
        name="office_run_on",
    ),
]
