"""Messages to a group: written, counted, shown, then let go, held, scheduled or stopped."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may, require
from pingxuan.domain.errors import ContentInvalid
from pingxuan.messages.models import Letter
from pingxuan.offices.actions.mailing import (
    hold_mailing,
    let_go,
    set_template,
    stop_mailing,
    template_of,
    words_for,
    write_mailing,
)
from pingxuan.offices.models import Mailing
from pingxuan.offices.queries.groups import Recipient, recipients
from pingxuan.offices.wording import LONGEST, SLOTS, TEMPLATES
from pingxuan.units.models import Unit
from pingxuan.web.desks import Desk, desk_of
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.inbox import TRAY_NAMES
from pingxuan.web.sentences import code_sentence

PREVIEWS = 200
TEMPLATE_NAMES = {
    "remind": gettext_lazy("催报"),
    "notice": gettext_lazy("给单位的通知"),
    "writers": gettext_lazy("给报送人的通知"),
}
STATES = {
    "sent": gettext_lazy("已发出"),
    "failed": gettext_lazy("没有发出"),
    "stopped": gettext_lazy("已停发"),
    "held": gettext_lazy("暂停着"),
    "waiting": gettext_lazy("等待发出"),
}


class MailingForm(forms.Form):
    """To whom, by which way, and what it says."""

    group = forms.ChoiceField(label=gettext_lazy("发给"), choices=Mailing.Group.choices)
    tray = forms.ChoiceField(label=gettext_lazy("材料状态（发给报送人时）"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别（发给报送人时）"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("方式"), choices=Letter.Way.choices)
    subject = forms.CharField(label=gettext_lazy("标题（邮件用）"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-CN"}),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        for name, choices in (
            ("tray", list(TRAY_NAMES.items())),
            (
                "category",
                [(one.code, one.name.get(lang)) for one in desk.campaign.sheet.categories],
            ),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *choices]


class WhenForm(forms.Form):
    """When it may leave."""

    at = forms.DateTimeField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: EdgeRequest) -> HttpResponse:
    """List the office's messages, and write a new one: first a preview with counts, then it is kept."""
    desk = desk_of(request)
    require(desk.person, "offices.write_message", desk.seat)
    code = str(request.GET.get("template", "notice"))
    subject, text = template_of(desk.seat, code if code in TEMPLATES else "notice")
    form = MailingForm(
        request.POST or None,
        desk=desk,
        initial={"subject": subject, "text": text, "group": "writers" if code == "writers" else ""},
    )
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                if "keep" in request.POST:
                    mailing = write_mailing(desk.seat, **given, person=desk.person, now=request.now)
                    return HttpResponseRedirect(_address(desk, mailing))
                context = _preview(desk, given)
                status = 200
            except ContentInvalid as refusal:
                for field, codes in refusal.problems.items():
                    form.add_error(field, [code_sentence(each) for each in codes])
    return _page(request, desk, form, context, status=status)


@require_safe
def outcome(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show what became of each letter of a message, and why."""
    desk = desk_of(request)
    mailing = _mailing(desk, pk)
    letters = Letter.objects.filter(batch=mailing.pk).order_by("created_at", "pk")
    counts = Counter(letter.state for letter in letters.only(*_STATE_FIELDS))
    page = Paginator(letters, 100).get_page(request.GET.get("page"))
    people = Person.objects.in_bulk([one.person_id for one in page if one.person_id])
    units = Unit.objects.in_bulk(
        [UUID(one.about.partition(":")[2]) for one in page if one.about.startswith("units.unit:")]
    )
    rows = []
    for one in page:
        key = one.about.partition(":")[2]
        unit = units.get(UUID(key)) if one.about.startswith("units.unit:") else None
        person = people.get(one.person_id) if one.person_id else None
        name = unit.name if unit else person.name if person else "—"
        rows.append((name, one, STATES[one.state], _why(one.failure)))
    context = {
        "desk": desk,
        "mailing": mailing,
        "rows": rows,
        "page_obj": page,
        "counts": [(name, counts[state]) for state, name in STATES.items()],
        "left": counts["waiting"] + counts["held"],
        "group": Mailing.Group(mailing.group).label,
        "way": Letter.Way(mailing.way).label,
    }
    return render(request, "inbox/mailing.html", context)


@require_POST
def act(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Let a message go now or later, hold it, or stop it; each button says which."""
    desk = desk_of(request)
    mailing = _mailing(desk, pk)
    does = str(request.POST.get("do", ""))
    if does == "go":
        form = WhenForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("时间不对，请重新选。"))
            return HttpResponseRedirect(_address(desk, mailing))
        at = form.cleaned_data["at"]
        real = at - (desk.campaign.at(request.now) - request.now) if at else None
        let_go(mailing.pk, person=desk.person, now=request.now, not_before=real)
        messages.success(request, _("已定时发出。") if at else _("已开始发出。"))
    elif does == "hold":
        hold_mailing(mailing.pk, person=desk.person, now=request.now)
        messages.success(request, _("还没发出的都停住了。"))
    elif does == "stop":
        stop_mailing(mailing.pk, person=desk.person, now=request.now)
        messages.success(request, _("还没发出的都不再发。"))
    return HttpResponseRedirect(_address(desk, mailing))


@require_POST
def template(request: EdgeRequest, code: str) -> HttpResponse:
    """Change the text that messages begin from."""
    desk = desk_of(request)
    given = {key: str(request.POST.get(key, "")) for key in ("subject", "text")}
    try:
        set_template(desk.seat, code, **given, person=desk.person, now=request.now)
    except ContentInvalid as refusal:
        codes = [each for found in refusal.problems.values() for each in found]
        messages.error(request, " ".join(code_sentence(each) for each in codes))
    else:
        messages.success(request, _("模板已存。"))
    return HttpResponseRedirect(_list_address(desk) + f"?template={code}")


def _page(
    request: EdgeRequest, desk: Desk, form: MailingForm, more: dict[str, Any], *, status: int
) -> HttpResponse:
    mine = Mailing.objects.filter(campaign=desk.campaign, unit=desk.office).select_related("person")
    code = str(request.GET.get("template", "notice"))
    context = {
        "desk": desk,
        "form": form,
        "slots": SLOTS,
        "mailings": [(one, Mailing.Group(one.group).label) for one in mine[:50]],
        "templates": [(each, name, each == code) for each, name in TEMPLATE_NAMES.items()],
        "template": code if code in TEMPLATES else "notice",
        "template_text": template_of(desk.seat, code if code in TEMPLATES else "notice"),
        "may_set_template": may(desk.person, "offices.set_template", desk.seat),
        **more,
    }
    return render(request, "inbox/mailings.html", context, status=status)


def _preview(desk: Desk, given: dict[str, Any]) -> dict[str, Any]:
    found = recipients(
        desk.seat,
        given["group"],
        given["way"],
        tray=given["tray"],
        category=given["category"],
    )

    def reached(one: Recipient) -> bool:
        return bool(one.to) or (given["way"] == Letter.Way.SITE and one.person_id is not None)

    return {
        "is_previewed": True,
        "count": sum(max(len(one.to), 1) for one in found if reached(one)),
        "unreached": sum(1 for one in found if not reached(one)),
        "previews": [
            (one.name, words_for(desk.seat, one, given["text"]), reached(one))
            for one in found[:PREVIEWS]
        ],
        "rest": max(0, len(found) - PREVIEWS),
    }


_STATE_FIELDS = ("sent_at", "failed_at", "stopped_at", "held_at")


def _why(failure: str) -> str:
    if failure == "unknown":
        return _("送出时中断，不知是否送到；为免重复没有再发。")
    return _("没有地址") if failure == "no_address" else failure


def _mailing(desk: Desk, pk: UUID) -> Mailing:
    offices = [desk.office, *desk.others]
    found = Mailing.objects.select_related("person")
    return get_object_or_404(found, pk=pk, campaign=desk.campaign, unit__in=offices)


def _address(desk: Desk, mailing: Mailing) -> str:
    address = reverse("office_mailing", args=[desk.campaign.slug, mailing.pk])
    return f"{address}?desk={mailing.unit_id.hex}" if desk.others else address


def _list_address(desk: Desk) -> str:
    return reverse("office_mailings", args=[desk.campaign.slug])


_AT = "c/<slug:slug>/office/messages"

urlpatterns: list[URLPattern] = [
    path(_AT, in_campaign(signed_in(show)), name="office_mailings"),
    path(f"{_AT}/<uuid:pk>", in_campaign(signed_in(outcome)), name="office_mailing"),
    path(f"{_AT}/<uuid:pk>/do", in_campaign(signed_in(act)), name="office_mailing_do"),
    path(f"{_AT}/template/<slug:code>", in_campaign(signed_in(template)), name="office_template"),
]
