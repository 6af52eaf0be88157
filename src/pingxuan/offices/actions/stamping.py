"""The office's electronic seal: kept by its sealers, set only after the second factor."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.second_factor import HOLDS_FOR, has_second_factor
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid, SecondFactorNeeded
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.scanning import Scan
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.offices.models import SealPicture
from pingxuan.offices.queries.desk import Seat

MOST_BYTES = 2 * 1024 * 1024
_DOES = {Act.ENDORSE: endorse, Act.ACCEPT: accept}


@transaction.atomic
def keep_seal(
    seat: Seat, picture: Scan, *, proved_at: datetime | None, person: Person, now: datetime
) -> SealPicture:
    """Keep a picture as the office's electronic seal; the one before is retired.

    Args:
        picture: read by `scanning.read_scan`: told by its content, without EXIF.
        proved_at: when `person` showed the second factor in this session.

    Raises:
        NotYourAct: `person` does not keep the office's seal.
        SecondFactorNeeded: not shown, or too long ago.
        ContentInvalid: not a picture, or too large a one.

    Source:
        D4.
    """
    require(person, "offices.keep_seal", seat)
    require_second_factor(person, Act.KEEP_SEAL, proved_at, now)
    if not picture.media_type.startswith("image/"):
        raise ContentInvalid({"picture": ["unknown_type"]})
    if len(picture.content) > MOST_BYTES:
        raise ContentInvalid({"picture": ["too_large"]})
    mine = SealPicture.objects.select_for_update().filter(unit=seat.unit, retired_at=None)
    mine.update(retired_at=now)
    kept = SealPicture.objects.create(
        unit=seat.unit,
        media_type=picture.media_type,
        sha256=picture.sha256,
        file=ContentFile(picture.content, name=picture.sha256),
        added_by=person,
        added_at=now,
    )
    record(
        Act.KEEP_SEAL,
        kept,
        person=person,
        now=now,
        campaign_id=seat.campaign.pk,
        unit=str(seat.unit.pk),
        sha256=kept.sha256,
    )
    return kept


def stamp(
    nomination_id: UUID,
    *,
    act: Act,
    revision: str,
    opinion: str,
    opinion_on: date,
    picture: SealPicture | None,
    proved_at: datetime | None,
    person: Person,
    now: datetime,
) -> Nomination:
    """Endorse or accept with the office's electronic seal.

    Raises:
        SecondFactorNeeded: not shown in this session, or too long ago.
        ContentInvalid: the office has no electronic seal.
        NotYourAct, StageClosed, WrongStatus, StaleRevision and others: as `endorse` and `accept`.
    """
    require_second_factor(person, act, proved_at, now)
    if picture is None or picture.retired_at is not None:
        raise ContentInvalid({"way": ["no_seal"]})
    return _DOES[act](
        nomination_id,
        revision=revision,
        opinion=opinion,
        opinion_on=opinion_on,
        person=person,
        now=now,
        scan=as_scan(picture),
    )


def require_second_factor(
    person: Person, act: Act, proved_at: datetime | None, now: datetime
) -> None:
    """Pass only whoever showed the second factor within the last ten minutes.

    Raises:
        SecondFactorNeeded: with whether one is set up.
    """
    if proved_at is None or not proved_at <= now < proved_at + HOLDS_FOR:
        raise SecondFactorNeeded(act, has_one=has_second_factor(person))


def as_scan(picture: SealPicture) -> Scan:
    """Give the picture as it is laid beside an opinion."""
    with picture.file.open("rb") as stored:
        content = stored.read()
    return Scan("电子印章", picture.media_type, content, is_picture_of_seal=True)


def seal_of(seat: Seat) -> SealPicture | None:
    """Give the office's electronic seal, if it has one."""
    return SealPicture.objects.filter(unit=seat.unit, retired_at=None).first()
