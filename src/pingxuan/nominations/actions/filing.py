"""Hand a nomination in: the text becomes a revision that nobody changes any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import next_number
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, WrongNominator
from pingxuan.domain.rules.entry import FieldKind
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.nominations.actions.attaching import drop_unnamed_proofs
from pingxuan.nominations.actions.comparing import compare_by
from pingxuan.nominations.actions.drafting import confirm, keep, nominator_of, storable
from pingxuan.nominations.actions.linking import want_links
from pingxuan.nominations.actions.stepping import (
    locked,
    read_revision,
    refuse_late,
    stepped,
    tell_writer,
)
from pingxuan.nominations.content.checking import category_field, check
from pingxuan.nominations.content.evidence import PROOF
from pingxuan.nominations.content.halves import drafted, filed, halves, revision_hash, salted
from pingxuan.nominations.models import Attachment, Nomination, Revision
from pingxuan.nominations.queries.attached import beside, files_field, files_lacking, listed
from pingxuan.nominations.queries.places import (
    begins_at_unit,
    first_holder,
    holder,
    next_holder,
)


@transaction.atomic
def file_nomination(nomination_id: UUID, *, person: Person, now: datetime) -> Nomination:
    """Hand in what is in the draft; it then waits for the unit's opinion, or for an office's.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: it cannot be handed in now.
        DeadlinePassed: the office that the unit sends to takes no more.
        ContentInvalid: fields that do not keep to the sheet, with their codes.
        WrongNominator: the category is not open to this way of nominating.

    Source:
        N1, C6–C8, C24; C17: the office's own deadline.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.file", nomination)
    target = stepped(nomination, Act.FILE, now, to=_lies_at(nomination))
    values = _checked(nomination, drafted(nomination), now)

    _hand_in(nomination, values, target, person=person, now=now)
    tell_writer(
        nomination,
        "nomination_filed",
        f"《{nomination.title}》已提交，编号 {nomination.file_number}，等待{holder(nomination).name}盖章。",
        now,
    )
    _write_down(Act.FILE, nomination, person, now)
    return nomination


@transaction.atomic
def amend(
    nomination_id: UUID,
    values: Mapping[str, Any],
    *,
    seen: str,
    person: Person,
    now: datetime,
    confirmed: Iterable[str] | None = None,
) -> Nomination:
    """Correct a nomination that was handed in; the seals on the old text are voided, visibly.

    Args:
        values: by field key; fields that are not named stay as they were filed.
        seen: the fingerprint of the text that `person` corrects.
        confirmed: as in `save_draft`.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: it cannot be corrected now.
        DeadlinePassed, ContentInvalid, WrongNominator: as at filing.
        StaleRevision: somebody corrected it in between.

    Source:
        N9, D4: a correction makes a new revision and begins again at the unit.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.amend", nomination)
    target = stepped(nomination, Act.AMEND, now, to=_lies_at(nomination))
    before = read_revision(nomination, seen)
    merged = {**filed(before), **{key: storable(value) for key, value in values.items()}}
    checked = _checked(nomination, merged, now)

    keep(nomination, checked)
    if confirmed is not None:
        confirm(nomination, confirmed, person=person, now=now)
    nomination.draft_version += 1
    _hand_in(nomination, checked, target, person=person, now=now)
    tell_writer(
        nomination,
        "nomination_amended",
        f"《{nomination.title}》已更正，原有盖章作废，等待{holder(nomination).name}重新盖章。",
        now,
    )
    _write_down(Act.AMEND, nomination, person, now)
    return nomination


@transaction.atomic
def withdraw(nomination_id: UUID, *, person: Person, now: datetime) -> Nomination:
    """Take a nomination back; what was filed and sealed stays readable.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: it cannot be taken back now.

    Source:
        N9.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.withdraw", nomination)
    nomination.status = stepped(nomination, Act.WITHDRAW, now)

    nomination.moved_at = nomination.campaign.at(now)
    nomination.save(update_fields=["status", "moved_at"])
    tell_writer(nomination, "nomination_withdrawn", f"《{nomination.title}》已撤回。", now)
    _write_down(Act.WITHDRAW, nomination, person, now)
    return nomination


def _lies_at(nomination: Nomination) -> Status:
    """Say whose desk comes first: the unit's, or an office's where no unit is asked. Source: D1."""
    return Status.AT_UNIT if begins_at_unit(nomination) else Status.AT_OFFICE


def _checked(nomination: Nomination, typed: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    campaign = nomination.campaign
    today = campaign.at(now).astimezone(campaign.sheet.tz).date()
    checked = check(campaign.sheet, typed, today=today)
    if checked.problems:
        raise ContentInvalid(checked.problems)
    if lacking := _files_lacking(nomination, checked.values):
        raise ContentInvalid(lacking)
    category = campaign.sheet.category(checked.values[category_field(campaign.sheet).key])
    nominator = nominator_of(nomination)
    if nominator not in category.nominators:
        raise WrongNominator(category=category.code, nominator=nominator.value)
    return checked.values


def _files_lacking(nomination: Nomination, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Say which files the sheet asks for, or a row names, and are not there. Source: N2, N6."""
    sheet, lying = nomination.campaign.sheet, list(beside(nomination))
    proofs = {one.sha256 for one in lying if one.kind == Attachment.Kind.PROOF}
    lacking = {
        f"{field.key}.{place}.{PROOF}": ["missing"]
        for field in sheet.fields
        if field.kind is FieldKind.EVIDENCE_WORKS
        for place, row in enumerate(values[field.key])
        if row.get(PROOF) and row[PROOF] not in proofs
    }
    return lacking | files_lacking(sheet, values[category_field(sheet).key], lying)


def _hand_in(
    nomination: Nomination,
    values: dict[str, Any],
    target: Status,
    *,
    person: Person,
    now: datetime,
) -> None:
    """Make the revision, number it, and lay it on the first desk of its way."""
    campaign, before = nomination.campaign, nomination.revision
    moment = campaign.at(now)
    nomination.status, nomination.office = target, first_holder(nomination)
    office = next_holder(nomination) if target is Status.AT_UNIT else nomination.office
    if office is not None:
        refuse_late(nomination, nomination.unit, office, now)
    nomination.revision = _revise(nomination, values, person, moment)
    keep(nomination, values)
    nomination.filed_at = nomination.filed_at or moment
    nomination.due_at = None
    nomination.moved_at = moment
    nomination.file_number = nomination.file_number or _file_number(campaign)
    nomination.save()
    nomination.endorsements.filter(voided_at=None).update(voided_at=moment)
    drop_unnamed_proofs(nomination, now)
    want_links(nomination, campaign.sheet, values, now)
    compare_by(nomination, nomination.revision, now)
    if before is not None:
        _settle(nomination, before, nomination.revision, moment)


def _revise(
    nomination: Nomination, values: dict[str, Any], person: Person, moment: datetime
) -> Revision:
    field = files_field(nomination.campaign.sheet)
    if field is not None and (files := listed(beside(nomination))):
        # Named by their content, so that a seal binds them, too. D4.
        values = {**values, field.key: files}
    open_half, personal_half = halves(nomination.campaign.sheet, values)
    personal: Any = personal_half  # the stubs know an encrypted column as text only
    content = salted(open_half)
    return Revision.objects.create(
        nomination=nomination,
        number=nomination.revisions.count() + 1,
        hash=revision_hash(content, personal),
        content=content,
        personal=personal,
        made_by=person,
        made_at=moment,
    )


def _file_number(campaign: Campaign) -> str:
    """Give the next file number: `2021-000123`, the year that of the collection's beginning."""
    opens_at = campaign.sheet.window(Stage.COLLECTION).opens_at
    year = opens_at.astimezone(campaign.sheet.tz).year
    return f"{year}-{next_number(campaign, 'file'):06d}"


def _settle(nomination: Nomination, before: Revision, after: Revision, moment: datetime) -> None:
    """Settle the remarks on fields that were changed; one on the whole by any change. Source: N8."""
    old, new = filed(before), filed(after)
    changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    keys = [*changed, ""] if changed else []
    nomination.remarks.filter(settled_at=None, field__in=keys).update(settled_at=moment)


def _write_down(act: Act, nomination: Nomination, person: Person, now: datetime) -> None:
    revision = nomination.revision
    record(
        act,
        nomination,
        person=person,
        now=now,
        revision=revision.hash if revision else "",
        number=nomination.file_number,
    )
