"""Pages: what hangs on an entry: its public files, and the card and poster to pass it on with."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.models import Attachment
from pingxuan.papers.typesetting import typeset, typeset_picture
from pingxuan.voting.models import Entry
from pingxuan.voting.queries.entries import files_of, visible
from pingxuan.web.edge import EdgeRequest, in_campaign
from pingxuan.web.entries import SMALL_PICTURE
from pingxuan.web.ranges import stored_response
from pingxuan.web.share_pieces import piece_of

PIECES_KEPT = 128
KEPT_SECONDS = 3600
PIECES: dict[str, tuple[str, dict[str, Any]]] = {
    "card.png": ("share_card", {}),
    "card-small.png": ("share_card", {"small": True}),
    "poster.png": ("poster", {"paper": "phone"}),
    "poster.pdf": ("poster", {"paper": "a3"}),
}
INLINE = (Attachment.Kind.PICTURE, Attachment.Kind.AUDIO)


def _entry(request: EdgeRequest, number: str) -> tuple[Campaign, Entry]:
    campaign = request.campaign
    if campaign is None or campaign.sheet.voting is None:
        raise Http404
    return campaign, get_object_or_404(visible(campaign), number=number)


@require_safe
@in_campaign
def piece(request: EdgeRequest, number: str, name: str) -> HttpResponse:
    """Give the card or the poster of an entry."""
    campaign, entry = _entry(request, number)
    if name not in PIECES:
        raise Http404
    address = request.build_absolute_uri(reverse("entry", args=[campaign.slug, number]))
    template, further = PIECES[name]
    said = json.dumps(
        {**piece_of(campaign, entry, address, request.moment), **further}, ensure_ascii=False
    )
    is_paper = name.endswith(".pdf")
    made = _made(template, said, entry.published_at.isoformat() if is_paper else "")
    response = HttpResponse(made, content_type="application/pdf" if is_paper else "image/png")
    shown_as = f"{entry.number}-{name}"
    response["Content-Disposition"] = content_disposition_header(False, shown_as) or "inline"
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


@lru_cache(maxsize=PIECES_KEPT)
def _made(template: str, said: str, dated: str) -> bytes:
    """Draw a piece once for what it says; a changed text is another piece."""
    data = json.loads(said)
    if not dated:
        return typeset_picture(template, data)
    return typeset(template, data, made_at=datetime.fromisoformat(dated))


@require_safe
@in_campaign
def file(request: EdgeRequest, number: str, file_id: UUID, name: str) -> HttpResponseBase:
    """Give a public file of an entry: pictures and sound to be shown, everything else to be kept."""
    campaign, entry = _entry(request, number)
    one = next((each for each in files_of(campaign, entry) if each.pk == file_id), None)
    stored = one and (one.preview if name == SMALL_PICTURE else one.file)
    if one is None or not stored:
        raise Http404
    is_small = name == SMALL_PICTURE
    response = stored_response(
        stored.open("rb"),
        size=stored.size if is_small else one.size,
        media_type="image/webp" if is_small else one.media_type,
        tag=f"{one.sha256}-small" if is_small else one.sha256,
        headers=request.META,
        name=one.name,
        is_kept=one.kind not in INLINE,
    )
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


_AT = "c/<slug:slug>/e/<str:number>"

urlpatterns: list[URLPattern] = [
    path(f"{_AT}/<str:name>", piece, name="entry_piece"),
    path(f"{_AT}/files/<uuid:file_id>/<str:name>", file, name="entry_file"),
]
