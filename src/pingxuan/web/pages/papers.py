"""The desk's papers: result tables, minutes, decision, notice, letter; certificates and archives."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, GateShut, Lack
from pingxuan.domain.vocabulary import Act
from pingxuan.papers.typesetting import CannotTypeset
from pingxuan.results import queries
from pingxuan.results.actions.packaging import ask_package
from pingxuan.results.documents import Kind, docx_of, paper_of, pdf_of
from pingxuan.results.models import Certificate, Package
from pingxuan.voting.models import Entry
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.pages.deciding import here

SHOWN = 20
UNDER_WAY = frozenset({Package.State.WAITING, Package.State.MAKING})
NAMES = {
    Kind.TABLES: gettext_lazy("结果表"),
    Kind.MINUTES: gettext_lazy("评审纪要"),
    Kind.DECISION: gettext_lazy("定案决定"),
    Kind.NOTICE: gettext_lazy("公示"),
    Kind.LETTER: gettext_lazy("入选通知"),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@in_campaign
@signed_in
def papers(request: EdgeRequest) -> HttpResponse:
    """Show what can be printed, issued and packed."""
    return show_papers(request)


def show_papers(
    request: EdgeRequest, refusal: ContentInvalid | None = None, *, about: str = ""
) -> HttpResponse:
    """Show the page, with what keeps one of its forms from being taken.

    Args:
        about: the id of the certificate whose form it is, or `package`.
    """
    person, campaign = here(request)
    require(person, "results.papers", campaign)
    decision = queries.current(campaign)
    announcement = queries.announced(campaign, request.moment)
    found = Certificate.objects.filter(campaign=campaign).select_related("outcome__entry")
    context = {
        "decision": decision,
        "kinds": [
            (kind, NAMES[kind], decision is not None and paper_of(decision, kind)) for kind in Kind
        ],
        "certificates": list(found),
        "may_certify": announcement is not None and may(person, "results.certify", campaign),
        "may_revoke": may(person, "results.revoke_certificate", campaign),
        "may_package": may(person, "results.package", campaign),
        "package_kinds": Package.Kind,
        "problems": refusal.problems if refusal else {},
        "about": about,
        "typed": request.POST,
        **_packages(campaign),
    }
    return render(request, "deciding/papers.html", context, status=422 if refusal else 200)


@require_safe
@in_campaign
@signed_in
def packages(request: EdgeRequest) -> HttpResponse:
    """Show how far the archives are: a fragment that asks again while one is being made."""
    person, campaign = here(request)
    require(person, "results.package", campaign)
    return render(request, "deciding/_packages.html", _packages(campaign))


def _packages(campaign: Campaign) -> dict[str, object]:
    shown = list(Package.objects.filter(campaign=campaign).select_related("entry")[:SHOWN])
    return {"packages": shown, "is_making": any(one.state in UNDER_WAY for one in shown)}


@require_POST
@in_campaign
@signed_in
def ask(request: EdgeRequest) -> HttpResponse:
    """Ask for an archive; the worker makes it."""
    person, campaign = here(request)
    kind = request.POST.get("kind", "")
    if kind not in Package.Kind.values:
        raise Http404
    entry = None
    if kind == Package.Kind.ENTRY:
        wanted = queries.number_in(request.POST.get("entry", ""))
        entry = Entry.objects.filter(campaign=campaign, number=wanted).first()
        if entry is None:
            refusal = ContentInvalid({"entry": ["unknown_entry"]})
            return show_papers(request, refusal, about="package")
    ask_package(
        campaign,
        Package.Kind(kind),
        entry=entry,
        base_url=request.build_absolute_uri("/"),
        person=person,
        now=request.now,
    )
    return redirect("decision_papers", campaign.slug)


@require_safe
@in_campaign
@signed_in
def package(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give an archive that is done."""
    person, campaign = here(request)
    require(person, "results.package", campaign)
    found = get_object_or_404(Package, pk=pk, campaign=campaign, state=Package.State.DONE)
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type="application/zip")
    name = f"{campaign.slug}-{found.entry.number if found.entry else found.kind}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@in_campaign
@signed_in
def paper(request: EdgeRequest, kind: str, ending: str) -> HttpResponse:
    """Give one paper of the decision at hand as Word or PDF.

    Raises:
        GateShut: this machine has no Chinese font, or it lacks a character.
    """
    person, campaign = here(request)
    require(person, "results.papers", campaign)
    decision = queries.current(campaign)
    if kind not in set(Kind) or decision is None:
        raise Http404
    written = paper_of(decision, Kind(kind))
    if written is None:
        raise Http404
    if ending == "docx":
        response = HttpResponse(docx_of(written), content_type=WORD)
    else:
        try:
            content = pdf_of(written, decision)
        except CannotTypeset as fault:
            raise GateShut(Act.CERTIFY, missing=[lack_of(fault)]) from fault
        response = HttpResponse(content, content_type="application/pdf")
    name = f"{Kind(kind).label}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def lack_of(fault: CannotTypeset) -> Lack:
    """Say what keeps a PDF from being set."""
    if fault.reason == "missing_character":
        return Lack("字体里的字 %(chars)s", chars=fault.detail)
    return Lack("中文字体（apt-get install fonts-noto-cjk）")


_BASE = "c/<slug:slug>/decide"
urlpatterns = [
    path(f"{_BASE}/papers", papers, name="decision_papers"),
    path(f"{_BASE}/packages", packages, name="packages"),
    path(f"{_BASE}/packages/ask", ask, name="ask_package"),
    path(f"{_BASE}/packages/<uuid:pk>", package, name="package"),
    *(
        path(
            f"{_BASE}/papers/<slug:kind>.{ending}",
            paper,
            {"ending": ending},
            name=f"paper_{ending}",
        )
        for ending in ("docx", "pdf")
    ),
]
