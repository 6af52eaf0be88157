"""The gap board: who is short, until when, 催报 in one click, more time for one, the call list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.quiet import is_quiet
from pingxuan.offices.actions.extending import extend as extend_act
from pingxuan.offices.actions.mailing import template_of
from pingxuan.offices.actions.reminding import Reached, facts_of, keep_contact, unit_ids
from pingxuan.offices.actions.reminding import remind as remind_act
from pingxuan.offices.models import Reminder
from pingxuan.offices.queries.gaps import Gap, gaps, reminders
from pingxuan.offices.wording import filled
from pingxuan.units.models import Unit
from pingxuan.web.desks import Desk, desk_of
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.sentences import code_sentence


class ExtendForm(forms.Form):
    """A later deadline for one unit."""

    ends_at = forms.DateTimeField()
    reason = forms.CharField(max_length=200)


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show the board; `short=1` leaves out who has sent enough."""
    desk = desk_of(request)
    return _page(request, desk)


@never_cache
@require_safe
def call_list(request: EdgeRequest) -> HttpResponse:
    """Show the list to print and call from: who is short, of what, whom to ask for."""
    desk = desk_of(request)
    names = [one.name.get(get_language() or "") for one in desk.campaign.sheet.categories]
    context = {
        "desk": desk,
        "rows": [(gap, _missing(gap, names)) for gap in gaps(desk.seat) if gap.short],
        "may_see": may(desk.person, "offices.remind", desk.seat),
    }
    return render(request, "inbox/call_list.html", context)


def _missing(gap: Gap, names: Sequence[str]) -> list[tuple[str, int]]:
    """Name the categories in which a unit is short, and by how many."""
    cells = zip(names, gap.cells, strict=False)
    return [(name, cell.short) for name, cell in cells if cell.short]


@require_POST
def remind(request: EdgeRequest) -> HttpResponse:
    """Remind the ticked units, or all that are short; say for each what became of it."""
    desk = desk_of(request)
    way = str(request.POST.get("way", ""))
    if way not in set(Reminder.Way):
        way = Reminder.Way.SMS
    picked = unit_ids(request.POST.getlist("unit"))
    found = [gap for gap in gaps(desk.seat) if gap.unit.pk in picked]
    if not found:
        messages.error(request, _("请先勾选要催的单位。"))
        return _back(desk)
    reached = remind_act(
        desk.seat,
        found,
        way=Reminder.Way(way),
        template=template_of(desk.seat, "remind"),
        person=desk.person,
        now=request.now,
    )
    return _page(request, desk, results=_results(reached))


@require_POST
def extend(request: EdgeRequest, unit: UUID) -> HttpResponse:
    """Give one unit more time, with the reason."""
    desk = desk_of(request)
    sender = get_object_or_404(Unit, pk=unit, parent=desk.office)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明延到什么时候和理由。"))
        return _back(desk)
    try:
        extend_act(desk.seat, sender, **form.cleaned_data, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("已给 %(unit)s 延期，理由已记录。") % {"unit": sender.name})
    return _back(desk)


@require_POST
def contact(request: EdgeRequest, unit: UUID) -> HttpResponse:
    """Write down whom to call at a unit."""
    desk = desk_of(request)
    target = get_object_or_404(Unit, pk=unit, path__startswith=desk.office.path)
    given = {key: str(request.POST.get(key, "")) for key in ("name", "phone", "email")}
    try:
        keep_contact(desk.seat, target, **given, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        _say(request, refusal)
    else:
        messages.success(request, _("已登记 %(unit)s 的联系人。") % {"unit": target.name})
    return _back(desk)


def _page(
    request: EdgeRequest, desk: Desk, *, results: list[tuple[str, str]] | None = None
) -> HttpResponse:
    found = gaps(desk.seat)
    lang = get_language() or "zh-hans"
    subject_and_text = template_of(desk.seat, "remind")
    first = next((gap for gap in found if gap.short), found[0] if found else None)
    day = request.moment.date()
    context: dict[str, Any] = {
        "desk": desk,
        "gaps": [gap for gap in found if gap.short] if request.GET.get("short") else found,
        "total": len(found),
        "short": sum(1 for gap in found if gap.short),
        "missing": sum(gap.short for gap in found),
        "categories": [
            (one.code, one.seal, one.name.get(lang)) for one in desk.campaign.sheet.categories
        ],
        "preview": filled(subject_and_text[1], facts_of(desk.seat, first)) if first else "",
        "may_remind": may(desk.person, "offices.remind", desk.seat),
        "is_quiet": is_quiet(request.moment, desk.campaign.sheet.tz),
        "reminders": reminders(desk.seat),
        "today": day,
        "results": results or [],
    }
    return render(request, "inbox/gaps.html", context)


def _results(reached: list[Reached]) -> list[tuple[str, str]]:
    said = []
    for one in reached:
        if isinstance(one.refusal, ContentInvalid):
            codes = [code for each in one.refusal.problems.values() for code in each]
            said.append((one.unit.name, " ".join(code_sentence(code) for code in codes)))
        elif one.refusal is not None:
            said.append((one.unit.name, _("今天已经催过了。")))
        else:
            said.append((one.unit.name, ""))
    return said


def _say(request: EdgeRequest, refusal: ContentInvalid) -> None:
    codes = [code for each in refusal.problems.values() for code in each]
    messages.error(request, " ".join(code_sentence(code) for code in codes))


def _back(desk: Desk) -> HttpResponse:
    address = reverse("office_gaps", args=[desk.campaign.slug])
    return HttpResponseRedirect(f"{address}?desk={desk.office.pk.hex}" if desk.others else address)


_AT = "c/<slug:slug>/office/gaps"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="office_gaps"),
    path(f"{_AT}/calls", in_campaign(signed_in(call_list)), name="office_calls"),
    path(f"{_AT}/remind", in_campaign(signed_in(remind)), name="office_remind"),
    path(f"{_AT}/<uuid:unit>/extend", in_campaign(signed_in(extend)), name="office_extend"),
    path(f"{_AT}/<uuid:unit>/contact", in_campaign(signed_in(contact)), name="office_contact"),
]
