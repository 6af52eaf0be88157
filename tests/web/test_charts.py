"""Charts are drawn to scale, from zero, and say nothing where there is nothing to compare."""

from __future__ import annotations

import pytest

from pingxuan.web.charts import BARS_END, NAMES_END, bars, columns


def test_columns_are_as_high_as_their_share_of_a_round_scale() -> None:
    chart = columns([0, 30, 60], ["a", "b", "c"], is_open=[False, False, True])

    assert chart is not None
    room = chart.ground_y - chart.whole_y
    assert (chart.top, chart.half) == (60, 30)
    assert [one.height for one in chart.columns] == [0, room // 2, room]
    assert [one.y + one.height for one in chart.columns] == [chart.ground_y] * 3
    assert [one.is_open for one in chart.columns] == [False, False, True]


@pytest.mark.parametrize(("most", "top"), [(1, 2), (9, 10), (61, 80), (1_000_001, 2_000_000)])
def test_the_scale_ends_at_a_round_number_above_the_most(most: int, top: int) -> None:
    chart = columns([most, 1], ["a", "b"])

    assert chart is not None
    assert chart.top == top


def test_of_many_labels_few_are_written() -> None:
    chart = columns(range(1, 61), [str(n) for n in range(60)])

    assert chart is not None
    assert [one.label for one in chart.columns if one.label] == ["0", "10", "20", "30", "40", "50"]


def test_bars_begin_where_names_end_and_the_longest_fills_the_room() -> None:
    chart = bars(["云桥市", "澄北国家级示范区", "Direct units"], [4, 2, 0])

    assert chart is not None
    assert [one.width for one in chart.bars] == [BARS_END - NAMES_END, 28.0, 0.0]
    assert [one.name for one in chart.bars] == ["云桥市", "澄北国家级…", "Direct units"]


@pytest.mark.parametrize("values", [[], [5], [0, 0]])
def test_nothing_is_drawn_of_nothing(values: list[int]) -> None:
    names = ["x"] * len(values)

    assert (columns(values, names), bars(names, values)) == (None, None)
