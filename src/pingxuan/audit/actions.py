"""Write a line into the book, inside the transaction of the act itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction

from pingxuan.audit.models import Head, Record
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act

SITE = "site"


class Actor(Protocol):
    """Who did it: any person with an id and a name."""

    @property
    def id(self) -> UUID: ...  # noqa: D102 - the class says it

    @property
    def name(self) -> str: ...  # noqa: D102 - the class says it


def lock_chain(chain: str) -> Head:
    """Lock a chain until the commit, so that nobody else adds a line meanwhile."""
    Head.objects.get_or_create(chain=chain)
    return Head.objects.select_for_update().get(chain=chain)


def record(
    act: Act,
    subject: models.Model,
    *,
    person: Actor | None,
    now: datetime,
    campaign_id: UUID | None = None,
    **facts: Any,
) -> Record:
    """Append one line about `subject`, chained to the line before it.

    Must run inside a transaction, as its last step: the head row is locked until the commit.

    Args:
        person: who did it; None for the house itself.
        campaign_id: whose chain; taken from the subject when it has one; else the site's.
        facts: plain JSON values; never a personal field.

    Source:
        L4: append-only, chained; every act and its record share a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of its act")
    owner = campaign_id or getattr(subject, "campaign_id", None)
    chain = str(owner) if owner else SITE
    head = lock_chain(chain)
    number = head.number + 1
    line = {
        "act": act.value,
        "at": now.astimezone(UTC).isoformat(),
        "before": head.hash,
        "chain": chain,
        "facts": facts,
        "number": number,
        "person": str(person.id) if person else None,
        "subject": f"{subject._meta.label_lower}:{subject.pk}",
    }
    entry = Record.objects.create(
        chain=chain,
        number=number,
        act=act.value,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        person_id=person.id if person else None,
        person_name=person.name if person else "",
        at=now,
        facts=facts,
        before=head.hash,
        hash=fingerprint(line),
    )
    head.number, head.hash = number, entry.hash
    head.save(update_fields=["number", "hash"])
    return entry
