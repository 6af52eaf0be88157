"""What was read of a paper form, beside where it was found; doubtful fields first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from pingxuan.domain.rules.entry import FieldKind, Nominator
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.checking import Checked
from pingxuan.nominations.content.choosing import categories_for
from pingxuan.nominations.models import IncomingForm
from pingxuan.papers.model import PRINTED_LABELS, Field
from pingxuan.web.forms.nominations import NominationForm
from pingxuan.web.sentences import code_sentence
from pingxuan.web.writing import Control, control_of

STATES = {
    "received": (noop("读取中"), "none"),
    "waiting": (noop("待确认"), "todo"),
    "held": (noop("有问题待处理"), "due"),
    "confirmed": (noop("已转为草稿"), "done"),
    "refused": (noop("不收"), "bad"),
}
_ABOUT: Mapping[str, Field] = {
    "two_categories_ticked": Field.CATEGORY,
    "unknown_category": Field.CATEGORY,
    "category_inferred": Field.CATEGORY,
    "too_long": Field.NARRATIVE,
    "no_links": Field.NARRATIVE,
    "no_data": Field.NARRATIVE,
    "before_2021": Field.NARRATIVE,
    "unsafe_link": Field.NARRATIVE,
    "bad_phone": Field.PHONE,
    "bad_birth": Field.BIRTH,
    "birth_year_two_digits": Field.BIRTH,
}
_BY_LABEL = {label: place for place, label in PRINTED_LABELS.items()}


@dataclass(frozen=True)
class ReadField:
    """A field as it was read.

    Attributes:
        found: the words as they stand on the paper.
        notes: what a person should look at.
    """

    control: Control
    found: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was read of one form: what is doubtful, what is clear, and what is said of the whole."""

    form: NominationForm
    doubtful: tuple[ReadField, ...]
    clear: tuple[ReadField, ...]
    notes: tuple[tuple[str, str], ...]


def in_list(sheet: RuleSheet, code: str) -> str:
    """Say what a code means where no field stands beside it: the field's label before it."""
    head, _sign, named = code.partition(":")
    lang = get_language() or ""
    if head == "missing":
        # A reader names the label as it is printed; the page says it in its own language.
        told = (one.label for one in sheet.fields if named in (one.label.zh, *one.aliases))
        label = next(told, None)
        return code_sentence(f"missing:{label.get(lang)}" if label else code)
    place = _ABOUT.get(head)
    known = {field.key: field.label for field in sheet.fields}
    if place is None or place.value not in known:
        return code_sentence(code)
    said = known[place.value].get(lang)
    return _("%(label)s：%(sentence)s") % {"label": said, "sentence": code_sentence(code)}


def read_values(incoming: IncomingForm) -> dict[str, Any]:
    """Give what was read as values by field key."""
    read = incoming.reading
    fields = read.get("fields") or {}
    values = {key: value for key, value in fields.items() if isinstance(value, str)}
    return values | {Field.NARRATIVE.value: read.get("narrative") or ""}


def reading_of(
    sheet: RuleSheet, incoming: IncomingForm, values: Mapping[str, Any], found: Checked
) -> Reading:
    """Lay out what was read, doubtful fields first.

    Args:
        found: `values` as they were checked; its codes count beside the reader's.

    Source:
        N3: each field with where it was found; nothing is guessed silently.
    """
    read = incoming.reading
    notes, general = _noted(incoming)
    for place, doubt in (read.get("doubts") or {}).items():
        # The doubt says in words, with what stood there, what the codes of the field say.
        notes[place] = [doubt[1] if (get_language() or "").startswith("en") else doubt[0]]
    form = NominationForm(sheet, values, open_to=categories_for(sheet, Nominator.UNIT), problems={})
    doubtful: list[ReadField] = []
    clear: list[ReadField] = []
    for field in sheet.fields:
        if field.key not in form.fields or field.kind is FieldKind.CONSENT:
            continue
        said = notes.get(field.key) or [
            code_sentence(code) for code in found.problems.get(field.key, [])
        ]
        one = ReadField(
            control=control_of(form, field, values, {}),
            found=str((read.get("found") or {}).get(field.key) or ""),
            notes=tuple(dict.fromkeys(said)),
        )
        (doubtful if one.notes else clear).append(one)
    return Reading(form, tuple(doubtful), tuple(clear), tuple(general))


def _noted(incoming: IncomingForm) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Sort the reader's codes: those of a field to it, the others to the whole, with their tone."""
    read, by_field = incoming.reading, dict[str, list[str]]()
    general: list[tuple[str, str]] = []
    levels: Sequence[tuple[str, Sequence[str]]] = (
        ("bad", incoming.errors),
        ("due", [*(read.get("warnings") or []), *(read.get("file_warnings") or [])]),
    )
    for tone, codes in levels:
        for code in dict.fromkeys(codes):
            if code == "table":
                continue  # the page itself says so
            name, _colon, label = code.partition(":")
            place = _BY_LABEL.get(label) if name == "missing" else _ABOUT.get(name)
            if place is None or place in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
                general.append((tone, code_sentence(code)))
            elif name != "missing":
                # What is missing is said by the check of the values, which mending takes away.
                by_field.setdefault(place.value, []).append(code_sentence(code))
    return by_field, general


def state_of(incoming: IncomingForm) -> tuple[str, str]:
    """Give the words and the tone of a form's state."""
    words, tone = STATES[incoming.state]
    return _(words), tone
