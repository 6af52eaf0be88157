"""Pages for paper: upload filled forms, see what was read, mend it, make a draft of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.actions.incoming import confirm_form
from pingxuan.nominations.actions.receiving import TABLE, receive
from pingxuan.nominations.models import IncomingForm
from pingxuan.nominations.queries.incoming import (
    TO_CONFIRM,
    Turn,
    incoming_of,
    reading_now,
    same_file,
    to_do_first,
    turn_of,
)
from pingxuan.nominations.queries.own import units_to_file_for
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.pictures import MOST_PICTURED, page_count, picture_of_page
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.incoming import UploadForm
from pingxuan.web.forms.nominations import typed_values
from pingxuan.web.pages import listing
from pingxuan.web.pages.listing import listing_context
from pingxuan.web.readings import in_list, read_values, reading_of, state_of
from pingxuan.web.sentences import code_sentence
from pingxuan.web.writing import checked

ROWS_A_PAGE = 50
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@require_http_methods(["GET", "HEAD", "POST"])
def list_(request: EdgeRequest) -> HttpResponse:
    """Show what came in; a POST brings files, each of which is kept whatever it is, to be read.

    A script brings them one by one (`X-One-File`) and is answered with nothing (204), or with a
    sentence: that the file was there already (200), or why it is not taken (4xx).
    """
    person, campaign = who(request)
    units = units_to_file_for(person, campaign)
    if not units.exists():
        raise NotYourAct("nominations.import_form")
    if request.method != "POST":
        return _list_page(request, UploadForm(None, None, units))
    form = UploadForm(request.POST, request.FILES, units)
    is_alone = "X-One-File" in request.headers
    if not form.is_valid():
        return _refused(form, 422) if is_alone else _list_page(request, form, status=422)
    too_large, known = _bring(request, form, is_told=not is_alone)
    if too_large:
        form.add_error("papers", [f"{name}: {code_sentence('too_large')}" for name in too_large])
        return _refused(form, 413) if is_alone else _list_page(request, form, status=413)
    if is_alone:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(known[0], content_type=plain) if known else HttpResponse(status=204)
    return HttpResponseRedirect(reverse("incoming", args=[campaign.slug]))


def _refused(form: UploadForm, status: int) -> HttpResponse:
    said = " ".join(str(one) for errors in form.errors.values() for one in errors)
    return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show what was read beside where it was found; a POST makes a draft of the mended values."""
    person, campaign = who(request)
    incoming = get_object_or_404(incoming_of(person, campaign), pk=pk)
    turn = turn_of(incoming_of(person, campaign), pk)
    if request.method == "POST":
        return _confirmed(request, incoming, turn)
    values = read_values(incoming)
    found = checked(campaign, values, request.moment)
    layout = incoming.reading.get("layout")
    context: dict[str, Any] = {
        "incoming": incoming,
        "state": state_of(incoming),
        "reading": reading_of(campaign.sheet, incoming, values, found),
        "is_table": TABLE in incoming.errors,
        "to_confirm": incoming.state in TO_CONFIRM and TABLE not in incoming.errors,
        "is_being_read": incoming.state == IncomingForm.State.RECEIVED,
        "is_picture": _picture_type(incoming) is not None,
        "layout": layout,
        "pages": [] if layout else _pictured_pages(incoming),
        "turn": turn,
    }
    if context["is_table"]:
        page = request.GET.get("page")
        context |= listing_context(incoming, person, campaign, page)
    return render(request, "incoming/form.html", context)


def _confirmed(request: EdgeRequest, incoming: IncomingForm, turn: Turn) -> HttpResponse:
    """Make a draft, and go on to the next paper that waits; after the last one to its draft."""
    person, campaign = who(request)
    values = typed_values(campaign.sheet, request.POST)
    nomination = confirm_form(incoming.pk, values, person=person, now=request.now)
    draft = reverse("nomination", args=[campaign.slug, nomination.pk])
    if turn.after is None:
        messages.success(request, _("已转为草稿。请补上链接和数据，看过公开范围后提交。"))
        return HttpResponseRedirect(draft)
    link = format_html('<a href="{}">{}</a>', draft, nomination.title or incoming.name)
    said = ngettext(
        "已转为草稿：{draft}。还有 {n} 份要核对。",
        "已转为草稿：{draft}。还有 {n} 份要核对。",
        turn.others,
    )
    messages.success(request, format_html(said, draft=link, n=turn.others))
    return HttpResponseRedirect(reverse("incoming_form", args=[campaign.slug, turn.after]))


@require_safe
def page_picture(request: EdgeRequest, pk: UUID, number: int) -> HttpResponse:
    """Draw one page of a scan, to be typed from."""
    person, campaign = who(request)
    incoming = get_object_or_404(incoming_of(person, campaign), pk=pk)
    try:
        picture = picture_of_page(_stored(incoming), number - 1)
    except Unreadable:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png")


@require_safe
def original(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give the file as it came; a picture to look at, everything else to be kept."""
    person, campaign = who(request)
    incoming = get_object_or_404(incoming_of(person, campaign), pk=pk)
    if not incoming.file:
        raise Http404
    picture = _picture_type(incoming)
    data = _stored(incoming)
    response = HttpResponse(data, content_type=picture or "application/octet-stream")
    disposition = content_disposition_header(picture is None, incoming.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _stored(incoming: IncomingForm) -> bytes:
    with incoming.file.open("rb") as stored:
        return bytes(stored.read())


def _pictured_pages(incoming: IncomingForm) -> list[int]:
    """Number the pages of a scanned PDF, which has nothing else to show."""
    if incoming.errors != ["no_text_layer"] or not incoming.file:
        return []
    data = _stored(incoming)
    if not data.startswith(b"%PDF-"):
        return []
    return list(range(1, min(page_count(data), MOST_PICTURED) + 1))


def _bring(request: EdgeRequest, form: UploadForm, *, is_told: bool) -> tuple[list[str], list[str]]:
    """Keep all files that are not too large and say how many.

    Returns:
        The names of those that are too large, and a sentence for each that was there already.
    """
    person, campaign = who(request)
    too_large, known, count = [], [], 0
    for upload in form.cleaned_data["papers"]:
        name = upload.name or ""
        if (upload.size or 0) > settings.FORM_FILE_LIMIT:
            too_large.append(name)
            continue
        unit, data = form.cleaned_data["unit"], upload.read()
        before = same_file(campaign, unit, data).first()
        receive(campaign, unit, name, data, person=person, now=request.now)
        if before is None:
            count += 1
        else:
            said = _("与已收到的“%(known)s”是同一个文件，没有再收一遍。")
            known.append(said % {"known": before.name})
            if is_told:
                messages.info(request, f"{name}　{known[-1]}")
    if count and is_told:
        said = ngettext("收到 %(n)s 个文件", "收到 %(n)s 个文件", count) % {"n": count}
        messages.success(request, _("%(said)s，正在读取。") % {"said": said})
    return too_large, known


def _list_page(request: EdgeRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    person, campaign = who(request)
    found = incoming_of(person, campaign)
    page = Paginator(to_do_first(found), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [_row(campaign.sheet, incoming) for incoming in page.object_list],
        "progress": reading_now(found),
        "limit": settings.FORM_FILE_LIMIT,
    }
    template = "incoming/_arrivals.html" if request.htmx else "incoming/list.html"
    return render(request, template, context, status=status)


def _row(sheet: RuleSheet, incoming: IncomingForm) -> dict[str, Any]:
    read = incoming.reading
    fields = read.get("fields") or {}
    warnings = [*(read.get("warnings") or []), *(read.get("file_warnings") or [])]
    return {
        "incoming": incoming,
        "title": fields.get("title") or "",
        "name": fields.get("name") or "",
        "state": state_of(incoming),
        "errors": [in_list(sheet, code) for code in incoming.errors],
        "warnings": [in_list(sheet, code) for code in dict.fromkeys(warnings)],
        "doubts": len(read.get("doubts") or {}),
    }


def _picture_type(incoming: IncomingForm) -> str | None:
    if not incoming.file:
        return None
    with incoming.file.open("rb") as stored:
        head = stored.read(8)
    return next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), None)


urlpatterns: list[URLPattern] = [
    *listing.urlpatterns,
    path("c/<slug:slug>/desk/incoming", in_campaign(signed_in(list_)), name="incoming"),
    path(
        "c/<slug:slug>/desk/incoming/<uuid:pk>",
        in_campaign(signed_in(show)),
        name="incoming_form",
    ),
    path(
        "c/<slug:slug>/desk/incoming/<uuid:pk>/page/<int:number>.png",
        in_campaign(signed_in(page_picture)),
        name="incoming_page",
    ),
    path(
        "c/<slug:slug>/desk/incoming/<uuid:pk>/file",
        in_campaign(signed_in(original)),
        name="incoming_file",
    ),
]
