"""Pages of a writer: one's nominations, a new one, and the form with its autosave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import holds
from pingxuan.domain.errors import ContentInvalid, StaleDraft, WrongNominator
from pingxuan.domain.rules.entry import FieldKind, Nominator
from pingxuan.domain.transitions import step
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.nominations.actions.drafting import draft as draft_act
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.content.checking import EVIDENCE, written_fields
from pingxuan.nominations.content.choosing import categories_for
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.halves import drafted
from pingxuan.nominations.content.paper import is_printable
from pingxuan.nominations.models import Nomination
from pingxuan.nominations.queries.late import stages_for
from pingxuan.nominations.queries.own import by_id, mine, units_to_file_for
from pingxuan.units.queries import branch
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.errors import sentence
from pingxuan.web.forms.evidence import flat
from pingxuan.web.forms.nominations import CONFIRMS, BeginForm, shown_values, typed_values
from pingxuan.web.pages import attached, filed
from pingxuan.web.pages.attached import take_files
from pingxuan.web.previewing import AT_WRITERS
from pingxuan.web.writing import hand_in_until, steps_ahead, written

ROWS_A_PAGE = 40
_CLERKS = (Role.UNIT_FILLER, Role.OFFICE_REVIEWER, Role.OFFICE_SEALER)


@require_safe
def list_(request: EdgeRequest) -> HttpResponse:
    """Show what one has written, with where each stands."""
    person, campaign = who(request)
    rows = mine(person, campaign).annotate(
        remark_count=Count("remarks", filter=Q(remarks__settled_at=None))
    )
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "nominations/list.html",
        {
            "page_obj": page,
            "rows": [(one, filed.told_status(one, request.moment)) for one in page.object_list],
            "may_begin": bool(_ways(person, campaign)),
            "is_open": Stage.COLLECTION in campaign.open_stages(request.now),
            "window": _window(campaign),
            "is_clerk": holds(person, campaign, *_CLERKS),
            "categories": [(one.code, one.name) for one in campaign.sheet.categories],
            "printable": is_printable(campaign.sheet),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: EdgeRequest) -> HttpResponse:
    """Ask in whose name, and begin a draft."""
    person, campaign = who(request)
    posted = request.POST.get("way", "") if request.method == "POST" else ""
    forms = [_begin_form(request, person, campaign, way, posted) for way in _ways(person, campaign)]
    asked = next((form for form in forms if form.is_bound), None)
    if asked is not None and asked.is_valid():
        made = draft_act(
            campaign,
            asked.cleaned_data["unit"],
            self_nominated=asked.nominator is Nominator.PERSON,
            person=person,
            now=request.now,
        )
        return HttpResponseRedirect(reverse("nomination", args=[campaign.slug, made.pk]))
    context = {
        "forms": [(form, categories_for(campaign.sheet, form.nominator)) for form in forms],
        "is_open": Stage.COLLECTION in campaign.open_stages(request.now),
        "window": _window(campaign),
    }
    return render(request, "nominations/new.html", context, status=422 if asked else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Show the form while one may write, and what was handed in afterwards; a POST saves."""
    nomination = _found(request, pk)
    if request.method == "POST":
        return _save(request, nomination)
    if not _may_write(request, nomination):
        return filed.page(request, nomination)
    return _form_page(request, nomination, drafted(nomination))


@require_POST
def autosave(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed; when somebody else saved, answer with both texts: 409."""
    person, campaign = who(request)
    nomination = _found(request, pk)
    try:
        saved = save_draft(
            nomination.pk,
            typed_values(campaign.sheet, request.POST),
            seen_version=_seen(request),
            person=person,
            now=request.now,
            confirmed=request.POST.getlist(CONFIRMS),
        )
    except StaleDraft:
        nomination.refresh_from_db()
        return JsonResponse(_theirs(nomination), status=409)
    return JsonResponse({"revision": str(saved.draft_version), "saved_at": _clock(saved)})


@require_safe
def checks(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Give the list of what is still to be mended, for the page to renew after each saving."""
    nomination = _found(request, pk)
    if not _may_write(request, nomination):
        raise Http404
    writing = written(nomination, drafted(nomination), request.moment, shows_problems=False)
    return render(
        request,
        "nominations/_checks.html",
        {"writing": writing, "nomination": nomination, "is_alone": True},
    )


@require_POST
def file(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Save what is on the page, and hand it in; what is wrong comes back beside its field."""
    person, campaign = who(request)
    nomination = _found(request, pk)
    taken = take_files(request, nomination)
    values = typed_values(campaign.sheet, taken.posted)
    try:
        save_draft(
            nomination.pk,
            values,
            seen_version=_seen(request),
            person=person,
            now=request.now,
            confirmed=request.POST.getlist(CONFIRMS),
        )
        if taken.errors:
            nomination.refresh_from_db()
            return _form_page(request, nomination, values, file_errors=taken.errors, status=422)
        done = file_nomination(nomination.pk, person=person, now=request.now)
    except StaleDraft:
        return _conflict(request, nomination, values)
    except (ContentInvalid, WrongNominator) as refusal:
        nomination.refresh_from_db()
        return _form_page(request, nomination, values, refusal=sentence(refusal), status=422)
    messages.success(
        request,
        _("已提交，编号 %(number)s。接下来由%(unit)s盖章。")
        % {"number": done.file_number, "unit": done.unit.name},
    )
    return HttpResponseRedirect(reverse("nomination", args=[campaign.slug, pk]))


def _save(request: EdgeRequest, nomination: Nomination) -> HttpResponse:
    person, campaign = who(request)
    taken = take_files(request, nomination)
    values = typed_values(campaign.sheet, taken.posted)
    try:
        saved = save_draft(
            nomination.pk,
            values,
            seen_version=_seen(request),
            person=person,
            now=request.now,
            confirmed=request.POST.getlist(CONFIRMS),
        )
    except StaleDraft:
        return _conflict(request, nomination, values)
    if taken.errors:
        return _form_page(request, saved, values, file_errors=taken.errors, status=422)
    if request.POST.get("then") == "preview":
        return HttpResponseRedirect(reverse("nomination_public", args=[campaign.slug, saved.pk]))
    messages.success(request, _("已保存 %(at)s") % {"at": _clock(saved)})
    return HttpResponseRedirect(reverse("nomination", args=[campaign.slug, nomination.pk]))


def _conflict(request: EdgeRequest, nomination: Nomination, values: dict[str, Any]) -> HttpResponse:
    """Show both texts of each field that differs; what was typed stays in the form."""
    nomination.refresh_from_db()
    theirs = drafted(nomination)
    differing = [
        field.key
        for field in written_fields(nomination.campaign.sheet)
        if (values.get(field.key) or "") != (theirs.get(field.key) or "")
    ]
    both = [(key, _told(values.get(key)), _told(theirs.get(key))) for key in differing]
    return _form_page(request, nomination, values, both=both, status=409)


def _form_page(
    request: EdgeRequest,
    nomination: Nomination,
    values: dict[str, Any],
    *,
    refusal: str = "",
    both: list[tuple[str, str, str]] | None = None,
    file_errors: Mapping[str, tuple[str, ...]] | None = None,
    status: int = 200,
) -> HttpResponse:
    remarks = list(nomination.remarks.select_related("unit").order_by("made_at", "pk"))
    writing = written(
        nomination,
        values,
        request.moment,
        shows_problems=bool(refusal),
        remarks=remarks,
        file_errors=file_errors,
        confirmed=request.POST.getlist(CONFIRMS) if request.method == "POST" else None,
    )
    sheet = nomination.campaign.sheet
    context = {
        "nomination": nomination,
        "writing": writing,
        "refusal": refusal,
        "both": [(sheet.field(key), mine_, theirs) for key, mine_, theirs in both or []],
        "remarks": remarks,
        "open_remarks": sum(remark.settled_at is None for remark in remarks),
        "general": [remark for remark in remarks if not remark.field],
        "steps": steps_ahead(nomination),
        "until": hand_in_until(nomination, request.moment),
        "saved_at": nomination.draft_saved_at,
        "shown": [field for field in written_fields(sheet) if field.public],
        "hidden": [
            field
            for field in written_fields(sheet)
            if not field.public and field.kind is not FieldKind.CONSENT
        ],
        "printable": is_printable(sheet),
        "may_preview": True,
    }
    return render(request, "nominations/form.html", context, status=status)


def _found(request: EdgeRequest, pk: UUID) -> Nomination:
    person, campaign = who(request)
    nomination = by_id(person, campaign, pk)
    if nomination is None:
        raise Http404
    return nomination


def _may_write(request: EdgeRequest, nomination: Nomination) -> bool:
    """Whether the table has the step now, and the permission agrees."""
    status = Status(nomination.status)
    if status not in AT_WRITERS or not may(request.person, "nominations.edit", nomination):
        return False
    return Stage.COLLECTION in stages_for(nomination, request.now) and (
        step(Act.EDIT, status, {Stage.COLLECTION}) is status
    )


def _ways(person: Person, campaign: Campaign) -> list[Nominator]:
    """List the ways of nominating that are open to a person. Source: C6–C8."""
    is_open = {way: bool(categories_for(campaign.sheet, way)) for way in Nominator}
    is_clerk = holds(person, campaign, *_CLERKS)
    return [way for way in Nominator if is_open[way] and (is_clerk or way is Nominator.PERSON)]


def _begin_form(
    request: EdgeRequest, person: Person, campaign: Campaign, way: Nominator, posted: str
) -> BeginForm:
    """Make the form of one way, with the units to choose from; the only one is chosen already."""
    if way is Nominator.PERSON and campaign.root is not None:
        units = branch(campaign.root).filter(is_active=True).order_by("path")
    else:
        units = units_to_file_for(person, campaign)
    few = list(units[:2])
    only = {"unit": few[0]} if len(few) == 1 else {}
    data = request.POST if posted == way else None
    return BeginForm(data, way, units, initial=only)


def _window(campaign: Campaign) -> Any:
    has_one = campaign.sheet.has_stage(Stage.COLLECTION)
    return campaign.sheet.window(Stage.COLLECTION) if has_one else None


def _seen(request: EdgeRequest) -> int:
    version = request.POST.get("revision", "")
    return int(version) if version.isdecimal() else 0


def _clock(nomination: Nomination) -> str:
    at = nomination.draft_saved_at
    return localtime(at).strftime("%H:%M:%S") if at else ""


def _theirs(nomination: Nomination) -> dict[str, Any]:
    """Write a draft as the inputs of the page are named, with who saved it and when."""
    # As the page shows them, or a word and its code would be told as two texts.
    sheet = nomination.campaign.sheet
    values = drafted(nomination)
    values |= shown_values(sheet, values)
    fields: dict[str, str] = {}
    for field in written_fields(nomination.campaign.sheet):
        value = values.get(field.key)
        if field.kind in EVIDENCE:
            fields |= flat(sheet, field.key, value)
        elif field.kind is FieldKind.CONSENT:
            fields[field.key] = "on" if value else ""
        else:
            fields[field.key] = text_of(value)
    by = nomination.draft_saved_by
    return {
        "revision": str(nomination.draft_version),
        "by": by.name if by else "",
        "at": _clock(nomination),
        "fields": fields,
    }


def _told(value: Any) -> str:
    """Write a value of a draft as text, a table one row a line."""
    if isinstance(value, list):
        rows = (row.values() if isinstance(row, dict) else [row] for row in value)
        return "\n".join("　".join(filter(None, map(text_of, row))) for row in rows)
    if isinstance(value, bool):
        return _("同意") if value else ""
    return text_of(value)


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/desk", in_campaign(signed_in(list_)), name="my_nominations"),
    path("c/<slug:slug>/desk/new", in_campaign(signed_in(begin)), name="new_nomination"),
    path("c/<slug:slug>/desk/n/<uuid:pk>", in_campaign(signed_in(show)), name="nomination"),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/autosave",
        in_campaign(signed_in(autosave)),
        name="nomination_autosave",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/checks",
        in_campaign(signed_in(checks)),
        name="nomination_checks",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/file", in_campaign(signed_in(file)), name="nomination_file"
    ),
    *filed.urlpatterns,
    *attached.urlpatterns,
]
