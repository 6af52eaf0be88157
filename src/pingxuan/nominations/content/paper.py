"""A nomination as it is printed: the values that the Word form takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.models import Endorsement
from pingxuan.papers.model import CATEGORY_NAMES, Field
from pingxuan.papers.values import read_birth

_OPINIONS = (Field.UNIT_OPINION, Field.OFFICE_OPINION)


def is_printable(sheet: RuleSheet) -> bool:
    """Say whether the office's Word form fits a sheet: its places and its categories are there."""
    keys = {field.key for field in sheet.fields}
    places = {place.value for place in Field if place not in _OPINIONS}
    return places <= keys and {one.code for one in sheet.categories} <= set(CATEGORY_NAMES)


def paper_content(
    values: Mapping[str, Any], endorsements: Iterable[Endorsement] = ()
) -> dict[str, Any]:
    """Give what `papers.writing.write_form` takes; what does not fit its place is left empty.

    Args:
        endorsements: those of the printed revision; the unit's opinion and the highest office's
            stand in the form's two places.

    Source:
        C24, N3.
    """
    fields: dict[str, Any] = {
        place.value: value if isinstance(value := values.get(place.value), str) else ""
        for place in Field
        if place not in (*_OPINIONS, Field.NARRATIVE)
    }
    if fields[Field.CATEGORY.value] not in CATEGORY_NAMES:
        fields[Field.CATEGORY.value] = ""
    birth = read_birth(fields[Field.BIRTH.value]).value if fields[Field.BIRTH.value] else ""
    fields[Field.BIRTH.value] = birth or ""
    for one in endorsements:
        place = Field.UNIT_OPINION if one.tier == "unit" else Field.OFFICE_OPINION
        fields[place.value] = {"text": one.opinion, "date": one.opinion_on.isoformat()}
    narrative = values.get(Field.NARRATIVE.value)
    return {"fields": fields, "narrative": narrative if isinstance(narrative, str) else ""}
