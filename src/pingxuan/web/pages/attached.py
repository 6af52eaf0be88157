"""Files beside a form: taken up while one writes, handed out to whoever may read the nomination."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from pingxuan.accounts.permissions import may
from pingxuan.domain.errors import ContentInvalid
from pingxuan.nominations.actions.attaching import attach, attach_link, attach_proof, detach
from pingxuan.nominations.content.files import FILES
from pingxuan.nominations.models import Attachment, Nomination
from pingxuan.nominations.queries.attached import readable_files
from pingxuan.nominations.queries.own import by_id
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.files import FilesPanel, ProofCell, files_panel
from pingxuan.web.ranges import stored_response
from pingxuan.web.sentences import code_sentence

_PROOF_NAME = re.compile(r"([a-z][a-z0-9_]*)-(\d{1,4})-proof")
_UPLOAD_AND_PROOF = re.compile(r"([a-z][a-z0-9_]*-\d{1,4}-proof)-file")
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Taken:
    """What became of the files that came with a form.

    Attributes:
        posted: the form, each row naming its new proof picture.
        errors: sentences, by the name of the input; those of the files' panel under `files`.
    """

    posted: QueryDict
    errors: Mapping[str, tuple[str, ...]]

    @property
    def is_only_files(self) -> bool:
        """Whether a button was pressed that is about files and nothing else."""
        return any(name in self.posted for name in ("only", "remove", "clear-proof"))


def take_files(request: EdgeRequest, nomination: Nomination) -> Taken:
    """Lay everything that was chosen on a form beside the nomination, and take away what was crossed out.

    Each file stands or falls alone: a bad one is told of, the others are kept.
    """
    person, _campaign = who(request)
    posted, errors = request.POST.copy(), dict[str, tuple[str, ...]]()
    for name in posted.getlist("clear-proof"):
        if _PROOF_NAME.fullmatch(name):
            posted[name] = ""
    if (removed := _uuid(posted.get("remove", ""))) is not None:
        detach(nomination.pk, removed, person=person, now=request.now)
    for name, upload in _proofs(request):
        try:
            made = attach_proof(
                nomination.pk, upload.name or "", upload.read(), person=person, now=request.now
            )
            posted[name] = made.sha256
        except ContentInvalid as refusal:
            errors[name] = _told(refusal)
    for upload in request.FILES.getlist(FILES)[:MOST_AT_ONCE]:
        try:
            attach(nomination.pk, upload.name or "", upload.read(), person=person, now=request.now)
        except ContentInvalid as refusal:
            said = tuple(f"{upload.name}：{one}" for one in _told(refusal))
            errors[FILES] = (*errors.get(FILES, ()), *said)
    if link := posted.get("video-link", "").strip():
        name = posted.get("video-name", "").strip()
        try:
            attach_link(nomination.pk, name, link, person=person, now=request.now)
        except ContentInvalid as refusal:
            errors[FILES] = (*errors.get(FILES, ()), *_told(refusal))
    return Taken(posted, errors)


@require_POST
def upload(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take files up while one writes; the answer is the panel, or the cell that asked, anew."""
    nomination = _found(request, pk)
    if not may(request.person, "nominations.attach", nomination):
        raise Http404
    taken = take_files(request, nomination)
    status = 422 if taken.errors else 200
    name = request.POST.get("cell", "")
    if match := _PROOF_NAME.fullmatch(name):
        cell = ProofCell.of(
            name, taken.posted.get(name, ""), nomination, taken.errors.get(name, ())
        )
        context = {"proof": cell, "at": match[2], "nomination": nomination}
        return render(request, "nominations/_proof.html", context, status=status)
    panel: FilesPanel | None = files_panel(nomination, taken.errors.get(FILES, ()))
    context = {"files": panel, "nomination": nomination, "is_live": True}
    return render(request, "nominations/_files.html", context, status=status)


@require_safe
def download(request: EdgeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file to whoever may read the text that names it; always to be kept, never to be run."""
    kept = _readable(request, pk, file_id)
    if not kept.file:
        raise Http404
    return stored_response(
        kept.file.open("rb"),
        size=kept.size,
        media_type=kept.media_type,
        tag=kept.sha256,
        headers=request.META,
        name=kept.name,
    )


@require_safe
def preview(request: EdgeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """Show the small picture that this house drew itself."""
    kept = _readable(request, pk, file_id)
    if not kept.preview:
        raise Http404
    with kept.preview.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _found(request: EdgeRequest, pk: UUID) -> Nomination:
    person, campaign = who(request)
    nomination = by_id(person, campaign, pk)
    if nomination is None:
        raise Http404
    return nomination


def _readable(request: EdgeRequest, pk: UUID, file_id: UUID) -> Attachment:
    nomination = _found(request, pk)
    is_writer = may(request.person, "nominations.edit", nomination)
    return get_object_or_404(readable_files(nomination, is_writer=is_writer), pk=file_id)


def _proofs(request: EdgeRequest) -> list[tuple[str, UploadedFile[bytes]]]:
    found = []
    for name in request.FILES:
        upload = request.FILES.get(name)
        if (match := _UPLOAD_AND_PROOF.fullmatch(name)) and upload is not None:
            found.append((match[1], upload))
    return found


def _told(refusal: ContentInvalid) -> tuple[str, ...]:
    return tuple(code_sentence(code) for codes in refusal.problems.values() for code in codes)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns: list[URLPattern] = [
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/files",
        in_campaign(signed_in(upload)),
        name="nomination_files",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/files/<uuid:file_id>",
        in_campaign(signed_in(download)),
        name="nomination_attachment",
    ),
    path(
        "c/<slug:slug>/desk/n/<uuid:pk>/files/<uuid:file_id>/preview",
        in_campaign(signed_in(preview)),
        name="nomination_preview",
    ),
]
