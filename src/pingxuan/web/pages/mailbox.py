"""Pages for an office's mailbox: where it lies, how the last look went, which mails came in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pingxuan.domain.errors import NotYourAct
from pingxuan.letterbox.actions.setting_up import look_now, set_up
from pingxuan.letterbox.queries import mailbox_of, mails_in, offices_of
from pingxuan.units.models import Unit
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.mailbox import MailboxForm

MAILS_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: EdgeRequest) -> HttpResponse:
    """Show an office's mailbox; a POST sets it up or changes it."""
    person, campaign = who(request)
    office, others = _office(request)
    mailbox = mailbox_of(campaign, office)
    form = MailboxForm(request.POST if request.method == "POST" else None, mailbox)
    if request.method == "POST" and form.is_valid():
        set_up(campaign, office, form.place(), person=person, now=request.now)
        messages.success(request, _("邮箱设置已保存，马上收取一次。"))
        return _back(request, office)
    context = {
        "form": form,
        "office": office,
        "others": others,
        "mailbox": mailbox,
        "page_obj": (
            Paginator(mails_in(mailbox), MAILS_A_PAGE).get_page(request.GET.get("page"))
            if mailbox
            else None
        ),
    }
    return render(request, "incoming/mailbox.html", context, status=422 if form.is_bound else 200)


@require_POST
def look(request: EdgeRequest) -> HttpResponse:
    """Let the mailbox be looked into at once."""
    person, campaign = who(request)
    office, _others = _office(request)
    mailbox = mailbox_of(campaign, office)
    if mailbox is not None:
        look_now(mailbox, person=person, now=request.now)
        messages.success(request, _("正在收取，请稍后刷新。"))
    return _back(request, office)


def _office(request: EdgeRequest) -> tuple[Unit, list[Unit]]:
    """Choose the office: the one that is named, else the first at which the person works."""
    person, campaign = who(request)
    offices = offices_of(person, campaign)
    named = request.GET.get("office") or request.POST.get("office")
    office = _named(offices, named) if named else offices.first()
    if office is None:
        raise NotYourAct("letterbox.read")
    return office, [one for one in offices if one.pk != office.pk]


def _named(offices: QuerySet[Unit], named: str) -> Unit:
    try:
        return get_object_or_404(offices, pk=UUID(named))
    except ValueError:
        raise Http404 from None


def _back(request: EdgeRequest, office: Unit) -> HttpResponse:
    _person, campaign = who(request)
    address = reverse("mailbox", args=[campaign.slug])
    return HttpResponseRedirect(f"{address}?office={office.pk.hex}")


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/desk/mailbox", in_campaign(signed_in(show)), name="mailbox"),
    path("c/<slug:slug>/desk/mailbox/look", in_campaign(signed_in(look)), name="mailbox_look"),
]
