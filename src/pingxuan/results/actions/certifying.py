"""Issue certificates for what was awarded, and revoke one. Source: H6, C29."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, Lack
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.vocabulary import Act
from pingxuan.papers.typesetting import unprintable
from pingxuan.results import noticing, queries
from pingxuan.results.certificates import new_code, printed_texts, wording_of
from pingxuan.results.models import Certificate, Decision, Outcome


@transaction.atomic
def certify(decision_id: UUID, *, person: Person, now: datetime) -> list[Certificate]:
    """Issue a certificate to every winner that has none; who is still in notice gets theirs later.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        GateShut: the results are not out, or the fonts lack a character that would stay blank.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    campaign = decision.campaign
    require(person, "results.certify", campaign)
    moment = campaign.at(now)
    announcement = queries.announced(campaign, moment)
    if announcement is None or announcement.decision_id != decision.pk:
        raise GateShut(Act.CERTIFY, missing=[Lack("结果公布")])
    day = announcement.announced_at.astimezone(campaign.sheet.tz).date()
    bare = _bare(decision, noticing.pending(decision, moment))
    wordings = [(one, wording_of(campaign.sheet, one, day)) for one in bare]
    blank = unprintable(text for _, wording in wordings for text in printed_texts(wording))
    if blank:
        raise GateShut(Act.CERTIFY, missing=[Lack("字体里的字 %(chars)s", chars=_named(blank))])
    made = [
        Certificate.objects.create(
            campaign=campaign,
            outcome=outcome,
            serial=_serial(outcome, day.year),
            code=new_code(),
            wording=wording,
            issued_by=person,
            issued_at=now,
        )
        for outcome, wording in wordings
    ]
    record(
        Act.CERTIFY,
        decision,
        person=person,
        now=now,
        serials=[certificate.serial for certificate in made],
    )
    return made


@transaction.atomic
def revoke_certificate(
    certificate_id: UUID, *, reason: str, person: Person, now: datetime
) -> Certificate:
    """Revoke a certificate; the check page says so, with the reason. A new one can be issued.

    Raises:
        NotYourAct: `person` is no supervisor.
        AlreadyDone: revoked before. ContentInvalid: no reason.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    require(person, "results.revoke_certificate", certificate.campaign)
    if certificate.revoked_at is not None:
        raise AlreadyDone(Act.REVOKE_CERTIFICATE, certificate.revoked_at)
    if not reason.strip():
        raise ContentInvalid({"reason": ["missing"]})
    _revoke(certificate, reason.strip(), person=person, now=now)
    return certificate


def revoke_of(outcome: Outcome, reason: str, *, person: Person, now: datetime) -> None:
    """Revoke the valid certificate of an outcome, if there is one."""
    for certificate in Certificate.objects.filter(outcome=outcome, revoked_at=None):
        _revoke(certificate, reason, person=person, now=now)


def _revoke(certificate: Certificate, reason: str, *, person: Person, now: datetime) -> None:
    certificate.revoked_by, certificate.revoked_at = person, now
    certificate.revoked_reason = reason[:200]
    certificate.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
    record(Act.REVOKE_CERTIFICATE, certificate, person=person, now=now, serial=certificate.serial)


def _bare(decision: Decision, pending: set[str]) -> list[Outcome]:
    winners = decision.outcomes.filter(status=Standing.WINNER).exclude(
        certificates__in=Certificate.objects.filter(revoked_at=None)
    )
    found = winners.select_related("entry__unit").order_by("entry__number")
    return [one for one in found if one.entry.number not in pending]


def _serial(outcome: Outcome, year: int) -> str:
    """Number a certificate after its entry; one that replaces another says so at its end."""
    before = outcome.certificates.count()
    return f"{year}-{outcome.entry.number}" + (f"-{before + 1}" if before else "")


def _named(characters: set[str]) -> str:
    return "、".join(f"{one}（U+{ord(one):04X}）" for one in sorted(characters))
