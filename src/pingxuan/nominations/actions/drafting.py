"""Write a nomination down: begin a draft, and keep whatever is typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.accounts.queries import verified_phone
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, StaleDraft, WrongNominator
from pingxuan.domain.rules.entry import FieldKind, Nominator
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.vocabulary import Act, Status
from pingxuan.nominations.actions.linking import want_links
from pingxuan.nominations.actions.stepping import locked, stepped
from pingxuan.nominations.content.checking import category_field, written_fields
from pingxuan.nominations.content.choosing import categories_for
from pingxuan.nominations.content.cleaning import NAME, text_of
from pingxuan.nominations.content.halves import drafted, halves
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit

TITLE = "title"


@transaction.atomic
def draft(
    campaign: Campaign, unit: Unit, *, self_nominated: bool, person: Person, now: datetime
) -> Nomination:
    """Begin a nomination of `unit`, or of oneself as somebody of `unit` (自荐).

    Raises:
        NotYourAct: `person` files neither for the unit nor for an office above it.
        StageClosed: nothing is collected now.
        ContentInvalid: the unit does not belong to the campaign, or is closed.
        WrongNominator: no category is open to this way of nominating.

    Source:
        N1, C6–C8.
    """
    nomination = Nomination(
        campaign=campaign,
        unit=unit,
        writer=person,
        is_self_nominated=self_nominated,
        status=Status.DRAFT,
        created_at=campaign.at(now),
    )
    require(person, "nominations.draft", nomination)
    stepped(nomination, Act.EDIT, now)
    if not unit.is_active or (campaign.root is not None and not unit.is_within(campaign.root)):
        raise ContentInvalid({"unit": ["unknown_unit"]})
    nominator = nominator_of(nomination)
    open_to = categories_for(campaign.sheet, nominator)
    if not open_to:
        raise WrongNominator(category="", nominator=nominator.value)

    values = _own_words(campaign.sheet, person) if self_nominated else {}
    if len(open_to) == 1:
        values[category_field(campaign.sheet).key] = open_to[0].code
    keep(nomination, values)
    nomination.save()
    record(Act.DRAFT, nomination, person=person, now=now, unit=str(unit.pk))
    return nomination


@transaction.atomic
def save_draft(
    nomination_id: UUID,
    values: Mapping[str, Any],
    *,
    seen_version: int,
    person: Person,
    now: datetime,
    confirmed: Iterable[str] | None = None,
) -> Nomination:
    """Keep what was typed, right or wrong; fields that `values` does not name stay as they are.

    Args:
        values: by field key; evidence as a list of rows.
        seen_version: the draft's version that `person` began from.
        confirmed: keys of the conditions that `person` says are met; None leaves them as they are.

    Raises:
        NotYourAct: `person` may not write this nomination.
        StageClosed, WrongStatus: it cannot be written now.
        StaleDraft: somebody saved in between, and wrote something else.

    Source:
        N1: nothing typed is lost; a second person on the same draft is told.
    """
    nomination = locked(nomination_id)
    require(person, "nominations.edit", nomination)
    nomination.status = stepped(nomination, Act.EDIT, now)
    known = {field.key for field in written_fields(nomination.campaign.sheet)}
    typed = {key: storable(value) for key, value in values.items() if key in known}
    before = drafted(nomination)
    merged = {**before, **typed}
    if confirmed is not None:
        confirm(nomination, confirmed, person=person, now=now)
    if merged == before:
        # A request that is repeated after a lost answer has nothing to add, and no quarrel.
        return nomination
    if seen_version != nomination.draft_version:
        raise StaleDraft(seen=seen_version, current=nomination.draft_version)

    keep(nomination, merged)
    nomination.draft_version += 1
    nomination.draft_saved_at = nomination.campaign.at(now)
    nomination.draft_saved_by = person
    nomination.save(
        update_fields=[
            *("draft", "draft_personal", "draft_version", "draft_saved_at", "draft_saved_by"),
            *("title", "category", "name"),
        ]
    )
    want_links(nomination, nomination.campaign.sheet, merged, now)
    changed = sorted(key for key in typed if typed[key] != before.get(key))
    record(
        Act.EDIT,
        nomination,
        person=person,
        now=now,
        version=nomination.draft_version,
        fields=changed,
    )
    return nomination


def confirm(nomination: Nomination, keys: Iterable[str], *, person: Person, now: datetime) -> None:
    """Keep which conditions the writer says are met; must run inside the act that writes. N7."""
    sheet = nomination.campaign.sheet
    known = {rule.key for category in sheet.categories for rule in category.conditions}
    wanted = sorted(known & set(keys))
    if wanted != nomination.confirmed:
        nomination.confirmed = wanted
        nomination.save(update_fields=["confirmed"])
        record(Act.EDIT, nomination, person=person, now=now, confirmed=wanted)


def nominator_of(nomination: Nomination) -> Nominator:
    """Say by which of the two ways a nomination comes in. Source: C6–C8."""
    return Nominator.PERSON if nomination.is_self_nominated else Nominator.UNIT


def keep(nomination: Nomination, values: Mapping[str, Any]) -> None:
    """Put values into the draft's two halves, and the copies for lists in step with them."""
    sheet = nomination.campaign.sheet
    nomination.draft, nomination.draft_personal = halves(sheet, values)
    copied = {
        "title": text_of(nomination.draft.get(TITLE)),
        "name": text_of(nomination.draft.get(NAME)),
        "category": text_of(nomination.draft.get(category_field(sheet).key)),
    }
    for attribute, text in copied.items():
        longest = getattr(Nomination._meta.get_field(attribute), "max_length", None)
        setattr(nomination, attribute, text[:longest])


def storable(value: Any) -> Any:
    """Take out what no database keeps: NUL, and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, Mapping):
        return {str(key): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value


def _own_words(sheet: RuleSheet, person: Person) -> dict[str, Any]:
    """Give what is known of somebody who nominates themselves: their name and verified phone."""
    values: dict[str, Any] = {}
    phone = verified_phone(person)
    for field in sheet.fields:
        if field.key == NAME and field.kind is FieldKind.TEXT:
            values[NAME] = person.name
        elif field.kind is FieldKind.PHONE and phone:
            values[field.key] = phone.removeprefix("+86")
    return values
