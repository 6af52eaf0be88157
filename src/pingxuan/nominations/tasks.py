"""What the worker runs for this room."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from pingxuan.nominations.actions.comparing import compare_left
from pingxuan.nominations.actions.drawing import draw_left
from pingxuan.nominations.actions.linking import check_due
from pingxuan.nominations.actions.receiving import read_received
from pingxuan.nominations.models import IncomingForm

FILES_AT_ONCE = 20
COMPARE_EVERY = 15


def read_papers(now: datetime) -> int:
    """Read the files that were kept and not read yet, oldest first; give how many were read."""
    waiting = IncomingForm.objects.filter(state=IncomingForm.State.RECEIVED)
    ids = list(waiting.order_by("arrived_at", "pk").values_list("pk", flat=True)[:FILES_AT_ONCE])
    return sum(bool(read_received(pk, now=now)) for pk in ids)


def check_links(now: datetime) -> int:
    """Look at a few links that are due, unless the site has no way out; give how many."""
    return len(check_due(now)) if settings.LINK_CHECKS else 0


def compare_texts(now: datetime) -> int:
    """Take up filed texts that nothing is compared by yet, four times a minute."""
    return 0 if now.second % COMPARE_EVERY else compare_left(now)


def draw_previews(now: datetime) -> int:
    """Draw the first pages of a few PDF files that have no picture yet; give how many were tried."""
    return draw_left(now)
