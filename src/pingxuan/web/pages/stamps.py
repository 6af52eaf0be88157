"""Pages for seals: the sheet to print and stamp, scans that find their case, the electronic seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.accounts.second_factor import has_second_factor
from pingxuan.domain.errors import BadCode, ContentInvalid, Refusal
from pingxuan.domain.stampmark import Mark
from pingxuan.nominations.actions.looking import look
from pingxuan.nominations.actions.scanning import read_scan
from pingxuan.nominations.actions.sealing import LONGEST_OPINION, endorse
from pingxuan.nominations.actions.stamps import marks_on
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.office import Tray, in_trays
from pingxuan.nominations.queries.places import holder, tier_of
from pingxuan.offices.actions.stamping import keep_seal, seal_of
from pingxuan.web.desks import Desk, desk_of, desk_with
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.errors import sentence
from pingxuan.web.paper import lines
from pingxuan.web.sentences import code_sentence
from pingxuan.web.stamping import proved

MOST_SCANS = 60


@dataclass(frozen=True)
class Matched:
    """What became of one scan: which case it showed; `refused` is the sentence, or empty."""

    name: str
    case: Nomination | None
    refused: str


@require_safe
def sheet(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the page to print and stamp; it carries the version as a QR code, and says so in words.

    It shows the personal fields, as the paper form does; that they were looked at is recorded.
    """
    desk, nomination = desk_with(request, pk)
    revision = nomination.revision
    if revision is None:
        raise Http404
    look(nomination.pk, person=desk.person, now=request.now)
    mark = Mark(nomination.file_number, revision.hash)
    code = segno.make(str(mark), error="m", micro=False)
    context = {
        "nomination": nomination,
        "revision": revision,
        "lines": lines(
            desk.campaign.sheet,
            revision,
            None,
            (),
            lang=get_language() or "zh-hans",
            shows_personal=True,
        ),
        "at": holder(nomination),
        "tier": tier_of(nomination),
        "today": request.moment.date(),
        "code": mark_safe(code.svg_inline(scale=3, border=4)),  # noqa: S308 - made here, of hex
    }
    return render(request, "inbox/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scans(request: EdgeRequest) -> HttpResponse:
    """Take many stamped pages at once; each finds its case by its own mark and is sealed with it."""
    desk = desk_of(request)
    require(desk.person, "offices.keep_seal", desk.seat)
    context: dict[str, Any] = {"desk": desk, "opinion": _("同意推荐。"), "longest": LONGEST_OPINION}
    if request.method != "POST":
        return render(request, "inbox/scans.html", context)
    opinion = str(request.POST.get("opinion", ""))
    files = request.FILES.getlist("scan")
    if not files or len(files) > MOST_SCANS or not opinion.strip():
        context |= {
            "opinion": opinion,
            "problem": _("请选 1 到 %(n)s 个扫描件，并写明意见。") % {"n": MOST_SCANS},
        }
        return render(request, "inbox/scans.html", context, status=422)
    waiting = {
        one.revision.hash: one
        for one in in_trays(desk.campaign, desk.office)
        .filter(tray=Tray.TODO.value)
        .select_related("revision")
        if one.revision
    }
    results = [_matched(request, desk, file, opinion, waiting) for file in files]
    done = sum(1 for one in results if not one.refused)
    context |= {"results": results, "done": done, "opinion": opinion}
    return render(request, "inbox/scans.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: EdgeRequest) -> HttpResponse:
    """Show the office's electronic seal, and take a new one."""
    desk = desk_of(request)
    require(desk.person, "offices.keep_seal", desk.seat)
    context: dict[str, Any] = {
        "desk": desk,
        "picture": seal_of(desk.seat),
        "has_second_factor": has_second_factor(desk.person),
    }
    if request.method != "POST":
        return render(request, "inbox/seal.html", context)
    try:
        upload = request.FILES.get("picture")
        if upload is None:
            raise ContentInvalid({"picture": ["missing"]})
        scan = read_scan(str(upload.name), upload.read())
        proved_at = proved(request, str(request.POST.get("code", "")))
        keep_seal(desk.seat, scan, proved_at=proved_at, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        codes = [code for each in refusal.problems.values() for code in each]
        context["problem"] = " ".join(code_sentence(code) for code in codes)
        return render(request, "inbox/seal.html", context, status=422)
    except BadCode as refusal:
        context["problem"] = _("动态口令不对，还可试 %(left)s 次。") % {"left": refusal.tries_left}
        return render(request, "inbox/seal.html", context, status=422)
    messages.success(request, _("电子印章已存入。"))
    return HttpResponseRedirect(request.get_full_path())


@require_safe
def picture(request: EdgeRequest) -> HttpResponse:
    """Give the picture of the office's electronic seal to its own sealers."""
    desk = desk_of(request)
    require(desk.person, "offices.keep_seal", desk.seat)
    kept = seal_of(desk.seat)
    if kept is None:
        raise Http404
    with kept.file.open("rb") as stored:
        return HttpResponse(stored.read(), content_type=kept.media_type)


def _matched(
    request: EdgeRequest,
    desk: Desk,
    file: UploadedFile[Any],
    opinion: str,
    waiting: Mapping[str, Nomination],
) -> Matched:
    name = str(file.name)[-120:]
    try:
        scan = read_scan(name, file.read())
        marks = marks_on(scan)
        case = next((waiting[one.revision] for one in marks if one.revision in waiting), None)
        if case is None or case.revision is None:
            if not marks:
                return Matched(name, None, _("没有读到版本码，请到那一件的页面里上传。"))
            said = _("版本码是 %(case)s 的，不在待盖章的里面，或那一版已经改过。")
            return Matched(name, None, said % {"case": marks[0].case})
        endorse(
            case.pk,
            revision=case.revision.hash,
            opinion=opinion,
            opinion_on=request.moment.date(),
            person=desk.person,
            now=request.now,
            scan=scan,
        )
    except ContentInvalid as refusal:
        codes = [code for each in refusal.problems.values() for code in each]
        return Matched(name, None, " ".join(code_sentence(code) for code in codes))
    except Refusal as refusal:
        return Matched(name, case, sentence(refusal))
    return Matched(name, case, "")


_AT = "c/<slug:slug>/office"

urlpatterns: list[URLPattern] = [
    path(f"{_AT}/n/<uuid:pk>/sheet", in_campaign(signed_in(sheet)), name="office_sheet"),
    path(f"{_AT}/scans", in_campaign(signed_in(scans)), name="office_scans"),
    path(f"{_AT}/seal", in_campaign(signed_in(seal)), name="office_seal"),
    path(f"{_AT}/seal/picture", in_campaign(signed_in(picture)), name="office_seal_picture"),
]
