"""Draw the small pictures of PDF files beside nominations, one after another, by the worker."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from pingxuan.nominations.models import Attachment
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.first_page import first_page

AT_ONCE = 5
MOST_TRIES = 2


def draw_left(now: datetime) -> int:
    """Draw what has no picture yet; give how many were tried.

    Each is noted before it is begun, so that one that kills the worker is begun twice at most.
    Nothing is locked while the child draws.

    Args:
        now: unused; every job is called with its moment.

    Source:
        N6: previews.
    """
    left = Attachment.objects.filter(
        kind=Attachment.Kind.PDF, preview="", preview_tries__lt=MOST_TRIES
    )
    tried = list(left.order_by("preview_tries", "added_at", "pk")[:AT_ONCE])
    for one in tried:
        _draw(one)
    return len(tried)


def _draw(one: Attachment) -> None:
    claimed = Attachment.objects.filter(pk=one.pk, preview_tries=one.preview_tries, preview="")
    if not claimed.update(preview_tries=F("preview_tries") + 1):
        return  # another worker has it
    with suppress(Unreadable, FileNotFoundError):
        with one.file.open("rb") as stored:
            picture = first_page(stored.read())
        with transaction.atomic():
            held = Attachment.objects.select_for_update().filter(pk=one.pk).first()
            if held is not None and not held.preview:
                held.preview.save(f"{held.sha256}.webp", ContentFile(picture), save=False)
                held.save(update_fields=["preview"])
