"""The manager's overview: where the year stands, what keeps the next stage shut, and the people."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.actions import set_deadline
from pingxuan.campaigns.models import Campaign, OfficeDeadline
from pingxuan.domain.vocabulary import STATUS_NAMES, Stage, Status
from pingxuan.jury.actions.seating import seat_juror
from pingxuan.jury.models import Juror
from pingxuan.nominations.models import Nomination
from pingxuan.results import noticing
from pingxuan.voting.actions.publishing import publish_entries
from pingxuan.voting.models import Entry
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.managing import DeadlineForm, JurorForm
from pingxuan.web.gates import gates
from pingxuan.web.phases import phases_of


class StatusRow(NamedTuple):
    """One line of the table of counts: a state, and how many of each category are in it."""

    name: str
    counts: list[int]
    total: int


class Forms(NamedTuple):
    """The two forms of the page; one of them may come back with errors."""

    deadline: DeadlineForm
    juror: JurorForm


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show the overview."""
    person, campaign = who(request)
    require(person, "campaigns.manage", campaign)
    return _page(request, campaign, _forms(request, campaign))


@require_POST
def publish(request: EdgeRequest) -> HttpResponse:
    """Publish all accepted nominations as candidates, at once."""
    person, campaign = who(request)
    entries = publish_entries(campaign, person=person, now=request.now)
    if entries:
        messages.success(request, _("已公布 %(n)s 件候选，都有编号。") % {"n": len(entries)})
    else:
        messages.info(request, _("没有新的候选可以公布。"))
    return _back(campaign, "publish")


@require_POST
def deadline(request: EdgeRequest) -> HttpResponse:
    """Set an office's own deadline, with the reason."""
    person, campaign = who(request)
    require(person, "campaigns.set_deadline", campaign)
    forms = _forms(request, campaign, bound="deadline")
    if not forms.deadline.is_valid():
        return _page(request, campaign, forms, status=422)
    given = forms.deadline.cleaned_data
    set_deadline(
        campaign,
        given["unit"],
        given["ends_at"],
        reason=given["reason"],
        person=person,
        now=request.now,
    )
    messages.success(request, _("已定截止时间：%(unit)s") % {"unit": given["unit"].name})
    return _back(campaign, "deadlines")


@require_POST
def juror(request: EdgeRequest) -> HttpResponse:
    """Seat somebody in the jury of a round."""
    person, campaign = who(request)
    require(person, "jury.seat", campaign)
    forms = _forms(request, campaign, bound="juror")
    if not forms.juror.is_valid():
        return _page(request, campaign, forms, status=422)
    given = forms.juror.cleaned_data
    seat_juror(
        campaign,
        given["username"],
        round_code=given["round"],
        categories=given["categories"],
        unit=given["unit"],
        person=person,
        now=request.now,
    )
    messages.success(request, _("已聘评委：%(name)s") % {"name": given["username"].name})
    return _back(campaign, "jurors")


def _forms(request: EdgeRequest, campaign: Campaign, bound: str = "") -> Forms:
    lang = get_language() or "zh-hans"
    data = request.POST
    return Forms(
        DeadlineForm(data if bound == "deadline" else None, campaign=campaign, prefix="deadline"),
        JurorForm(data if bound == "juror" else None, campaign=campaign, prefix="juror", lang=lang),
    )


def _page(
    request: EdgeRequest, campaign: Campaign, forms: Forms, *, status: int = 200
) -> HttpResponse:
    person, moment = request.person, request.moment
    checks = gates(campaign)
    rows, waiting = _counts(campaign)
    screening = campaign.sheet.has_stage(Stage.SCREENING)
    context = {
        "phases": phases_of(campaign, moment),
        "guessed_years": noticing.guessed_years(campaign, moment),
        "gates": [
            (campaign.sheet.window(stage).title, [one for one in checks if one.stage is stage])
            for stage in dict.fromkeys(gate.stage for gate in checks)
        ],
        "open_gates": sum(1 for gate in checks if not gate.is_met),
        "rows": rows,
        "categories": campaign.sheet.categories,
        "waiting": waiting,
        "entries": Entry.objects.filter(campaign=campaign).count(),
        "publish_until": campaign.sheet.window(Stage.SCREENING).closes_at if screening else None,
        "may_publish": bool(waiting)
        and may(person, "voting.publish", campaign)
        and Stage.SCREENING in campaign.open_stages(request.now),
        "may_seat": may(person, "jury.seat", campaign),
        "may_set": may(person, "campaigns.set_deadline", campaign),
        "versions": campaign.versions.select_related("loaded_by").order_by("-number")[:20],
        "deadlines": OfficeDeadline.objects.filter(campaign=campaign).select_related("unit"),
        "jurors": Juror.objects.filter(campaign=campaign)
        .select_related("person", "unit")
        .order_by("round", "code"),
        "forms": forms,
    }
    return render(request, "managing/overview.html", context, status=status)


def _counts(campaign: Campaign) -> tuple[list[StatusRow], int]:
    """Count by state and category, and what waits to be published, in one query."""
    filed = Nomination.objects.filter(campaign=campaign)
    grouped = filed.order_by().values_list("status", "category").annotate(n=Count("pk"))
    found = {(status, category): n for status, category, n in grouped}
    totals: Counter[str] = Counter()
    for (status, _category), n in found.items():
        totals[status] += n
    rows = [
        StatusRow(
            _(STATUS_NAMES[status]),
            [found.get((status, one.code), 0) for one in campaign.sheet.categories],
            totals[status],
        )
        for status in Status
        if totals[status]
    ]
    return rows, totals[Status.ACCEPTED]


def _back(campaign: Campaign, part: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('manage', args=[campaign.slug])}#{part}")


_AT = "c/<slug:slug>/manage"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="manage"),
    path(f"{_AT}/publish", in_campaign(signed_in(publish)), name="manage_publish"),
    path(f"{_AT}/deadline", in_campaign(signed_in(deadline)), name="manage_deadline"),
    path(f"{_AT}/juror", in_campaign(signed_in(juror)), name="manage_juror"),
]
