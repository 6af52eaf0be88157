"""The decision desk: compute, propose, confirm by a second person, notice, announce."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import read_marks
from pingxuan.domain.vocabulary import Stage
from pingxuan.results import noticing, queries
from pingxuan.results.actions import deciding, publishing
from pingxuan.results.actions.objecting import ALONE
from pingxuan.results.models import Announcement, Decision, Matter, Objection, Removal
from pingxuan.web.decision_desk import bands_of, exceeded_goals, table_of
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in

FILES = {
    "rules.toml": ("rules_toml", "application/toml"),
    "marks.csv": ("marks_csv", "text/csv"),
    "votes.csv": ("votes_csv", "text/csv"),
    "results.csv": ("result_csv", "text/csv"),
}


def files_of(decision: Decision) -> list[str]:
    """Name the files that a decision has: without a public vote there is no votes.csv."""
    return [name for name, (attribute, _) in FILES.items() if getattr(decision, attribute)]


def attached(decision: Decision, name: str) -> HttpResponse:
    """Give one file of a decision to be saved; 404 for others."""
    if name not in files_of(decision):
        raise Http404
    attribute, kind = FILES[name]
    response = HttpResponse(getattr(decision, attribute), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def here(request: EdgeRequest) -> tuple[Person, Campaign]:
    """Give person and campaign of a page of the desk.

    Raises:
        NotYourAct: the person has no business at the desk.
    """
    person, campaign = who(request)
    require(person, "results.see", campaign)
    return person, campaign


def decision_of(campaign: Campaign, pk: UUID) -> Decision:
    """Find a decision of the campaign, or 404."""
    return get_object_or_404(Decision, pk=pk, campaign=campaign)


@require_safe
@in_campaign
@signed_in
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the result at hand: per category the ranking, the cut line and what decided."""
    return show_desk(request)


def show_desk(
    request: EdgeRequest, refusal: ContentInvalid | None = None, *, about: str = ""
) -> HttpResponse:
    """Show the desk, with what keeps one of its forms from being taken and what was typed there.

    Args:
        about: which form: the id of an objection, or `tie`.
    """
    person, campaign = here(request)
    decision = queries.current(campaign)
    sheet = campaign.sheet
    asked = request.GET.get("cat", "") or request.POST.get("category", "")
    known = {category.code: category for category in sheet.categories}
    context: dict[str, object] = {
        "decision": decision,
        "chosen": known.get(asked, sheet.categories[0]),
        "may_propose": may(person, "results.propose", campaign)
        and (decision is None or decision.confirmed_at is None),
        "window": sheet.window(Stage.RESULTS),
        "guessed_years": noticing.guessed_years(campaign, request.moment),
        "problems": refusal.problems if refusal else {},
        "about": about,
        "typed": request.POST,
    }
    if decision is not None:
        context |= _decided(person, campaign, decision, now=request.now, about=about)
        chosen = known.get(asked, sheet.categories[0])
        context["table"] = table = table_of(campaign, decision, chosen, bands_of(decision))
        context["exceeded"] = exceeded_goals(campaign, chosen, table)
        context["waiting_ruling"] = decision.tie_rulings.filter(
            category=chosen.code, confirmed_at=None, refused_at=None
        ).first()
        context["places"] = [
            (row, request.POST.get(f"place-{row.entry.number}", "")) for row in table.tied
        ]
    return render(request, "deciding/desk.html", context, status=422 if refusal else 200)


def _decided(
    person: Person, campaign: Campaign, decision: Decision, *, now: datetime, about: str
) -> dict[str, object]:
    notice = noticing.of_list(decision)
    has_ties = publishing.has_open_ties(decision)
    is_confirmed = decision.confirmed_at is not None
    announcement = Announcement.objects.filter(decision=decision).first()
    publishes = may(person, "results.announce", campaign) and is_confirmed
    has_notice = campaign.sheet.has_stage(Stage.NOTICE)
    return {
        "tied_count": decision.outcomes.filter(status=Standing.TIED_AT_CUT).count()
        if has_ties
        else 0,
        "rulings": list(decision.tie_rulings.select_related("proposed_by", "confirmed_by")),
        "signed": signed_at(campaign, decision),
        "seen": deciding.fingerprint_of(decision),
        "files": files_of(decision),
        "jurors": _jurors_in(decision),
        "notice": notice,
        "announcement": announcement,
        "objections": _objections(decision, about) if notice else [],
        "promotions": queries.promotions_shown(decision, campaign.at(now)),
        "is_held": announcement is not None and queries.is_held(decision),
        "may_confirm": may(person, "results.confirm", campaign)
        and not is_confirmed
        and person.pk != decision.proposed_by_id,
        "may_open_notice": publishes and has_notice and notice is None and not has_ties,
        "may_announce": publishes
        and announcement is None
        and not has_ties
        and (notice or not has_notice),
        "may_rule": may(person, "results.rule_on_objection", campaign),
        "may_propose_removal": may(person, "results.propose_removal", campaign),
        "may_propose_tie": may(person, "results.propose_tie", campaign) and is_confirmed,
        "states": [state for state in Objection.State if state in ALONE],
    }


def signed_at(campaign: Campaign, matter: Decision | Matter) -> dict[str, datetime | None]:
    """Give when each of two people signed, in campaign time, as all moments on pages are."""
    moments = {
        "proposed": matter.proposed_at,
        "confirmed": matter.confirmed_at,
        "refused": getattr(matter, "refused_at", None),
    }
    return {name: moment and campaign.at(moment) for name, moment in moments.items()}


def _objections(decision: Decision, about: str) -> list[dict[str, object]]:
    """Give the objections, each with the removal that was proposed last, if one was."""
    made = Objection.objects.filter(notice__decision=decision).select_related("entry")
    found = made.prefetch_related("removals", "files")
    return [
        {
            "objection": one,
            "removal": max(one.removals.all(), key=_age, default=None),
            "is_about": about == str(one.pk),
        }
        for one in found.order_by("made_at")
    ]


def _age(removal: Removal) -> datetime:
    return removal.proposed_at


def _jurors_in(decision: Decision) -> dict[str, int]:
    """Count the jurors whose marks count, and the recusals, from the decision's own file."""
    rows, _ = read_marks(decision.marks_csv.encode())
    return {
        "marking": len({row.judge for row in rows if row.mark is not None}),
        "recused": sum(row.mark is None for row in rows),
    }


@require_POST
@in_campaign
@signed_in
def propose(request: EdgeRequest) -> HttpResponse:
    """Compute the result and put it up for the second person."""
    person, campaign = here(request)
    deciding.propose(campaign, person=person, now=request.now)
    messages.success(request, gettext("已算出结果，等待第二人确认。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def confirm(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Confirm what was read, as the second person."""
    person, campaign = here(request)
    decision = decision_of(campaign, pk)
    seen = request.POST.get("seen", "")
    deciding.confirm(decision.pk, seen=seen, person=person, now=request.now)
    messages.success(request, gettext("已定案，所用的全部材料按哈希冻结。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def open_notice(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put the list up for public notice."""
    person, campaign = here(request)
    publishing.open_notice(decision_of(campaign, pk).pk, person=person, now=request.now)
    messages.success(request, gettext("公示已发布。"))
    return redirect("decide", campaign.slug)


@require_POST
@in_campaign
@signed_in
def announce(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Announce the results."""
    person, campaign = here(request)
    try:
        made = publishing.announce(
            decision_of(campaign, pk).pk,
            person=person,
            now=request.now,
            at=_minute(request.POST.get("at", ""), campaign),
        )
    except ContentInvalid as refusal:
        return show_desk(request, refusal, about="announce")
    if made.announced_at > campaign.at(request.now):
        messages.success(request, gettext("已排定，到时自动公布。"))
    else:
        messages.success(request, gettext("结果已公布。"))
    return redirect("decide", campaign.slug)


def _minute(text: str, campaign: Campaign) -> datetime | None:
    """Read the minute of the announcement as the page's field gives it; nothing means now."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=campaign.sheet.tz)
    except ValueError:
        raise ContentInvalid({"at": ["bad_moment"]}) from None


@require_safe
@in_campaign
@signed_in
def file(request: EdgeRequest, pk: UUID, name: str) -> HttpResponse:
    """Give one of the files from which anybody can compute the same result."""
    _, campaign = here(request)
    return attached(decision_of(campaign, pk), name)


_BASE = "c/<slug:slug>/decide"
urlpatterns = [
    path(_BASE, desk, name="decide"),
    path(f"{_BASE}/propose", propose, name="propose"),
    path(f"{_BASE}/<uuid:pk>/confirm", confirm, name="confirm"),
    path(f"{_BASE}/<uuid:pk>/notice", open_notice, name="open_notice"),
    path(f"{_BASE}/<uuid:pk>/announce", announce, name="announce"),
    path(f"{_BASE}/<uuid:pk>/<str:name>", file, name="decision_file"),
]
