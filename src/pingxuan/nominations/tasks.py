"""What the worker runs for this room."""

from __future__ import annotations

from datetime import datetime

from pingxuan.nominations.actions.receiving import read_received
from pingxuan.nominations.models import IncomingForm

FILES_AT_ONCE = 20


def read_papers(now: datetime) -> int:
    """Read the files that were kept and not read yet, oldest first; give how many were read."""
    waiting = IncomingForm.objects.filter(state=IncomingForm.State.RECEIVED)
    ids = list(waiting.order_by("arrived_at", "pk").values_list("pk", flat=True)[:FILES_AT_ONCE])
    return sum(bool(read_received(pk, now=now)) for pk in ids)
