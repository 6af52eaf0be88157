"""Pages of what was handed in: reading it, correcting it, taking it back, and its Word form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.permissions import may, require
from pingxuan.domain.errors import ContentInvalid, WrongNominator
from pingxuan.domain.transitions import possible
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.nominations.actions.filing import amend as amend_act
from pingxuan.nominations.actions.filing import withdraw as withdraw_act
from pingxuan.nominations.actions.merging import replace as replace_act
from pingxuan.nominations.content.halves import drafted, filed
from pingxuan.nominations.content.paper import is_printable, paper_content
from pingxuan.nominations.models import Attachment, Nomination, Remark, Revision
from pingxuan.nominations.queries.attached import beside, of_revision
from pingxuan.nominations.queries.history import history
from pingxuan.nominations.queries.late import open_question, stages_for
from pingxuan.nominations.queries.own import mine, next_draft
from pingxuan.nominations.queries.places import holder, way_ahead
from pingxuan.papers.printing import form_pdf
from pingxuan.papers.typesetting import CannotTypeset
from pingxuan.papers.writing import write_form
from pingxuan.web.desks import who
from pingxuan.web.downloads import no_pdf
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.errors import sentence
from pingxuan.web.forms.inbox import MergeForm
from pingxuan.web.forms.nominations import CONFIRMS, typed_values
from pingxuan.web.pages.attached import take_files
from pingxuan.web.paper import Line, lines, trail
from pingxuan.web.sentences import code_sentence
from pingxuan.web.writing import hand_in_until, written

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNTOLD = frozenset({Status.SELECTED, Status.RESERVE, Status.NOT_SELECTED})
WITH_A_HOLDER = frozenset({Status.AT_UNIT, Status.AT_OFFICE})
_WRITERS = (Role.NOMINEE, Role.UNIT_FILLER)


def page(
    request: EdgeRequest,
    nomination: Nomination,
    *,
    replacing: MergeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the text, its version, its seals, and what happened to it."""
    shows_personal = may(request.person, "nominations.edit", nomination)
    revision = nomination.revision
    remarks = _remarks(nomination)
    told = told_status(nomination, request.moment)
    seals = list(
        nomination.endorsements.select_related("unit", "revision").order_by("sealed_at", "pk")
    )
    steps = trail(nomination, seals, knows_decision=False) if revision else []
    return render(
        request,
        "nominations/filed.html",
        {
            "nomination": nomination,
            "revision": revision,
            "rows": _rows(nomination, revision or _as_text(nomination), remarks, shows_personal),
            "is_masked": not shows_personal,
            "general": [remark for remark in remarks if not remark.field],
            "told": told.value,
            "at": holder(nomination),
            "goes_to": _goes_to(nomination, told),
            "steps": steps,
            "events": history(nomination),
            "files": _files(nomination, is_writer=shows_personal),
            "acts": {act.value: True for act in _acts(request, nomination)},
            "until": hand_in_until(nomination, request.moment),
            "printable": shows_personal and is_printable(nomination.campaign.sheet),
            "is_writer": shows_personal,
            "next_draft": _next_draft(request, nomination),
            "replacing": replacing or MergeForm(),
            **_late(request, nomination),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Correct what was handed in; the page says first that the seals will be void."""
    person, campaign = who(request)
    nomination = get_object_or_404(mine(person, campaign), pk=pk)
    require(person, "nominations.amend", nomination)
    if nomination.revision is None:
        raise Http404
    back = reverse("nomination", args=[campaign.slug, pk])
    if request.method != "POST":
        if Act.AMEND not in _acts(request, nomination):
            return HttpResponseRedirect(back)
        return _amend_page(request, nomination, filed(nomination.revision))
    taken = take_files(request, nomination)
    values = typed_values(campaign.sheet, taken.posted)
    if taken.errors or taken.is_only_files:
        return _amend_page(
            request,
            nomination,
            values,
            file_errors=taken.errors,
            status=422 if taken.errors else 200,
        )
    seen = str(request.POST.get("seen", ""))
    try:
        amend_act(
            nomination.pk,
            values,
            seen=seen,
            person=person,
            now=request.now,
            confirmed=request.POST.getlist(CONFIRMS),
        )
    except (ContentInvalid, WrongNominator) as refusal:
        return _amend_page(request, nomination, values, refusal=sentence(refusal), status=422)
    messages.success(request, _("已更正，形成新的版本。原来的盖章已作废，请单位重新盖章。"))
    return HttpResponseRedirect(back)


@require_POST
def withdraw(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take a nomination back."""
    person, campaign = who(request)
    nomination = get_object_or_404(mine(person, campaign), pk=pk)
    withdraw_act(nomination.pk, person=person, now=request.now)
    messages.success(request, _("已撤回：%(title)s") % {"title": nomination.title or _("未命名")})
    return HttpResponseRedirect(reverse("my_nominations", args=[campaign.slug]))


@require_POST
def replace(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put another nomination of one's own in the place of this one."""
    person, campaign = who(request)
    nomination = get_object_or_404(mine(person, campaign), pk=pk)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return page(request, nomination, replacing=form, status=422)
    try:
        replaced = replace_act(pk, **form.cleaned_data, person=person, now=request.now)
    except ContentInvalid as refusal:
        for field, codes in refusal.problems.items():
            form.add_error(field, [code_sentence(code) for code in codes])
        return page(request, nomination, replacing=form, status=422)
    messages.success(request, _("已换成另一件：%(title)s") % {"title": str(replaced.merged_into)})
    return HttpResponseRedirect(reverse("nomination", args=[campaign.slug, pk]))


@require_safe
def paper(request: EdgeRequest, pk: UUID, kind: str = "docx") -> HttpResponse:
    """Give the form as Word or PDF, filled in with what was handed in, else with the draft."""
    person, campaign = who(request)
    nomination = get_object_or_404(mine(person, campaign), pk=pk)
    revision = nomination.revision
    is_draft = revision is None or nomination.status in (Status.DRAFT, Status.RETURNED)
    if revision is None or is_draft:
        content = paper_content(drafted(nomination))
    else:
        seals = revision.endorsements.filter(voided_at=None).order_by("sealed_at", "pk")
        if nomination.is_provisional:
            seals = seals.exclude(unit=nomination.office)
        content = paper_content(filed(revision), seals)
    name = nomination.file_number or _("草稿")
    return _printed(request, content, f"{name}-{nomination.title[:30] or _('推荐表')}", kind)


@require_safe
def blank(request: EdgeRequest, kind: str = "docx") -> HttpResponse:
    """Give the office's blank form as Word or PDF."""
    return _printed(request, None, _("推荐表（空白）"), kind)


def told_status(nomination: Nomination, moment: datetime) -> Status:
    """Give the state that a writer is told: the decision only once the public notice has begun."""
    status, sheet = nomination.told_status, nomination.campaign.sheet
    if status in UNTOLD and sheet.has_stage(Stage.NOTICE):
        return status if moment >= sheet.window(Stage.NOTICE).opens_at else Status.IN_REVIEW
    return status


def _next_draft(request: EdgeRequest, nomination: Nomination) -> Nomination | None:
    """Give a clerk the next draft to hand in; one who nominates oneself has only one."""
    if nomination.is_self_nominated or request.person is None:
        return None
    return next_draft(request.person, nomination)


def _late(request: EdgeRequest, nomination: Nomination) -> dict[str, Any]:
    """Say whether one may ask for what the deadline stopped, and what was asked. Source: N9."""
    until = hand_in_until(nomination, request.moment)
    is_late = until is not None and request.moment >= until
    is_here = nomination.status in (Status.DRAFT, Status.RETURNED)
    asked = open_question(nomination) if is_late and is_here else None
    may_ask = is_late and is_here and may(request.person, "nominations.ask_late", nomination)
    return {"late_question": asked, "may_ask_late": may_ask and asked is None}


def _acts(request: EdgeRequest, nomination: Nomination) -> set[Act]:
    """Name the writer's acts whose buttons appear: the table has the step, permission agrees."""
    stages = stages_for(nomination, request.now)
    steps = possible(Status(nomination.status), stages, held=_WRITERS)
    return {
        act
        for act in (Act.AMEND, Act.WITHDRAW, Act.REPLACE)
        if act in steps and may(request.person, f"nominations.{act}", nomination)
    }


def _goes_to(nomination: Nomination, told: Status) -> str:
    """Name the office that comes after the one that holds it now."""
    if told not in WITH_A_HOLDER:
        return ""
    way = way_ahead(nomination, told)
    return way[1][0].name if len(way) > 1 else ""


def _remarks(nomination: Nomination) -> list[Remark]:
    """Give the remarks that a writer may know of. Source: D6."""
    found = nomination.remarks.select_related("unit").order_by("made_at", "pk")
    if nomination.is_provisional:
        found = found.exclude(unit=nomination.office)
    return list(found)


def _files(nomination: Nomination, *, is_writer: bool) -> list[Attachment]:
    """List the files that the text names, and for its writers the form that came in on paper."""
    forms = nomination.attachments.filter(kind=Attachment.Kind.FORM).order_by("added_at")
    named = of_revision(nomination.revision)
    if nomination.revision is None:
        named = list(beside(nomination))
    return [*named, *(forms if is_writer else ())]


def _as_text(nomination: Nomination) -> Revision:
    """Show a draft that was never handed in as a text without number."""
    content: Any = nomination.draft
    return Revision(content=content, personal=nomination.draft_personal)


def _rows(
    nomination: Nomination, revision: Revision, remarks: list[Remark], shows_personal: bool
) -> list[list[Line]]:
    """Lay the lines out as on paper: short ones two in a row."""
    rows: list[list[Line]] = []
    for line in lines(
        nomination.campaign.sheet,
        revision,
        None,
        remarks,
        lang=get_language() or "",
        shows_personal=shows_personal,
    ):
        has_room = bool(rows) and len(rows[-1]) == 1 and rows[-1][0].is_short
        if line.is_short and has_room:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _amend_page(
    request: EdgeRequest,
    nomination: Nomination,
    values: dict[str, Any],
    *,
    refusal: str = "",
    file_errors: Mapping[str, tuple[str, ...]] | None = None,
    status: int = 200,
) -> HttpResponse:
    writing = written(
        nomination,
        values,
        request.moment,
        shows_problems=bool(refusal),
        file_errors=file_errors,
        confirmed=request.POST.getlist(CONFIRMS) if request.method == "POST" else None,
    )
    seals = nomination.endorsements.filter(voided_at=None).select_related("unit")
    context = {
        "nomination": nomination,
        "writing": writing,
        "refusal": refusal,
        "seen": request.POST.get("seen") or (nomination.revision and nomination.revision.hash),
        "seals": seals.order_by("sealed_at"),
        "until": hand_in_until(nomination, request.moment),
    }
    return render(request, "nominations/amend.html", context, status=status)


def _printed(
    request: EdgeRequest, content: dict[str, Any] | None, name: str, kind: str
) -> HttpResponse:
    _person, campaign = who(request)
    if not is_printable(campaign.sheet):
        raise Http404
    if kind == "pdf":
        try:
            made, media_type = form_pdf(content, made_at=request.moment), "application/pdf"
        except CannotTypeset:
            return no_pdf()
    else:
        made, media_type = write_form(content), DOCX
    response = HttpResponse(made, content_type=media_type)
    named = content_disposition_header(True, f"{name}.{kind}")
    response["Content-Disposition"] = named or "attachment"
    return response


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/desk/form.docx", in_campaign(signed_in(blank)), name="blank_form"),
    path(
        "c/<slug:slug>/desk/form.pdf",
        in_campaign(signed_in(blank)),
        {"kind": "pdf"},
        name="blank_form_pdf",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/form.pdf",
        in_campaign(signed_in(paper)),
        {"kind": "pdf"},
        name="nomination_paper_pdf",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/amend",
        in_campaign(signed_in(amend)),
        name="nomination_amend",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/withdraw",
        in_campaign(signed_in(withdraw)),
        name="nomination_withdraw",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/replace",
        in_campaign(signed_in(replace)),
        name="nomination_replace",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/form.docx",
        in_campaign(signed_in(paper)),
        name="nomination_paper",
    ),
]
