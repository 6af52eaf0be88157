"""The files of an entry as a juror opens them: for whoever judges it, under names that name nobody. Source: G3."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from pingxuan.jury import queries
from pingxuan.jury.models import Assignment
from pingxuan.nominations.models import Attachment
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.jury_desk import JurorsFile, jurors_files
from pingxuan.web.pages.jury import open_seat
from pingxuan.web.ranges import stored_response

SHOWN = (Attachment.Kind.PICTURE, Attachment.Kind.AUDIO)


@require_safe
@in_campaign
@signed_in
def file(request: EdgeRequest, number: str, place: int) -> HttpResponseBase:
    """Give one file to a juror who judges the entry."""
    found = _found(request, number, place)
    response = stored_response(
        found.file.file.open("rb"),
        size=found.file.size,
        media_type=found.file.media_type,
        tag=found.file.sha256,
        headers=request.META,
        name=found.name,
        is_kept=found.file.kind not in SHOWN,
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@in_campaign
@signed_in
def preview(request: EdgeRequest, number: str, place: int) -> HttpResponse:
    """Show the small picture of a file that this house drew itself."""
    found = _found(request, number, place)
    if not found.file.preview:
        raise Http404
    with found.file.preview.open("rb") as kept:
        response = HttpResponse(kept.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: EdgeRequest, number: str, place: int) -> JurorsFile:
    seat = open_seat(request)
    given = queries.desk(seat.juror).exclude(state=Assignment.State.RECUSED)
    assignment = get_object_or_404(given, entry__number=number)
    files = jurors_files(seat.campaign, assignment.entry)
    found = next((one for one in files if one.place == place), None)
    if found is None:
        raise Http404
    return found


_AT = "c/<slug:slug>/jury/<slug:number>/files/<int:place>"

urlpatterns = [
    path(_AT, file, name="jury_file"),
    path(f"{_AT}/preview", preview, name="jury_file_preview"),
]
