"""What can be read of the seminar, and the links that need no sign-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Attendance
from pingxuan.seminar.models import Guest, Invitation, Seminar

COMING = (Attendance.REGISTERED.value, Attendance.PRESENT.value)


def seminar_of(campaign: Campaign) -> Seminar | None:
    """Give the seminar that is planned, published or not."""
    return Seminar.objects.filter(campaign=campaign).first()


def seminar_shown(campaign: Campaign, moment: datetime) -> Seminar | None:
    """Give the seminar that everybody may read of at `moment` (campaign time), with its agenda."""
    shown = Seminar.objects.filter(campaign=campaign, published_at__lte=moment)
    return shown.prefetch_related("sessions__materials").first()


def guests_of(seminar: Seminar) -> QuerySet[Guest]:
    """Give those who come or came, by unit."""
    coming = Guest.objects.filter(seminar=seminar, state__in=COMING)
    return coming.select_related("invitation__unit", "invitation__entry")


def invitations_of(seminar: Seminar) -> QuerySet[Invitation]:
    """Give the invitations with who comes on each."""
    coming = Prefetch("guests", Guest.objects.filter(state__in=COMING))
    found = Invitation.objects.filter(seminar=seminar).select_related("unit", "entry")
    return found.prefetch_related(coming)


def token_of(kind: str, pk: UUID) -> str:
    """Give the part of a link that opens one invitation or one pass: the id, and 128 bits of a MAC."""
    key = bytes.fromhex(settings.LOOKUP_KEY)
    mac = hmac.new(key, f"seminar:{kind}:{pk.hex}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(pk.bytes + mac).decode().rstrip("=")


def id_of(kind: str, token: str) -> UUID | None:
    """Read a link's token; None for one that was never given."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 32:
        return None
    pk = UUID(bytes=raw[:16])
    return pk if hmac.compare_digest(token_of(kind, pk), token.rstrip("=")) else None
