"""字数 is counted as the forms' paper says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingxuan.domain.counting import character_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("2021年", 2),
        ("12.5%增长，3,000人", 6),
        ("Wi-Fi 6 上线", 4),
        ("你好,世界", 5),
        ("https://example.org/a?b=1", 1),
        ("——", 2),
        ("……", 2),
        ("“①→”", 4),
        ("阿·买", 3),
        ("Wi\u200b-\u00adFi", 1),
        ("a\u3000b\u2028c\u00a0d\ne", 5),
        ("𠮷😀", 2),
        ("２０２１", 4),
        ("한국어", 3),
        ("﹏﹏", 2),
        ("\ufeff中\u2060文", 2),
    ],
)
def test_the_examples_count_as_the_paper_says(text, count):
    assert character_count(text) == count


@given(st.text(alphabet="中，aé1 \u3000\n😀“"), st.text(alphabet="中，aé1 \u3000\n😀“"))
def test_a_line_end_parts_two_texts_whose_counts_add_up(first, second):
    assert character_count(f"{first}\n{second}") == character_count(first) + character_count(second)


@given(st.text(alphabet="中，a1 ，"), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
def test_a_zero_width_character_changes_nothing(text, mark):
    assert character_count(mark.join(text)) == character_count(text)
