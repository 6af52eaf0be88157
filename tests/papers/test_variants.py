"""Whatever way an office draws the form, each field is read right."""

import pytest

from pingxuan.domain.counting import character_count
from pingxuan.papers.reading import read_file
from tests.papers.variants import (  # noqa: F401  fill the list
    further,
    labels,
    layouts,
    narratives,
    tables,
    ticks,
    values,
)
from tests.papers.variants.base import CASE, VARIANTS


@pytest.mark.parametrize("recipe", VARIANTS)
def test_a_variant_is_read_right_to_the_field(recipe):
    made = VARIANTS[recipe]()

    file = read_file(made.name, made.data)

    assert (file.errors, sorted(file.warnings)) == ([], sorted(made.warnings))
    assert len(file.forms) == 1
    told = file.forms[0].as_json()
    del told["doubts"]
    assert told == {
        "part": "1",
        "fields": CASE["fields"] | made.fields,
        "narrative": made.narrative,
        "count": character_count(made.narrative),
        "links": made.links,
        "errors": made.form_errors,
        "warnings": made.form_warnings,
    }
