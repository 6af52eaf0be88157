"""What an office keeps for itself: saved searches, labels, notes, and its order of preference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import ContentInvalid
from pingxuan.nominations.queries.office import Sought, Tray, inbox
from pingxuan.offices.actions.organising import (
    confirm_conditions,
    drop_filter,
    put_in_order,
    save_filter,
    set_labels,
    write_note,
)
from pingxuan.offices.queries.desk import in_order
from pingxuan.web.desks import Desk, desk_of, desk_with
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.sentences import code_sentence

MOST_IN_ORDER = 300


@require_POST
def save(request: EdgeRequest) -> HttpResponse:
    """Keep the search of the address under a name."""
    desk = desk_of(request)
    query = str(request.POST.get("query", ""))
    try:
        saved = save_filter(
            desk.seat,
            str(request.POST.get("name", "")),
            query,
            person=desk.person,
            now=request.now,
        )
    except ContentInvalid as refusal:
        _say(request, refusal, _("常用筛选没有存"))
    else:
        messages.success(request, _("已存为常用筛选：%(name)s") % {"name": saved.name})
    return _to_inbox(desk, query)


@require_POST
def drop(request: EdgeRequest, pk: int) -> HttpResponse:
    """Forget a saved search."""
    desk = desk_of(request)
    dropped = drop_filter(desk.seat, pk, person=desk.person, now=request.now)
    if dropped is not None:
        messages.success(request, _("已删去常用筛选：%(name)s") % {"name": dropped.name})
    return _to_inbox(desk)


@require_POST
def label(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Hang labels on a nomination: those ticked, and new ones parted by spaces or commas."""
    desk, nomination = desk_with(request, pk)
    typed = str(request.POST.get("new", ""))
    for mark in "，、,":
        typed = typed.replace(mark, " ")
    names = [*request.POST.getlist("label"), *typed.split()]
    try:
        set_labels(desk.seat, nomination, names, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal, _("标签没有存"))
    return HttpResponseRedirect(reverse("review", args=[desk.campaign.slug, pk]) + "#own")


@require_POST
def conditions(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Say of the ticked conditions that one's own office holds them to be met."""
    desk, nomination = desk_with(request, pk)
    confirm_conditions(
        desk.seat,
        nomination,
        request.POST.getlist("confirms"),
        seen=str(request.POST.get("revision", "")),
        person=desk.person,
        now=request.now,
    )
    return HttpResponseRedirect(reverse("review", args=[desk.campaign.slug, pk]) + "#conditions")


@require_POST
def note(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Write a note of one's own office."""
    desk, nomination = desk_with(request, pk)
    text = str(request.POST.get("note", ""))
    try:
        write_note(desk.seat, nomination, text, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal, _("备注没有存：%(text)s") % {"text": text[:500]})
    return HttpResponseRedirect(reverse("review", args=[desk.campaign.slug, pk]) + "#own")


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: EdgeRequest) -> HttpResponse:
    """Show the order of preference of one category, and take it as it was dragged or moved."""
    desk = desk_of(request)
    categories = desk.campaign.sheet.categories
    wanted = str(request.GET.get("category", ""))
    category = next((one for one in categories if one.code == wanted), categories[0])
    rows = list(_standing(desk, category.code)[:MOST_IN_ORDER])
    if request.method == "POST":
        ids = [one.pk for one in rows]
        given = _moved(request, ids)
        others = [
            one.pk
            for other in categories
            if other is not category
            for one in _standing(desk, other.code).exclude(place=None)
        ]
        put_in_order(desk.seat, [*given, *others], person=desk.person, now=request.now)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        messages.success(request, _("次序已存。"))
        address = reverse("office_order", args=[desk.campaign.slug])
        tail = f"&desk={desk.office.pk.hex}" if desk.others else ""
        return HttpResponseRedirect(f"{address}?category={category.code}{tail}")
    lang = get_language() or "zh-hans"
    context = {
        "desk": desk,
        "rows": rows,
        "category": category,
        "categories": [(one.code, one.name.get(lang)) for one in categories],
        "may_organise": may(desk.person, "offices.organise", desk.seat),
    }
    return render(request, "inbox/order.html", context)


def _standing(desk: Desk, category: str) -> QuerySet[Any]:
    """Give what is still to be chosen from, or was sent on, in the office's order."""
    rows = inbox(desk.campaign, desk.office, Sought(category=category))
    kept = [Tray.TODO.value, Tray.SENT.value, Tray.ACCEPTED.value]
    return in_order(rows.filter(tray__in=kept), desk.seat)


def _moved(request: EdgeRequest, ids: list[UUID]) -> list[UUID]:
    """Read the order that was sent; a button moves one of it by one place."""
    known = {pk.hex: pk for pk in ids}
    given = [known[one] for one in request.POST.getlist("order") if one in known]
    given = list(dict.fromkeys([*given, *ids]))
    for button, by in (("up", -1), ("down", 1)):
        pk = known.get(str(request.POST.get(button, "")))
        if pk is not None:
            at = given.index(pk)
            to = min(max(at + by, 0), len(given) - 1)
            given.insert(to, given.pop(at))
    return given


def _say(request: EdgeRequest, refusal: ContentInvalid, what: str) -> None:
    why = " ".join(code_sentence(code) for codes in refusal.problems.values() for code in codes)
    messages.error(request, f"{what}。{why}")


def _to_inbox(desk: Desk, query: str = "") -> HttpResponse:
    address = reverse("inbox", args=[desk.campaign.slug])
    if not query and desk.others:
        query = f"desk={desk.office.pk.hex}"
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


_AT = "c/<slug:slug>/office"

urlpatterns: list[URLPattern] = [
    path(f"{_AT}/filters", in_campaign(signed_in(save)), name="office_filter"),
    path(f"{_AT}/filters/<int:pk>/drop", in_campaign(signed_in(drop)), name="office_filter_drop"),
    path(f"{_AT}/n/<uuid:pk>/labels", in_campaign(signed_in(label)), name="office_labels"),
    path(f"{_AT}/n/<uuid:pk>/notes", in_campaign(signed_in(note)), name="office_note"),
    path(
        f"{_AT}/n/<uuid:pk>/conditions",
        in_campaign(signed_in(conditions)),
        name="office_conditions",
    ),
    path(f"{_AT}/order", in_campaign(signed_in(order)), name="office_order"),
]
