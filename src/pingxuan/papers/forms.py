"""Recommendation forms out of a document: which labels make one, and what each field says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pingxuan.papers.document import Document, Grid, Paragraph
from pingxuan.papers.labels import Extra, Label
from pingxuan.papers.model import PRINTED_LABELS, Doubt, Field, Form
from pingxuan.papers.narrative import read_narrative
from pingxuan.papers.opinions import read_opinion
from pingxuan.papers.spots import Spot, is_statistics_grid, spots_in_grid, spots_in_lines
from pingxuan.papers.values import (
    Reading,
    mobile_numbers,
    read_birth,
    read_category,
    read_gender,
    read_line,
    read_listed,
    read_name,
    read_phone,
    read_post,
)

_FEWEST_LABELS = 6
_OPTION_WORDS = re.compile(r"机\s*构|个\s*人|创\s*意")
_SHORT = (
    Field.NAME,
    Field.ETHNICITY,
    Field.BIRTH,
    Field.POLITICAL,
    Field.GENDER,
    Field.PHONE,
    Field.POST,
    Field.CATEGORY,
    Field.TITLE,
)


@dataclass(slots=True)
class FoundForms:
    """What a document holds of forms.

    Attributes:
        forms: those that say something.
        blanks: how many say nothing.
        has_extra_rows: whether a form's table has rows that the blank has not.
        statistics: the tables that are lists of cases.
    """

    forms: list[Form] = field(default_factory=list)
    blanks: int = 0
    has_extra_rows: bool = False
    statistics: list[Grid] = field(default_factory=list)


def find_forms(document: Document) -> FoundForms:
    """Find all recommendation forms of a document, in tables first, else in its lines."""
    found = FoundForms()
    spots: list[Spot] = []
    loose: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            loose.append(block)
        elif is_statistics_grid(block):
            found.statistics.append(block)
        else:
            findings = spots_in_grid(block)
            spots += findings.spots
            found.has_extra_rows = found.has_extra_rows or findings.has_extra_rows
            for cell in block.cells:
                found.statistics += [
                    nested for nested in cell.grids() if is_statistics_grid(nested)
                ]
    groups = [group for group in _groups(spots) if _is_form(group)]
    if not groups:
        found.has_extra_rows = False
        groups = [group for group in _groups(spots_in_lines(loose) + spots) if _is_form(group)]
    for group in groups:
        form = build_form(str(len(found.forms) + 1), group)
        if is_blank(form):
            found.blanks += 1
        else:
            found.forms.append(form)
    return found


def is_blank(form: Form) -> bool:
    """Say whether nothing at all was filled in."""
    return not (
        any(form.values.values())
        or any(form.found.values())
        or form.narrative
        or any(opinion.text or opinion.date for opinion in form.opinions.values())
    )


def _groups(spots: list[Spot]) -> list[list[Spot]]:
    """Part the spots into forms: the name, or the first label, standing again begins another."""
    groups: list[list[Spot]] = [[]]
    seen: set[Label] = set()
    for spot in spots:
        first = groups[-1][0].label if groups[-1] else None
        repeats = spot.label in seen and spot.label in (Field.NAME, first)
        if repeats and isinstance(spot.label, Field) and len(seen & set(Field)) > 3:
            groups.append([])
            seen = set()
        groups[-1].append(spot)
        seen.add(spot.label)
    return groups


def _is_form(spots: list[Spot]) -> bool:
    """Tell this campaign's form from other offices' forms, which ask for a person's data too."""
    labels = {spot.label for spot in spots if isinstance(spot.label, Field)}
    category = " ".join(spot.text() for spot in spots if spot.label is Field.CATEGORY)
    is_ours = Field.TITLE in labels or bool(_OPTION_WORDS.search(category))
    return is_ours and len(labels) >= _FEWEST_LABELS


def build_form(part: str, spots: list[Spot]) -> Form:
    """Read each field of one form and say what is missing or doubtful."""
    form = Form(part)
    chosen = {name: _choose(name, spots, form) for name in Field}
    if not chosen[Field.POST]:
        chosen[Field.POST] = _unit_and_duty(spots)
    for name in _SHORT:
        _read_short(form, name, chosen[name])
    narrative = read_narrative(chosen[Field.NARRATIVE])
    form.narrative, form.count, form.links = narrative.text, narrative.count, narrative.links
    form.errors += narrative.errors
    form.warnings += narrative.warnings
    if not narrative.text:
        form.errors.append(_missing(Field.NARRATIVE))
    for name in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
        _read_opinion(form, name, chosen[name])
    return form


def _choose(name: Field, spots: list[Spot], form: Form) -> list[Paragraph]:
    """Of several places with one label take the first that says something."""
    filled = [spot for spot in spots if spot.label is name and spot.text().strip()]
    if not filled:
        return []
    if name is Field.PHONE:
        filled.sort(key=lambda spot: not mobile_numbers(spot.text()))
    texts = {re.sub(r"\s", "", spot.text()) for spot in filled}
    if len(texts) > 1 and name is not Field.PHONE:
        form.doubts[name] = Doubt("written in two places", "有两处填写，内容不同")
    return filled[0].value


def _unit_and_duty(spots: list[Spot]) -> list[Paragraph]:
    parts = [spot for label in (Extra.UNIT, Extra.DUTY) for spot in spots if spot.label is label]
    text = "".join(spot.text().strip() for spot in parts)
    return [Paragraph(text)] if text else []


def _read_short(form: Form, name: Field, value: list[Paragraph]) -> None:
    text = "\n".join(paragraph.text for paragraph in value)
    reading = _category(value) if name is Field.CATEGORY else _READERS[name](text)
    form.values[name] = reading.value
    if text.strip() and not reading.is_empty:
        form.found[name] = text.strip()
    if reading.doubt:
        form.doubts[name] = reading.doubt
    form.errors += reading.errors
    form.warnings += reading.warnings
    if reading.is_empty:
        form.errors.append(_missing(name))


def _category(value: list[Paragraph]) -> Reading:
    """Read the boxes; what is struck through counts as deleted, what is underlined as meant."""
    reading = read_category("\n".join(paragraph.standing_text() for paragraph in value))
    if not reading.is_empty:
        return reading
    marked = [p.text[start:end] for p in value for start, end in p.marked]
    inferred = read_category("".join(marked)) if marked else reading
    return inferred if inferred.value else reading


def _read_opinion(form: Form, name: Field, value: list[Paragraph]) -> None:
    opinion, doubt, warnings = read_opinion("\n".join(paragraph.text for paragraph in value))
    form.opinions[name] = opinion
    form.warnings += [code for code in warnings if code not in form.warnings]
    if doubt:
        form.doubts[name] = doubt
    if name is Field.UNIT_OPINION and not opinion.text:
        form.errors.append(_missing(name))


def _missing(name: Field) -> str:
    return f"missing:{PRINTED_LABELS[name]}"


_READERS = {
    Field.NAME: read_name,
    Field.ETHNICITY: lambda text: read_listed(text, is_ethnicity=True),
    Field.BIRTH: read_birth,
    Field.POLITICAL: lambda text: read_listed(text, is_ethnicity=False),
    Field.GENDER: read_gender,
    Field.PHONE: read_phone,
    Field.POST: read_post,
    Field.TITLE: read_line,
}
