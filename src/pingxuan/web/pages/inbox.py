"""An office's inbox: what waits, what was sent on, who is missing; and forwarding in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import BadCode
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.looking import take_table
from pingxuan.nominations.content.paper import is_printable
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.permissions import wrote_it
from pingxuan.nominations.queries.marks import Marks, marks_of
from pingxuan.nominations.queries.office import (
    Tray,
    folds_direct,
    gap_board,
    inbox,
    open_remarks,
    piles,
    senders,
    tray_counts,
)
from pingxuan.offices.actions.running import advance, begin
from pingxuan.offices.actions.stamping import seal_of
from pingxuan.offices.queries.desk import (
    Seat,
    confirmed_on,
    in_order,
    labelled,
    labels_of,
    labels_on,
    note_counts,
    places,
    saved_filters,
)
from pingxuan.papers.model import TableHeader
from pingxuan.units.models import Unit
from pingxuan.web.desks import Desk, desk_of
from pingxuan.web.downloads import table_response
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.inbox import TRAY_NAMES, BulkForm, SearchForm
from pingxuan.web.pages import gaps, mailings, organising, reviewing, runs, stamps
from pingxuan.web.stamping import proved, stamp_context

ROWS_PER_PAGE = 50
_TONES = {
    Tray.TODO: "todo",
    Tray.BELOW: "none",
    Tray.SENT: "done",
    Tray.RETURNED: "due",
}


@dataclass(frozen=True)
class Row:
    """One line of the inbox. `label` is empty where the nomination's own state is shown.

    `open_questions` counts the conditions to which the office has not said yes, where it is asked.
    `needs_another`: it waits for a seal that who looks may not give, having written the text (B2).
    """

    nomination: Nomination
    tray: str
    label: str
    tone: str
    sender: str
    seal: str
    remark_count: int
    is_pickable: bool
    needs_another: bool
    labels: Sequence[str]
    note_count: int
    place: int | None
    marks: Marks
    open_questions: int | None


@dataclass(frozen=True)
class Beside:
    """What stands beside the rows of one page, by nomination."""

    remarks: Mapping[UUID, int]
    labels: Mapping[UUID, list[str]]
    notes: Mapping[UUID, int]
    places: Mapping[UUID, int]
    marks: Mapping[UUID, Marks]
    confirmed: Mapping[UUID, frozenset[str]]

    @classmethod
    def of(cls, seat: Seat, ids: Sequence[UUID]) -> Beside:
        """Read it for all rows at once."""
        return cls(
            open_remarks(ids),
            labels_on(seat, ids),
            note_counts(seat, ids),
            places(seat, ids),
            marks_of(seat.campaign, ids),
            confirmed_on(seat, ids),
        )


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show the inbox, narrowed by what the address asks for."""
    desk = desk_of(request)
    return _page(request, desk, BulkForm(), status=200)


@require_POST
def forward(request: EdgeRequest) -> HttpResponse:
    """Begin to seal one opinion under all ticked rows; the run's page says what becomes of each."""
    desk = desk_of(request)
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    with_seal = bool(request.POST.get("with_seal"))
    try:
        proved_at = proved(request, str(request.POST.get("code", ""))) if with_seal else None
    except BadCode as refusal:
        said = _("动态口令不对，还可试 %(left)s 次。") % {"left": refusal.tries_left}
        form.add_error(None, said)
        return _page(request, desk, form, status=422)
    run = begin(
        desk.seat,
        form.cleaned_data["pick"],
        act=Act.ACCEPT if desk.is_top else Act.ENDORSE,
        opinion=form.cleaned_data["opinion"],
        opinion_on=request.moment.date(),
        person=desk.person,
        now=request.now,
        picture=seal_of(desk.seat) if with_seal else None,
        proved_at=proved_at,
    )
    advance(run, now=request.now)
    return HttpResponseRedirect(reverse("office_run", args=[desk.campaign.slug, run.pk]))


@require_POST
def table(request: EdgeRequest) -> HttpResponse:
    """Hand out the office's statistics table; its phone numbers are a look that is recorded."""
    desk = desk_of(request)
    rows = take_table(desk.campaign, desk.office, person=desk.person, now=request.now)
    today = request.moment.date()
    header = TableHeader(
        unit=desk.office.name,
        when=f"{today.year}年{today.month}月{today.day}日",
        contact=desk.person.name,
    )
    name = _("统计表-%(office)s-%(day)s") % {"office": desk.office.name, "day": today}
    return table_response(
        header, rows, name, kind=str(request.POST.get("kind", "")), at=request.moment
    )


def _page(request: EdgeRequest, desk: Desk, bulk: BulkForm, *, status: int) -> HttpResponse:
    lang = get_language() or "zh-hans"
    campaign, office = desk.campaign, desk.office
    below, found = senders(office), piles(campaign, office)
    is_folded = folds_direct(campaign, office, below)
    labels = labels_of(desk.seat)
    search = SearchForm(
        request.GET,
        campaign=campaign,
        below=below,
        is_folded=is_folded,
        lang=lang,
        labels=[label.name for label in labels],
    )
    page = Paginator(_found(desk, search), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    beside = Beside.of(desk.seat, [one.pk for one in page])
    counts = tray_counts(found)
    may_seal = desk.is_open and may(desk.person, "offices.forward_many", desk.seat)
    query = request.GET.copy()
    query.pop("page", None)
    rows = [_row(one, desk, _sender(one, desk, below, is_folded), may_seal, beside) for one in page]
    context = {
        "desk": desk,
        "search": search,
        "page_obj": page,
        "query": query.urlencode() + "&" if query else "",
        "address": query.urlencode(),
        "rows": rows,
        "written_here": sum(row.needs_another for row in rows),
        "counts": counts,
        "total": sum(counts.values()),
        "trays": [
            (tray.value, name, counts[tray])
            for tray, name in TRAY_NAMES.items()
            if not (desk.is_top and tray is Tray.SENT)
        ],
        "board": gap_board(campaign, office, below, found),
        "categories": [
            (one.code, one.seal, one.name.get(lang)) for one in campaign.sheet.categories
        ],
        "bulk": bulk,
        "filters": saved_filters(desk.person, desk.seat),
        "labels": labels,
        "may_organise": may(desk.person, "offices.organise", desk.seat),
        "opinion": _("同意受理。") if desk.is_top else _("同意推荐。"),
        "has_table": is_printable(campaign.sheet),
        **stamp_context(request, desk),
        "may_seal": may_seal and counts[Tray.TODO] > 0,
        "doing": _doing(desk, counts),
    }
    return render(request, "inbox/list.html", context, status=status)


def _found(desk: Desk, search: SearchForm) -> QuerySet[Any]:
    rows = inbox(desk.campaign, desk.office, search.sought())
    if search.label_sought:
        rows = labelled(rows, desk.seat, search.label_sought)
    return in_order(rows, desk.seat) if search.is_in_order else rows


def _sender(nomination: Nomination, desk: Desk, below: Sequence[Unit], is_folded: bool) -> str:
    rest = nomination.unit.path.removeprefix(desk.office.path)
    if not rest:
        return _("本单位")
    child = next((unit for unit in below if rest.startswith(unit.pk.hex)), None)
    is_named = child is not None and (child.is_office or not is_folded)
    return child.name if child and is_named else _("直属单位")


def _row(nomination: Any, desk: Desk, sender: str, may_seal: bool, beside: Beside) -> Row:
    tray = Tray(nomination.tray)
    marks = beside.marks.get(nomination.pk, Marks())
    awaits_seal = may_seal and tray is Tray.TODO
    is_own_text = bool(wrote_it(desk.person, nomination))
    return Row(
        nomination=nomination,
        tray=tray,
        label=str(TRAY_NAMES[tray]) if tray in _TONES else "",
        tone=_TONES.get(tray, ""),
        sender=sender,
        seal=_seal_of(desk, nomination.category),
        remark_count=beside.remarks.get(nomination.pk, 0) if tray is Tray.RETURNED else 0,
        is_pickable=awaits_seal and not is_own_text,
        needs_another=awaits_seal and is_own_text,
        labels=beside.labels.get(nomination.pk, ()),
        note_count=beside.notes.get(nomination.pk, 0),
        place=beside.places.get(nomination.pk),
        marks=marks,
        open_questions=len(set(marks.asked) - beside.confirmed.get(nomination.pk, frozenset()))
        if tray is Tray.TODO
        else None,
    )


def _seal_of(desk: Desk, code: str) -> str:
    return next((one.seal for one in desk.campaign.sheet.categories if one.code == code), "")


def _doing(desk: Desk, counts: Mapping[Tray, int]) -> str:
    if not desk.is_open:
        return _("只能查看")
    if counts[Tray.TODO]:
        return _("审 %(n)s 件") % {"n": counts[Tray.TODO]}
    return _("没有待审的，可以看缺口")


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/office/inbox", in_campaign(signed_in(show)), name="inbox"),
    path("c/<slug:slug>/office/forward", in_campaign(signed_in(forward)), name="inbox_forward"),
    path("c/<slug:slug>/office/table.xlsx", in_campaign(signed_in(table)), name="inbox_table"),
    *organising.urlpatterns,
    *runs.urlpatterns,
    *stamps.urlpatterns,
    *gaps.urlpatterns,
    *mailings.urlpatterns,
    *reviewing.urlpatterns,
]
