"""Ask for an archive, and make the ones that were asked for: slow work, for the worker.

Source:
    H6, H7.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.results import dossiers
from pingxuan.results.models import Package
from pingxuan.results.packing import Archive
from pingxuan.voting.models import Entry

STALE = timedelta(minutes=10)


@transaction.atomic
def ask_package(
    campaign: Campaign,
    kind: Package.Kind,
    *,
    base_url: str,
    person: Person,
    now: datetime,
    entry: Entry | None = None,
) -> Package:
    """Ask for an archive; one of the kind that waits or is being made is given instead of another.

    Args:
        base_url: where this site is, for the addresses in QR codes.

    Raises:
        NotYourAct: `person` neither manages nor supervises the campaign.
    """
    require(person, "results.package", campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    under_way = Package.objects.filter(
        campaign=campaign,
        kind=kind,
        entry=entry,
        state__in=[Package.State.WAITING, Package.State.MAKING],
    ).first()
    if under_way is not None:
        return under_way
    package = Package.objects.create(
        campaign=campaign,
        kind=kind,
        entry=entry,
        base_url=base_url,
        asked_by=person,
        asked_at=now,
    )
    record(
        Act.ASK_PACKAGE,
        package,
        person=person,
        now=now,
        kind=kind.value,
        entry=entry.number if entry else None,
    )
    return package


def make_next(*, now: datetime) -> bool:
    """Make the archive that waits longest; say whether there was one.

    One that a worker began and left (it was killed) is begun anew after ten minutes.
    """
    package = _take(now)
    if package is None:
        return False
    try:
        _make(package, now=now)
    except Exception as fault:
        Package.objects.filter(pk=package.pk).update(
            state=Package.State.FAILED, failure=f"{type(fault).__name__}: {fault}"[:300]
        )
        raise
    return True


@transaction.atomic
def _take(now: datetime) -> Package | None:
    Package.objects.filter(state=Package.State.MAKING, begun_at__lt=now - STALE).update(
        state=Package.State.WAITING
    )
    waiting = Package.objects.filter(state=Package.State.WAITING).order_by("asked_at")
    package = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if package is not None:
        package.state, package.begun_at, package.done = Package.State.MAKING, now, 0
        package.save(update_fields=["state", "begun_at", "done"])
    return package


def _make(package: Package, *, now: datetime) -> None:
    steps = dossiers.steps_of(package)
    _note(package.pk, 0, len(steps))
    archive = Archive()
    for place, step in enumerate(steps, 1):
        for item in step():
            archive.add(item)
        _note(package.pk, place, len(steps))
    content = archive.finish()
    package.refresh_from_db()
    package.file.save(f"{package.pk}.zip", ContentFile(content), save=False)
    package.sha256 = sha256(content).hexdigest()
    package.state, package.made_at = Package.State.DONE, now
    package.save(update_fields=["file", "sha256", "state", "made_at"])


def _note(package_id: UUID, done: int, total: int) -> None:
    Package.objects.filter(pk=package_id).update(done=done, total=total)
