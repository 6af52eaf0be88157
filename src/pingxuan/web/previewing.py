"""What the public will see of a nomination, before anybody but its writers and offices may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.vocabulary import Status
from pingxuan.nominations.actions.drafting import TITLE
from pingxuan.nominations.content.checking import EVIDENCE, category_field, written_fields
from pingxuan.nominations.content.halves import drafted, filed
from pingxuan.nominations.models import Attachment, Nomination, Revision
from pingxuan.nominations.queries.attached import BESIDE, beside, files_field, of_revision
from pingxuan.nominations.queries.places import way_ahead
from pingxuan.voting.describing import entry_of
from pingxuan.voting.models import Entry
from pingxuan.web.entries import (
    TIER_SEALS,
    Media,
    Picture,
    Step,
    filing_step,
    pictured,
    sealed_steps,
    sorted_media,
)
from pingxuan.web.templatetags.pingxuan_format import clock
from pingxuan.web.writing import checked

AT_WRITERS = frozenset({Status.DRAFT, Status.RETURNED})
ON_ITS_WAY = AT_WRITERS | {Status.AT_UNIT, Status.AT_OFFICE}

FileAddress = Callable[[Attachment, bool], str]


@dataclass(frozen=True)
class Preview:
    """A nomination as its public page would show it now.

    Attributes:
        empty: labels of public fields that say nothing yet.
        hidden: labels of fields that the page does not show.
    """

    entry: Entry
    picture: Picture
    media: Media
    empty: tuple[str, ...]
    hidden: tuple[str, ...]


def of_draft(nomination: Nomination, moment: datetime, address: FileAddress) -> Preview:
    """Show what is being written, cleaned as it would be filed; its files are those beside the form."""
    values = checked(nomination.campaign, drafted(nomination), moment).values
    version = nomination.revisions.count() + 1
    steps = [filing_step(nomination.unit.name, version, ""), *_ahead(nomination, Status.AT_UNIT)]
    return _shown(nomination, values, list(beside(nomination)), steps, "", address)


def of_filed(nomination: Nomination, revision: Revision, address: FileAddress) -> Preview:
    """Show the text that lies on a desk, with the seals that everyone on the way may know of.

    Source:
        D6: a provisional decision is told to nobody.
    """
    campaign, seals = nomination.campaign, revision.endorsements.filter(voided_at=None)
    if nomination.is_provisional:
        seals = seals.exclude(unit=nomination.office)
    when = clock(nomination.filed_at, "short") if nomination.filed_at else ""
    steps = [filing_step(nomination.unit.name, revision.number, when)]
    steps += sealed_steps(campaign, list(seals.order_by("sealed_at")), "")
    if nomination.told_status in ON_ITS_WAY:
        steps += _ahead(nomination, nomination.told_status)
    files = of_revision(revision)
    return _shown(nomination, filed(revision), files, steps, revision.hash, address)


def _shown(
    nomination: Nomination,
    values: Mapping[str, Any],
    files: Sequence[Attachment],
    steps: list[Step],
    version: str,
    address: FileAddress,
) -> Preview:
    """Lay values out by the very rule of the public page.

    Source:
        N11, A1: what is public is a rule of each field of the sheet.
    """
    campaign, sheet = nomination.campaign, nomination.campaign.sheet
    category, title = str(values.get(category_field(sheet).key) or ""), str(values.get(TITLE) or "")
    field, lang = files_field(sheet), get_language() or ""
    are_public = field is not None and field.public
    shown = [one for one in files if one.kind in BESIDE] if are_public else []
    return Preview(
        entry=entry_of(campaign, nomination, values, category=category, title=title),
        picture=pictured(sheet, values, category, steps=steps, version=version),
        media=sorted_media(shown, address),
        empty=tuple(one.label.get(lang) for one in _empty(sheet, values)),
        hidden=tuple(one.label.get(lang) for one in _hidden(sheet)),
    )


def _empty(sheet: RuleSheet, values: Mapping[str, Any]) -> list[Field]:
    wanted = [one for one in written_fields(sheet) if one.public and one.kind not in EVIDENCE]
    return [one for one in wanted if not values.get(one.key)]


def _hidden(sheet: RuleSheet) -> list[Field]:
    fields = [one for one in written_fields(sheet) if not one.public]
    return [one for one in fields if one.kind is not FieldKind.CONSENT]


def _ahead(nomination: Nomination, status: Status) -> list[Step]:
    """Name the seals that are still to come, as the public trail will name them."""
    way = way_ahead(nomination, status)
    return [
        Step(
            TIER_SEALS.get(tier, unit.name[:1]),
            "wait",
            (_("%(unit)s受理，进入投票") if place == len(way) else _("%(unit)s推荐"))
            % {"unit": unit.name},
            "",
            "",
        )
        for place, (unit, tier) in enumerate(way, 1)
    ]
