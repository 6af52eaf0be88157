"""One nomination on an office's desk: read it, then seal, accept, return or decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField, Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pingxuan.accounts.permissions import may
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import BadCode, ContentInvalid, ScanMismatch
from pingxuan.domain.transitions import possible
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.nominations.actions.looking import look as look_act
from pingxuan.nominations.actions.merging import merge as merge_act
from pingxuan.nominations.actions.returning import decline as decline_act
from pingxuan.nominations.actions.returning import return_ as return_act
from pingxuan.nominations.models import Attachment, Nomination, Revision
from pingxuan.nominations.queries.attached import desk_files, may_take
from pingxuan.nominations.queries.late import is_admitted_late, open_question, stages_for
from pingxuan.nominations.queries.office import todo_ids
from pingxuan.nominations.queries.places import holder, is_at_top, next_holder, tier_of
from pingxuan.offices.actions.organising import glance
from pingxuan.offices.queries.desk import labels_of, labels_on, notes_on, seen_before
from pingxuan.web.desks import Desk, desk_with
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.inbox import DeclineForm, MergeForm, OpinionForm, ReturnForm
from pingxuan.web.paper import Line, lines, trail
from pingxuan.web.sentences import code_sentence
from pingxuan.web.stamping import not_sealed as _not_sealed_words
from pingxuan.web.stamping import stamp_context, stamped
from pingxuan.web.templatetags.pingxuan_format import listed

DESK_ACTS = (Act.ENDORSE, Act.ACCEPT, Act.RETURN, Act.DECLINE, Act.MERGE)


@dataclass(frozen=True)
class Forms:
    """The forms of the page; one of them may come back with errors."""

    opinion: OpinionForm
    back: ReturnForm
    decline: DeclineForm
    merge: MergeForm


@dataclass(frozen=True)
class Turn:
    """Where a nomination stands among those that wait: the n-th, and its neighbours."""

    position: int
    total: int
    before: UUID | None
    after: UUID | None


def acts_at_desk(nomination: Nomination, desk: Desk, request: EdgeRequest) -> frozenset[Act]:
    """Name the acts whose buttons appear: the table has the step, the permission agrees."""
    held = {Role(post.role) for post in posts_of(desk.person)}
    steps = possible(Status(nomination.status), stages_for(nomination, request.now), held=held)
    acts = {
        act
        for act in DESK_ACTS
        if act in steps and may(desk.person, f"nominations.{act}", nomination)
    }
    acts.discard(Act.ENDORSE if is_at_top(nomination) else Act.ACCEPT)
    if not _is_in_time(nomination, desk, request):
        acts.discard(Act.ENDORSE)
    return frozenset(acts)


@require_GET
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the paper, its seals, and what this desk may do with it."""
    desk, nomination = desk_with(request, pk)
    glance(nomination, person=desk.person, now=request.now)
    return _page(request, desk, nomination, _forms(request, nomination))


@require_POST
def look(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the personal fields as well; that they were looked at stands in the book."""
    desk, nomination = desk_with(request, pk)
    look_act(nomination.pk, person=desk.person, now=request.now)
    return _page(request, desk, nomination, _forms(request, nomination), shows_personal=True)


@require_POST
def endorse(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take the sealed opinion, and go on to what waits next."""
    desk, nomination = desk_with(request, pk)
    forms = _forms(request, nomination, bound="opinion")
    if not forms.opinion.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        sealed = stamped(request, desk, nomination, Act.ENDORSE, forms.opinion)
    except (ContentInvalid, ScanMismatch, BadCode) as refusal:
        return _page(request, desk, nomination, _not_sealed(forms, refusal), status=422)
    to = holder(sealed).name
    messages.success(request, _("已盖章，推荐到%(office)s：%(title)s") % _named(sealed, office=to))
    return _onwards(desk)


@require_POST
def accept(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take the topmost office's seal, and say the public number."""
    desk, nomination = desk_with(request, pk)
    forms = _forms(request, nomination, bound="opinion")
    if not forms.opinion.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        accepted = stamped(request, desk, nomination, Act.ACCEPT, forms.opinion)
    except (ContentInvalid, ScanMismatch, BadCode) as refusal:
        return _page(request, desk, nomination, _not_sealed(forms, refusal), status=422)
    number = accepted.public_number
    messages.success(
        request, _("已受理，编号 %(number)s：%(title)s") % _named(accepted, number=number)
    )
    return _onwards(desk)


@require_POST
def return_(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give it back with the remarks that were written at its fields."""
    desk, nomination = desk_with(request, pk)
    forms = _forms(request, nomination, bound="back")
    if not forms.back.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    remarks = forms.back.remarks()
    due_at = forms.back.cleaned_data["due_at"]
    try:
        return_act(
            nomination.pk, remarks=remarks, person=desk.person, now=request.now, due_at=due_at
        )
    except ContentInvalid as refusal:
        return _page(request, desk, nomination, _told(forms, forms.back, refusal), status=422)
    messages.success(
        request, _("已退回，附 %(n)s 条意见：%(title)s") % _named(nomination, n=str(len(remarks)))
    )
    return _onwards(desk)


@require_POST
def decline(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """End its way here, with a reason."""
    desk, nomination = desk_with(request, pk)
    forms = _forms(request, nomination, bound="decline")
    if not forms.decline.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    reason = forms.decline.cleaned_data["reason"]
    decline_act(nomination.pk, reason=reason, person=desk.person, now=request.now)
    messages.success(request, _("未予推荐：%(title)s") % _named(nomination))
    return _onwards(desk)


@require_POST
def merge(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Let another nomination stand for this one too."""
    desk, nomination = desk_with(request, pk)
    forms = _forms(request, nomination, bound="merge")
    if not forms.merge.is_valid():
        return _page(request, desk, nomination, forms, status=422)
    try:
        merged = merge_act(
            nomination.pk, **forms.merge.cleaned_data, person=desk.person, now=request.now
        )
    except ContentInvalid as refusal:
        return _page(request, desk, nomination, _told(forms, forms.merge, refusal), status=422)
    other = merged.merged_into
    messages.success(
        request,
        _("已并入 %(number)s：%(title)s")
        % _named(nomination, number=other.file_number if other else ""),
    )
    return _onwards(desk)


@require_GET
def attachment(request: EdgeRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Hand out a file of a nomination that one may read; never opened in the page."""
    _desk, nomination = desk_with(request, pk)
    if not may_take(nomination, file):
        raise Http404
    kept = get_object_or_404(Attachment, pk=file, nomination=nomination)
    response = HttpResponse(kept.file.read(), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(True, kept.name)
    return response


def _forms(request: EdgeRequest, nomination: Nomination, bound: str = "") -> Forms:
    today = request.moment.date()
    lang = get_language() or "zh-hans"
    sheet = nomination.campaign.sheet
    fields = [(field.key, field.label.get(lang)) for field in sheet.fields]
    data, files = request.POST, request.FILES
    revision = nomination.revision.hash if nomination.revision else ""
    said = _("同意受理。") if is_at_top(nomination) else _("同意推荐。")
    opening = {"opinion": said, "opinion_on": today, "revision": revision}
    return Forms(
        opinion=OpinionForm(data, files, today=today)
        if bound == "opinion"
        else OpinionForm(initial=opening, today=today),
        back=ReturnForm(data if bound == "back" else None, fields=fields),
        decline=DeclineForm(data if bound == "decline" else None),
        merge=MergeForm(data if bound == "merge" else None),
    )


def _not_sealed(forms: Forms, refusal: ContentInvalid | ScanMismatch | BadCode) -> Forms:
    """Say at the opinion why it was not sealed; what was typed stays."""
    field, words = _not_sealed_words(refusal)
    forms.opinion.add_error(field, words)
    return forms


def _told(forms: Forms, form: Form, refusal: ContentInvalid) -> Forms:
    """Say beside the fields what the act refused; what was typed stays."""
    for field, codes in refusal.problems.items():
        for code in codes:
            form.add_error(field if field in form.fields else None, code_sentence(code))
    return forms


def _page(
    request: EdgeRequest,
    desk: Desk,
    nomination: Nomination,
    forms: Forms,
    *,
    shows_personal: bool = False,
    status: int = 200,
) -> HttpResponse:
    revision = nomination.revision
    if revision is None:
        raise Http404
    lang = get_language() or "zh-hans"
    knows = desk.is_top or not nomination.is_provisional
    before = _compared(request, desk, nomination)
    remarks = list(nomination.remarks.select_related("unit").order_by("made_at", "pk"))
    seals = list(
        nomination.endorsements.select_related("unit", "person", "revision").prefetch_related(
            "attachments"
        )
    )
    paper = lines(
        desk.campaign.sheet, revision, before, remarks, lang=lang, shows_personal=shows_personal
    )
    acts = acts_at_desk(nomination, desk, request)
    context = {
        "desk": desk,
        "nomination": nomination,
        "status": nomination.status if knows else nomination.told_status,
        "revision": revision,
        "before": before,
        "versions": _versions(nomination, revision),
        "labels": labels_of(desk.seat),
        "worn": labels_on(desk.seat, [nomination.pk]).get(nomination.pk, []),
        "notes": notes_on(desk.seat, nomination),
        **stamp_context(request, desk),
        "may_organise": may(desk.person, "offices.organise", desk.seat),
        "rows": _rows([(line, forms.back[f"remark_{line.key}"]) for line in paper]),
        "changed": sum(1 for line in paper if line.is_changed) if before else 0,
        "is_masked": any(line.is_masked for line in paper),
        "whole": forms.back["remark_"],
        "general": [remark for remark in remarks if not remark.field],
        "steps": trail(nomination, seals, knows_decision=knows),
        "files": desk_files(nomination),
        "forms": forms,
        "acts": {act.value: act in acts for act in DESK_ACTS},
        "turn": _turn(nomination, todo_ids(desk.campaign, desk.office)),
        **_words(nomination, desk, acts, request),
    }
    return render(request, "inbox/review.html", context, status=status)


def _versions(nomination: Nomination, revision: Revision) -> list[Revision]:
    """List the older texts, newest first, to compare with."""
    older = nomination.revisions.filter(number__lt=revision.number).order_by("-number")
    return list(older.defer("content", "personal"))


def _compared(request: EdgeRequest, desk: Desk, nomination: Nomination) -> Revision | None:
    """Choose what to compare with: what the address asks for, else what this reader saw last.

    Source:
        N8: the next reader sees what changed.
    """
    current = nomination.revision
    if current is None:
        return None
    older = nomination.revisions.filter(number__lt=current.number).order_by("-number")
    asked = request.GET.get("against", "")
    if asked.isdecimal():
        return older.filter(number=int(asked)).first()
    seen = seen_before(desk.person, nomination)
    return seen if seen is not None and seen.number < current.number else older.first()


def _rows(cells: Sequence[tuple[Line, BoundField]]) -> list[list[tuple[Line, BoundField]]]:
    """Lay two short fields that follow each other side by side, as on the paper form."""
    rows: list[list[tuple[Line, BoundField]]] = []
    for cell in cells:
        if rows and len(rows[-1]) == 1 and rows[-1][0][0].is_short and cell[0].is_short:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return rows


def _words(
    nomination: Nomination, desk: Desk, acts: frozenset[Act], request: EdgeRequest
) -> dict[str, Any]:
    """Say what is now, what may be done, and why nothing may where it may not."""
    at = holder(nomination)
    to = (
        next_holder(nomination) if nomination.status in (Status.AT_UNIT, Status.AT_OFFICE) else None
    )
    may_do = {
        Act.ENDORSE: _("盖章推荐"),
        Act.ACCEPT: _("受理"),
        Act.RETURN: _("退回修改"),
        Act.DECLINE: _("不予推荐"),
        Act.MERGE: _("并入另一件"),
    }
    is_waiting_here = (
        nomination.status in (Status.AT_UNIT, Status.AT_OFFICE) and at.pk == desk.office.pk
    )
    return {
        "at": at,
        "to": to,
        "tier": tier_of(nomination),
        "doing": listed(may_do[act] for act in DESK_ACTS if act in acts) or _("只能查看"),
        "late_question": open_question(nomination)
        if is_waiting_here and not desk.is_open
        else None,
        "is_late": is_waiting_here and not desk.is_open and Act.ENDORSE not in acts,
    }


def _is_in_time(nomination: Nomination, desk: Desk, request: EdgeRequest) -> bool:
    if desk.office.pk != holder(nomination).pk or desk.is_open:
        return True
    return is_admitted_late(nomination, request.moment)


def _turn(nomination: Nomination, waiting: Sequence[UUID]) -> Turn | None:
    if nomination.pk not in waiting:
        return None
    at = waiting.index(nomination.pk)
    return Turn(
        position=at + 1,
        total=len(waiting),
        before=waiting[at - 1] if at else None,
        after=waiting[at + 1] if at + 1 < len(waiting) else None,
    )


def _named(nomination: Nomination, **more: str) -> dict[str, str]:
    return {"title": nomination.title, **more}


def _onwards(desk: Desk) -> HttpResponse:
    """Go to what waits next, so that forty forms take forty acts; else back to the inbox."""
    waiting = todo_ids(desk.campaign, desk.office)
    slug = desk.campaign.slug
    if waiting:
        return HttpResponseRedirect(reverse("review", args=[slug, waiting[0]]))
    address = reverse("inbox", args=[slug])
    return HttpResponseRedirect(f"{address}?desk={desk.office.pk.hex}" if desk.others else address)


_AT = "c/<slug:slug>/office/n/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="review"),
    path(f"{_AT}/look", in_campaign(signed_in(look)), name="review_look"),
    path(f"{_AT}/endorse", in_campaign(signed_in(endorse)), name="review_endorse"),
    path(f"{_AT}/accept", in_campaign(signed_in(accept)), name="review_accept"),
    path(f"{_AT}/return", in_campaign(signed_in(return_)), name="review_return"),
    path(f"{_AT}/decline", in_campaign(signed_in(decline)), name="review_decline"),
    path(f"{_AT}/merge", in_campaign(signed_in(merge)), name="review_merge"),
    path(f"{_AT}/files/<uuid:file>", in_campaign(signed_in(attachment)), name="review_file"),
]
