"""Harmful and broken files are told by their codes; nothing is raised, fetched or blown up."""

import shutil
import tracemalloc

import pytest

from pingxuan.papers.reading import read_file
from tests.papers import hostile_further  # noqa: F401  fill the list
from tests.papers.hostile import HOSTILE

MOST_BYTES = 160 * 1024 * 1024


@pytest.mark.parametrize("recipe", HOSTILE)
def test_a_hostile_file_is_told_by_its_code(recipe):
    name, data, errors, warnings = HOSTILE[recipe]()
    if recipe == "an_old_word_file" and shutil.which("soffice"):
        errors = ["corrupt"]
    tracemalloc.start()

    file = read_file(name, data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (file.errors, file.warnings) == (errors, warnings)
    assert bool(file.forms) is (not errors)
    assert peak < MOST_BYTES
