"""What can be read of the outbox."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pingxuan.messages.models import Letter


def inbox(person_id: UUID) -> QuerySet[Letter]:
    """Give a person's letters inside the site, newest first."""
    found = Letter.objects.filter(person_id=person_id, way=Letter.Way.SITE)
    return found.exclude(sent_at=None).order_by("-created_at")
