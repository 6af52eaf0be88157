"""Judging offline: the pack goes out, the workbook comes back, paper is typed in by two. Source: G4."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.jury import queries
from pingxuan.jury.actions import sheets
from pingxuan.jury.models import Assignment, Juror, ScoreSheet
from pingxuan.papers.limits import DEFAULT_LIMITS
from pingxuan.papers.model import Unreadable
from pingxuan.papers.scoresheet import read_score_sheet
from pingxuan.papers.typesetting import CannotTypeset
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.jury_pack import columns_of, dossier_pdf, score_sheet, words_of
from pingxuan.web.pages.jury import Seat, open_seat
from pingxuan.web.sentences import code_sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _round_name(campaign: Campaign, juror: Juror) -> str:
    return str(queries.round_of(campaign, juror.round).name)


@require_safe
@in_campaign
@signed_in
def pack(request: EdgeRequest) -> HttpResponse:
    """Show what can be taken along, and where the sheet comes back."""
    return _pack_page(request, open_seat(request))


def _pack_page(request: EdgeRequest, seat: Seat, *, said: str = "") -> HttpResponse:
    context = {
        "juror": seat.juror,
        "said": said,
        "sheets": ScoreSheet.objects.filter(
            juror=seat.juror, source=ScoreSheet.Source.WORKBOOK
        ).order_by("-made_at")[:10],
    }
    return render(request, "jury/pack.html", context, status=422 if said else 200)


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@in_campaign
@signed_in
def dossier(request: EdgeRequest) -> HttpResponse:
    """Give the juror's dossier as PDF; its name names nobody."""
    seat = open_seat(request)
    desk = list(queries.desk(seat.juror))
    try:
        data = dossier_pdf(
            seat.campaign,
            seat.juror,
            _round_name(seat.campaign, seat.juror),
            desk,
            made_at=request.moment,
        )
    except CannotTypeset:
        return _pack_page(
            request, seat, said=_("这台服务器上没有中文字体，做不出 PDF。请告诉活动管理员。")
        )
    return _file(data, "application/pdf", f"dossier-{seat.juror.round}-{seat.juror.code}.pdf")


@require_safe
@in_campaign
@signed_in
def workbook(request: EdgeRequest) -> HttpResponse:
    """Give the juror's score sheet as workbook."""
    seat = open_seat(request)
    name = _round_name(seat.campaign, seat.juror)
    data = score_sheet(seat.campaign, seat.juror, name, list(queries.desk(seat.juror)))
    return _file(data, XLSX, f"scores-{seat.juror.round}-{seat.juror.code}.xlsx")


@require_POST
@in_campaign
@signed_in
def upload(request: EdgeRequest) -> HttpResponse:
    """Read a workbook back, and show what it says before anything is taken over."""
    seat = open_seat(request)
    file = request.FILES.get("sheet")
    if file is None:
        return _pack_page(request, seat, said=_("请选一个文件。"))
    if (file.size or 0) > DEFAULT_LIMITS.packed:
        return _pack_page(request, seat, said=code_sentence("too_large"))
    data = file.read()
    words = words_of(seat.campaign, seat.juror, "")
    try:
        lines = read_score_sheet(data, columns_of(seat.campaign), words)
    except Unreadable as fault:
        said = (
            _("这不是打分表：找不到“编号”和各项的标题。请用这里下载的表。")
            if fault.code == "not_a_score_sheet"
            else code_sentence(fault.code)
        )
        return _pack_page(request, seat, said=said)
    rows = {line.number: {"marks": line.marks, "comment": line.comment} for line in lines}
    sheet = sheets.take_workbook(
        seat.juror.pk,
        rows,
        file_hash=sha256(data).hexdigest(),
        person=seat.person,
        now=request.now,
    )
    return redirect("jury_sheet", seat.campaign.slug, sheet.pk)


def _state(
    one: Assignment | None, row: dict[str, Any], cells: list[tuple[str, str]], *, is_bad: bool
) -> str:
    """Say what becomes of a line."""
    states = {Assignment.State.LOCKED: "locked", Assignment.State.RECUSED: "recused"}
    if one is None:
        return "unknown"
    if one.state in states:
        return states[Assignment.State(one.state)]
    if is_bad:
        return "bad"
    if not any(new for new, _old in cells) and not row["comment"]:
        return "empty"
    return "good" if all(new for new, _old in cells) else "partial"


def _compared(sheet: ScoreSheet) -> list[dict[str, Any]]:
    """Hold each line of a sheet against what is here: what is new, what differs, what is left out."""
    juror = sheet.juror
    here = {one.entry.number: one for one in queries.desk(juror)}
    bad = sheets.problems_of(juror, sheet.rows)
    codes = [one.code for one in juror.campaign.sheet.jury.criteria]
    compared = []
    for number, row in sorted(sheet.rows.items()):
        one = here.get(number)
        given = {m.criterion: f"{m.mark.normalize():f}" for m in one.marks.all()} if one else {}
        cells = [(row["marks"].get(code, ""), given.get(code, "")) for code in codes]
        compared.append(
            {
                "number": number,
                "title": one.entry.title if one else "",
                "cells": cells,
                "comment": row["comment"],
                "state": _state(one, row, cells, is_bad=number in bad),
                "differs": any(old and new and old != new for new, old in cells),
            }
        )
    missing = [
        number
        for number, one in here.items()
        if number not in sheet.rows and one.state == Assignment.State.OPEN
    ]
    compared += [
        {"number": n, "title": here[n].entry.title, "cells": [], "comment": "", "state": "missing"}
        for n in sorted(missing)
    ]
    return compared


def _sheet_page(request: EdgeRequest, sheet: ScoreSheet, *, said: str = "") -> HttpResponse:
    rows = _compared(sheet)
    context = {
        "scoresheet": sheet,
        "rows": rows,
        "criteria": sheet.juror.campaign.sheet.jury.criteria,
        "usable": sum(row["state"] in ("good", "partial") for row in rows),
        "is_waiting": sheet.state == ScoreSheet.State.WAITING,
        "is_paper": sheet.source == ScoreSheet.Source.PAPER,
        "is_mine": request.person is not None and sheet.made_by_id == request.person.pk,
        "said": said,
    }
    return render(request, "jury/sheet.html", context, status=422 if said else 200)


def _own_sheet(seat: Seat, pk: UUID) -> ScoreSheet:
    own = ScoreSheet.objects.filter(juror=seat.juror, source=ScoreSheet.Source.WORKBOOK)
    return get_object_or_404(own.select_related("juror__campaign__version"), pk=pk)


@never_cache
@require_safe
@in_campaign
@signed_in
def sheet(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show a juror the own workbook against what is here."""
    return _sheet_page(request, _own_sheet(open_seat(request), pk))


@require_POST
@in_campaign
@signed_in
def apply(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take the own workbook over as drafts."""
    seat = open_seat(request)
    found = _own_sheet(seat, pk)
    taken = sheets.apply_workbook(found.pk, person=seat.person, now=request.now)
    messages.success(request, _("已录入 %(n)s 件，还没有锁定。") % {"n": len(taken)})
    return redirect("jury", seat.campaign.slug)


@never_cache
@require_safe
@in_campaign
@signed_in
def papers(request: EdgeRequest) -> HttpResponse:
    """Show the clerks whose paper can be typed in, and what waits for the second."""
    person, campaign = who(request)
    require(person, "jury.type", campaign)
    context = {
        "jurors": Juror.objects.filter(campaign=campaign, left_at=None)
        .exclude(person=person)
        .select_related("person")
        .order_by("round", "code"),
        "sheets": ScoreSheet.objects.filter(
            juror__campaign=campaign, source=ScoreSheet.Source.PAPER
        )
        .exclude(juror__person=person)
        .select_related("juror", "made_by", "decided_by")
        .order_by("-made_at"),
    }
    return render(request, "jury/papers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_campaign
@signed_in
def type_in(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Type a juror's paper in; what was typed comes back when something is wrong."""
    person, campaign = who(request)
    require(person, "jury.type", campaign)
    juror = get_object_or_404(
        Juror.objects.exclude(person=person).select_related("person", "campaign__version"),
        pk=pk,
        campaign=campaign,
        left_at=None,
    )
    criteria = campaign.sheet.jury.criteria
    waiting = [one for one in queries.desk(juror) if one.state == Assignment.State.OPEN]
    waiting.sort(key=lambda one: one.entry.number)
    typed: dict[str, dict[str, Any]] = {
        one.entry.number: {
            "marks": {
                c.code: request.POST.get(f"{one.entry.number}.{c.code}", "").strip()
                for c in criteria
            },
            "comment": request.POST.get(f"{one.entry.number}.comment", "").strip(),
        }
        for one in waiting
    }
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        rows = {n: row for n, row in typed.items() if any(row["marks"].values()) or row["comment"]}
        try:
            made = sheets.type_paper(
                juror.pk,
                rows,
                has_paper_pledge=bool(request.POST.get("pledge")),
                person=person,
                now=request.now,
            )
        except ContentInvalid as refusal:
            problems = {key: list(codes) for key, codes in refusal.problems.items()}
        else:
            messages.success(request, _("已录入，等另一位工作人员核对。"))
            return redirect("jury_paper", campaign.slug, made.pk)
    context = {
        "juror": juror,
        "criteria": criteria,
        "has_pledged": queries.has_pledged(juror),
        "rows": [
            {
                "number": one.entry.number,
                "title": one.entry.title,
                "cells": [
                    (c.code, c.name, typed[one.entry.number]["marks"][c.code]) for c in criteria
                ],
                "comment": typed[one.entry.number]["comment"],
                "is_bad": one.entry.number in problems,
            }
            for one in waiting
        ],
        "problems": problems,
        "jury": campaign.sheet.jury,
    }
    return render(request, "jury/type.html", context, status=422 if problems else 200)


def _paper(request: EdgeRequest, pk: UUID) -> tuple[Campaign, ScoreSheet]:
    person, campaign = who(request)
    require(person, "jury.type", campaign)
    found = ScoreSheet.objects.filter(
        juror__campaign=campaign, source=ScoreSheet.Source.PAPER
    ).exclude(juror__person=person)
    return campaign, get_object_or_404(found.select_related("juror__campaign__version"), pk=pk)


@never_cache
@require_safe
@in_campaign
@signed_in
def paper(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show a clerk what the other typed, to be held against the paper."""
    return _sheet_page(request, _paper(request, pk)[1])


@require_POST
@in_campaign
@signed_in
def decide_paper(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Confirm what the other clerk typed, or send it back."""
    person, campaign = who(request)
    _campaign, found = _paper(request, pk)
    if request.POST.get("decision") != "confirm":
        try:
            sheets.refuse_paper(
                found.pk, remark=request.POST.get("remark", ""), person=person, now=request.now
            )
        except ContentInvalid:
            return _sheet_page(request, found, said=_("请写明哪里不对。"))
        messages.success(request, _("已退回，请重新录入。"))
        return redirect("jury_papers", campaign.slug)
    locked = sheets.confirm_paper(found.pk, person=person, now=request.now)
    messages.success(request, _("已确认并锁定 %(n)s 件。") % {"n": len(locked)})
    return redirect("jury_papers", campaign.slug)


_BASE = "c/<slug:slug>/jury"
urlpatterns = [
    path(f"{_BASE}/pack", pack, name="jury_pack"),
    path(f"{_BASE}/pack/dossier.pdf", dossier, name="jury_dossier"),
    path(f"{_BASE}/pack/scores.xlsx", workbook, name="jury_workbook"),
    path(f"{_BASE}/pack/upload", upload, name="jury_upload"),
    path(f"{_BASE}/pack/<uuid:pk>", sheet, name="jury_sheet"),
    path(f"{_BASE}/pack/<uuid:pk>/apply", apply, name="jury_apply"),
    path(f"{_BASE}/papers", papers, name="jury_papers"),
    path(f"{_BASE}/papers/type/<uuid:pk>", type_in, name="jury_type"),
    path(f"{_BASE}/papers/<uuid:pk>", paper, name="jury_paper"),
    path(f"{_BASE}/papers/<uuid:pk>/decide", decide_paper, name="jury_paper_decide"),
]
