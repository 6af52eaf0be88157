"""Certificates: checked by everybody, downloaded by who was awarded, issued and revoked at the desk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import ContentInvalid, GateShut
from pingxuan.domain.vocabulary import Act
from pingxuan.papers.typesetting import CannotTypeset
from pingxuan.results import queries
from pingxuan.results.actions.certifying import certify, revoke_certificate
from pingxuan.results.certificates import certificate_pdf
from pingxuan.results.models import Certificate
from pingxuan.results.noticing import pending
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.pace import refuse_too_fast
from pingxuan.web.pages.deciding import decision_of, here
from pingxuan.web.pages.papers import lack_of, show_papers


@require_safe
@in_campaign
def check(request: EdgeRequest, code: str = "") -> HttpResponse:
    """Show exactly what a certificate says, and whether it holds; that is where its QR code leads."""
    wanted = (code or request.GET.get("code", "")).strip().lower()
    if wanted:
        refuse_too_fast("certificate", request.META.get("REMOTE_ADDR", ""), now=request.now)
    known = Certificate.objects.filter(campaign=request.campaign, code=wanted)
    found = known.select_related("campaign").first()
    context = {
        "certificate": found,
        "wanted": wanted,
        "revoked_at": found and found.revoked_at and found.campaign.at(found.revoked_at),
    }
    status = 404 if wanted and found is None else 200
    return render(request, "results/certificate.html", context, status=status)


@require_safe
@in_campaign
@signed_in
def mine(request: EdgeRequest) -> HttpResponse:
    """Show what became of one's own entries: by phone and code, or by whose account filed them."""
    person, campaign = who(request)
    announcement = queries.announced(campaign, request.moment)
    if announcement is None:
        return redirect("results", campaign.slug)
    decision = announcement.decision
    outcomes = list(queries.outcomes_of(decision, person))
    valid = Certificate.objects.filter(outcome__in=outcomes, revoked_at=None)
    by_outcome = {one.outcome_id: one for one in valid}
    context = {
        "rows": [(one, by_outcome.get(one.pk)) for one in outcomes],
        "pending": pending(decision, request.moment),
    }
    return render(request, "results/mine.html", context)


@require_safe
@in_campaign
@signed_in
def pdf(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give a certificate as PDF to who was awarded, and to the desk; 404 for others."""
    person, campaign = who(request)
    known = Certificate.objects.filter(campaign=campaign).select_related(
        "campaign", "outcome__decision"
    )
    certificate = get_object_or_404(known, pk=pk)
    own = queries.outcomes_of(certificate.outcome.decision, person)
    is_own = own.filter(pk=certificate.outcome_id).exists()
    if not may(person, "results.papers", campaign) and not is_own:
        raise Http404
    return as_pdf(
        lambda: certificate_pdf(certificate, request.build_absolute_uri("/")),
        f"{certificate.serial}.pdf",
    )


def as_pdf(make: Callable[[], bytes], name: str) -> HttpResponse:
    """Answer with a PDF that `make` sets.

    Raises:
        GateShut: this machine has no Chinese font, or it lacks a character.
    """
    try:
        content = make()
    except CannotTypeset as fault:
        raise GateShut(Act.CERTIFY, missing=[lack_of(fault)]) from fault
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@in_campaign
@signed_in
def issue(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Issue a certificate to every winner that has none."""
    person, campaign = here(request)
    made = certify(decision_of(campaign, pk).pk, person=person, now=request.now)
    said = ngettext("颁发了 %(n)s 张证书。", "颁发了 %(n)s 张证书。", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect("decision_papers", campaign.slug)


@require_POST
@in_campaign
@signed_in
def revoke(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Revoke one certificate, with the reason that the check page shows."""
    person, campaign = here(request)
    certificate = get_object_or_404(Certificate, pk=pk, campaign=campaign)
    reason = request.POST.get("reason", "")
    try:
        revoke_certificate(certificate.pk, reason=reason, person=person, now=request.now)
    except ContentInvalid as refusal:
        return show_papers(request, refusal, about=str(pk))
    messages.success(request, gettext("证书已撤销，核对页上会写明。"))
    return redirect("decision_papers", campaign.slug)


_BASE = "c/<slug:slug>"
urlpatterns = [
    path(f"{_BASE}/certificates", check, name="certificate_check"),
    path(f"{_BASE}/certificates/<slug:code>", check, name="certificate"),
    path(f"{_BASE}/results/mine", mine, name="my_results"),
    path(f"{_BASE}/results/certificates/<uuid:pk>", pdf, name="certificate_pdf"),
    path(f"{_BASE}/decide/<uuid:pk>/certificates", issue, name="certify"),
    path(f"{_BASE}/decide/certificates/<uuid:pk>/revoke", revoke, name="revoke_certificate"),
]
