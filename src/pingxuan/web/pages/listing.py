"""A statistics table that came in, beside what was received, with the act that mends each difference."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.actions.listing import draft_from_lines, settle_table
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.incoming import incoming_of
from pingxuan.nominations.queries.listing import Line, Received, listing
from pingxuan.papers.model import Difference
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.sentences import code_sentence

LINES_A_PAGE = 50
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MOST_UNLISTED = 200
WHAT = {
    "title_differs": noop("案例名称"),
    "category_differs": noop("类别"),
    "phone_differs": noop("手机号"),
    "unit_differs": noop("单位及职务"),
}


def listing_context(
    incoming: IncomingForm, person: Person, campaign: Campaign, page: str | None
) -> dict[str, Any]:
    """Lay the table out: one page of its lines, and what stands in none of them."""
    slug, found = campaign.slug, listing(incoming, person)
    lines = Paginator(found.lines, LINES_A_PAGE).get_page(page)
    return {
        "listing": found,
        "other_year": _other_year(campaign, incoming),
        "page_obj": lines,
        "lines": [_line(line, slug) for line in lines],
        "unlisted": [
            {"form": one.form, "href": _address(one, slug)}
            for one in found.unlisted[:MOST_UNLISTED]
        ],
    }


def _other_year(campaign: Campaign, incoming: IncomingForm) -> str:
    """Give the year in a table's head when the campaign has nothing to do with it. Source: C16, C23."""
    header = (incoming.reading.get("table") or {}).get("header") or {}
    years = _YEAR.findall(str(header.get("when") or ""))
    windows = campaign.sheet.stages
    first, last = (
        min(one.opens_at.year for one in windows),
        max(one.closes_at.year for one in windows),
    )
    return years[0] if years and not first <= int(years[0]) <= last else ""


def _line(line: Line, slug: str) -> dict[str, Any]:
    href = _address(line.received, slug) if line.received else ""
    if line.drafted:
        href = reverse("nomination", args=[slug, line.drafted])
    differences = [
        {"what": _(WHAT[one.code]), "table": one.in_table, "form": _shown(one)}
        for one in line.differences
    ]
    warnings = [code_sentence(code) for code in line.row.warnings]
    return {"line": line, "href": href, "differences": differences, "warnings": warnings}


def _shown(difference: Difference) -> str:
    """Show what the form says; a phone number only by its ends, a look at it is made elsewhere."""
    said = difference.in_form or ""
    return f"{said[:3]}****{said[-4:]}" if difference.code == "phone_differs" else said


def _address(one: Received, slug: str) -> str:
    """Give the page on which it is mended: the writer's, the office's, or that of the paper."""
    if one.incoming is not None:
        return reverse("incoming_form", args=[slug, one.incoming.pk])
    assert one.nomination is not None
    page = "nomination" if one.is_mine else "review"
    return reverse(page, args=[slug, one.nomination.pk])


@require_POST
def make_drafts(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Make drafts of the ticked lines."""
    person, campaign = who(request)
    incoming = get_object_or_404(incoming_of(person, campaign), pk=pk)
    picked = [int(one) for one in request.POST.getlist("line") if one.isascii() and one.isdigit()]
    made = draft_from_lines(incoming.pk, picked, person=person, now=request.now)
    if made:
        said = ngettext("已建 %(n)s 件草稿，请补全。", "已建 %(n)s 件草稿，请补全。", len(made))
        messages.success(request, said % {"n": len(made)})
    else:
        messages.error(request, _("没有勾选缺表的行。"))
    return HttpResponseRedirect(reverse("incoming_form", args=[campaign.slug, pk]))


@require_POST
def settle(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Put the table away."""
    person, campaign = who(request)
    incoming = get_object_or_404(incoming_of(person, campaign), pk=pk)
    settle_table(incoming.pk, person=person, now=request.now)
    messages.success(request, _("统计表已核对完毕。"))
    return HttpResponseRedirect(reverse("incoming", args=[campaign.slug]))


_AT = "c/<slug:slug>/desk/incoming/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path(f"{_AT}/drafts", in_campaign(signed_in(make_drafts)), name="listing_drafts"),
    path(f"{_AT}/settle", in_campaign(signed_in(settle)), name="listing_settle"),
]
