"""Read the book, and check that nobody tore a page out."""

from __future__ import annotations

from datetime import UTC

from django.db.models import QuerySet

from pingxuan.audit.models import Head, Record
from pingxuan.domain.revision import fingerprint


def lines(chain: str) -> QuerySet[Record]:
    """Give the lines of one chain, newest first."""
    return Record.objects.filter(chain=chain).order_by("-number")


def chains() -> list[str]:
    """Name all chains of the book."""
    return list(Head.objects.order_by("chain").values_list("chain", flat=True))


def first_fault(chain: str) -> int | None:
    """Find the first line whose number, link or hash does not hold; None when all is well.

    A missing end shows as the number after the last line.
    """
    before, number = "0" * 64, 0
    for entry in Record.objects.filter(chain=chain).order_by("number").iterator():
        number += 1
        line = {
            "act": entry.act,
            "at": entry.at.astimezone(UTC).isoformat(),
            "before": before,
            "chain": chain,
            "facts": entry.facts,
            "number": number,
            "person": str(entry.person_id) if entry.person_id else None,
            "subject": f"{entry.subject_kind}:{entry.subject_id}",
        }
        if entry.number != number or entry.before != before or entry.hash != fingerprint(line):
            return number
        before = entry.hash
    head = Head.objects.filter(chain=chain).first()
    expected = (head.number, head.hash) if head else (0, "0" * 64)
    return None if expected == (number, before) else number + 1
