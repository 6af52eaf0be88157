"""A cloned sheet is the old one under another name, on other days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pingxuan.domain.rules.cloning import cloned
from pingxuan.domain.rules.reading import decode
from tests.builders import sheet_text


@pytest.mark.parametrize("name", ["mass-line-2021", "blank"])
@pytest.mark.parametrize("days", [0, 364, -1, 2000])
def test_every_stage_moves_by_the_same_days(name: str, days: int) -> None:
    old = decode(sheet_text(name), name)

    new = decode(
        cloned(sheet_text(name), slug="next-year", title='新"一年', moved_by=timedelta(days=days)),
        "new",
    )

    assert (new.slug, new.title.get("zh"), new.title.en) == ("next-year", '新"一年', "")
    assert [
        (s.stage, s.opens_at - o.opens_at, s.closes_at - o.closes_at)
        for s, o in zip(new.stages, old.stages, strict=True)
    ] == [(stage.stage, timedelta(days=days), timedelta(days=days)) for stage in old.stages]
    assert new.categories == old.categories
    assert new.fields == old.fields


def test_days_within_texts_and_comments_stay() -> None:
    text = 'slug = "a"\ntitle = "b" # = 2021-01-01 stays only after a word\n[x]\nsaid = "2021-10-10"\nat = 2021-12-31T24:00\n'

    new = cloned(text, slug="c", title="d", moved_by=timedelta(days=1))

    assert 'said = "2021-10-10"' in new
    assert "at = 2022-01-01T24:00" in new
