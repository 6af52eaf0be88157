"""One nomination as an office's desk shows it: the paper, its seals, what happened, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import BoundField, Form
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.accounts.permissions import may
from pingxuan.campaigns.queries import posts_of
from pingxuan.domain.errors import BadCode, ContentInvalid, ScanMismatch
from pingxuan.domain.transitions import possible
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.nominations.content.halves import filed
from pingxuan.nominations.models import Nomination, Revision
from pingxuan.nominations.queries.attached import desk_files
from pingxuan.nominations.queries.history import history
from pingxuan.nominations.queries.late import is_admitted_late, open_question, stages_for
from pingxuan.nominations.queries.office import todo_ids
from pingxuan.nominations.queries.places import holder, is_at_top, next_holder, tier_of
from pingxuan.offices.queries.desk import confirmed_on, labels_of, labels_on, notes_on, seen_before
from pingxuan.web.condition_words import asked
from pingxuan.web.desks import Desk
from pingxuan.web.edge import EdgeRequest
from pingxuan.web.forms.inbox import DeclineForm, MergeForm, OpinionForm, ReturnForm
from pingxuan.web.paper import Line, lines, trail
from pingxuan.web.sentences import code_sentence
from pingxuan.web.stamping import not_sealed as _not_sealed_words
from pingxuan.web.stamping import stamp_context
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


def forms_of(request: EdgeRequest, nomination: Nomination, bound: str = "") -> Forms:
    """Make the forms of the page; the one that was sent, `bound`, has what was typed."""
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


def not_sealed(forms: Forms, refusal: ContentInvalid | ScanMismatch | BadCode) -> Forms:
    """Say at the opinion why it was not sealed; what was typed stays."""
    field, words = _not_sealed_words(refusal)
    forms.opinion.add_error(field, words)
    return forms


def told(forms: Forms, form: Form, refusal: ContentInvalid) -> Forms:
    """Say beside the fields what the act refused; what was typed stays."""
    for field, codes in refusal.problems.items():
        for code in codes:
            form.add_error(field if field in form.fields else None, code_sentence(code))
    return forms


def review_of(
    request: EdgeRequest,
    desk: Desk,
    nomination: Nomination,
    forms: Forms,
    *,
    shows_personal: bool = False,
) -> dict[str, Any]:
    """Collect what the page of one nomination shows at this desk."""
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
    return {
        "desk": desk,
        "nomination": nomination,
        "status": nomination.status if knows else nomination.told_status,
        "revision": revision,
        "before": before,
        "versions": _versions(nomination, revision),
        "labels": labels_of(desk.seat),
        "worn": labels_on(desk.seat, [nomination.pk]).get(nomination.pk, []),
        "notes": notes_on(desk.seat, nomination),
        "conditions": asked(
            desk.campaign.sheet,
            nomination.category,
            filed(revision),
            confirmed_on(desk.seat, [nomination.pk]).get(nomination.pk, frozenset()),
            said=nomination.confirmed,
        ),
        **stamp_context(request, desk),
        "may_organise": may(desk.person, "offices.organise", desk.seat),
        "rows": _rows([(line, forms.back[f"remark_{line.key}"]) for line in paper]),
        "changed": sum(1 for line in paper if line.is_changed) if before else 0,
        "is_masked": any(line.is_masked for line in paper),
        "whole": forms.back["remark_"],
        "general": [remark for remark in remarks if not remark.field],
        "steps": trail(nomination, seals, knows_decision=knows),
        "events": history(nomination, knows_decision=knows, desk=desk.office),
        "files": desk_files(nomination),
        "forms": forms,
        "acts": {act.value: act in acts for act in DESK_ACTS},
        "turn": _turn(nomination, todo_ids(desk.campaign, desk.office)),
        **_words(nomination, desk, acts, request),
    }


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
    against = request.GET.get("against", "")
    if against.isdecimal():
        return older.filter(number=int(against)).first()
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
