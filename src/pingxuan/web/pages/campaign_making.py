"""Make a campaign in the browser: choose what to start from, then read and mend its rule sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.campaigns.making import built_in, make_campaign
from pingxuan.campaigns.queries import running
from pingxuan.campaigns.reading import decode_sheet
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.cloning import cloned
from pingxuan.domain.rules.problems import SheetInvalid
from pingxuan.web.edge import EdgeRequest, signed_in
from pingxuan.web.forms.campaign_making import SheetForm, StartForm


@require_safe
def start(request: EdgeRequest) -> HttpResponse:
    """Ask what to start from."""
    require(request.person, "campaigns.load_sheet", None)
    return render(request, "campaign_making/start.html", {"form": StartForm()})


@require_POST
def draft(request: EdgeRequest) -> HttpResponse:
    """Write the new sheet from the old one, to be read and mended."""
    require(request.person, "campaigns.load_sheet", None)
    form = StartForm(request.POST)
    if not form.is_valid():
        return render(request, "campaign_making/start.html", {"form": form}, status=422)
    given = form.cleaned_data
    text, root = _base(given["base"])
    opens_on = min(stage.opens_at for stage in decode_sheet(text, "sheet").stages).date()
    moved_by = timedelta(days=(given["first_day"] - opens_on).days)
    text = cloned(text, slug=given["slug"], title=given["title"], moved_by=moved_by)
    return _sheet_page(request, SheetForm(initial={"text": text, "root_name": root}))


@require_POST
def make(request: EdgeRequest) -> HttpResponse:
    """Make the campaign, or show everything that is wrong with its sheet."""
    person = request.person
    require(person, "campaigns.load_sheet", None)
    assert person is not None  # nobody without a post passes
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _sheet_page(request, form, status=422)
    given = form.cleaned_data
    try:
        campaign = make_campaign(
            given["text"].replace("\r\n", "\n"),
            root=form.root(),
            root_name=given["root_name"].strip(),
            person=person,
            now=request.now,
        )
    except SheetInvalid as invalid:
        return _sheet_page(request, form, status=422, problems=_lines(invalid))
    except ContentInvalid:
        form.add_error("text", _("slug 这个名字已有活动在用，请换一个。"))
        return _sheet_page(request, form, status=422)
    messages.success(request, _("活动已建立：%(title)s") % {"title": campaign.title})
    return HttpResponseRedirect(reverse("manage", args=[campaign.slug]))


def _base(chosen: str) -> tuple[str, str]:
    """Give the text that was chosen to start from, and the name of its topmost office."""
    kind, _colon, name = chosen.partition(":")
    if kind == "built-in":
        return built_in(name), ""
    campaign = get_object_or_404(running().select_related("root"), slug=name)
    text = campaign.version.text if campaign.version else ""
    return text, campaign.root.name if campaign.root else ""


def _lines(invalid: SheetInvalid) -> list[dict[str, Any]]:
    language = get_language() or "zh-hans"
    return [
        {"line": one.line, "key": one.key, "text": one.text.get(language)}
        for one in invalid.problems
    ]


def _sheet_page(
    request: EdgeRequest, form: SheetForm, *, status: int = 200, problems: Any = ()
) -> HttpResponse:
    context = {"form": form, "problems": problems}
    return render(request, "campaign_making/sheet.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path("campaigns/new", signed_in(start), name="new_campaign"),
    path("campaigns/new/sheet", signed_in(draft), name="new_campaign_sheet"),
    path("campaigns/new/make", signed_in(make), name="make_campaign"),
]
