"""What the worker runs for this room."""

from __future__ import annotations

from datetime import datetime

from pingxuan.letterbox.actions.answering import answer
from pingxuan.letterbox.actions.fetching import look_into
from pingxuan.letterbox.queries import due, ready_to_answer
from pingxuan.papers.codes import sentence

ANSWERS_AT_ONCE = 20


def look_into_mailboxes(now: datetime) -> int:
    """Look into the mailbox that has waited longest, and answer what is read; give what was done."""
    mailbox = due(now).values_list("pk", flat=True).first()
    taken = look_into(mailbox, now=now) if mailbox else 0
    ids = list(ready_to_answer().values_list("pk", flat=True)[:ANSWERS_AT_ONCE])
    return taken + sum(answer(pk, sentence=lambda code: sentence(code)[1], now=now) for pk in ids)
