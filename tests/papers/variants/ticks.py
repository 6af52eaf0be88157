"""Ticks of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.papers.variants.base import VARIANTS, Variant, form, of_rows, rows, variant
from tests.papers.wordmaking import checkbox, legacy_checkbox, p, run, tc, tr
from tests.papers.wordmaking import field as word_field


def _ticked(recipe: str, category: str | Callable[[], str], **more: Any) -> None:
    VARIANTS[recipe] = lambda: Variant(
        form(category=category if isinstance(category, str) else category()), **more
    )


for _index, _text in enumerate(
    [
        "□优秀机构案例　√优秀个人案例　□优秀创意案例",
        "□优秀机构案例　■优秀个人案例　□优秀创意案例",
        "○优秀机构案例　●优秀个人案例　○优秀创意案例",
        "[ ]优秀机构案例　[x]优秀个人案例　[ ]优秀创意案例",
        "( ) 优秀机构案例 (√) 优秀个人案例 ( ) 优秀创意案例",
        "优秀机构案例（  ）　优秀个人案例（√）　优秀创意案例（  ）",
        "□优秀机构案例　□√优秀个人案例　□优秀创意案例",
        "□优秀机构案例　□优秀个人案例√　□优秀创意案例",
        "优秀机构案例□　优秀个人案例☑　优秀创意案例□",
        "□优秀机构案例　✔优秀个人案例　□优秀创意案例",
        "☐优秀机构案例　☒优秀个人案例　☐优秀创意案例",
        "×优秀机构案例　√优秀个人案例　×优秀创意案例",
        "口优秀机构案例　☑优秀个人案例　口优秀创意案例",
        "□ 机构　☑ 个人　□ 创意",
        "□优秀机构案例\n☑优秀个人案例\n□优秀创意案例",
        "【】优秀机构案例【√】优秀个人案例【】优秀创意案例",
        "优秀机构案例   优秀个人案例√   优秀创意案例",
        "√优秀个人案例",
        "优秀机构案例  优秀个人案例 V  优秀创意案例",
        "优秀机构案例（否）优秀个人案例（是）优秀创意案例（否）",
        "□优秀机构案例  □优秀个人案例 √  □优秀创意案例",
        "1.优秀机构案例□  2.优秀个人案例☑  3.优秀创意案例□",
        "⬜优秀机构案例 ✅优秀个人案例 ⬜优秀创意案例",
        "☐优秀机构案例 ☑\ufe0f优秀个人案例 ☐优秀创意案例",
    ]
):
    _ticked(f"tick_{_index:02}", _text)


def _beside(*boxes: str) -> str:
    names = ("优秀机构案例", "优秀个人案例", "优秀创意案例")
    return (
        "<w:p>"
        + "".join(box + run(f"{name}　") for box, name in zip(boxes, names, strict=True))
        + "</w:p>"
    )


def _symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def _typed(font: str, text: str) -> str:
    return run(text, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')


_WING, _WING2 = "Wingdings", "Wingdings 2"
_ticked(
    "tick_wingdings",
    _beside(_symbol(_WING, "F0A8"), _symbol(_WING, "F0FE"), _symbol(_WING, "F0A8")),
)
_ticked(
    "tick_wingdings_two",
    _beside(_symbol(_WING2, "F0A3"), _symbol(_WING2, "F052"), _symbol(_WING2, "F0A3")),
)
_ticked("tick_wingdings_bare", _beside(run("□"), _symbol(_WING, "F0FC"), run("□")))
_ticked(
    "tick_letters_in_wingdings", _beside(_typed(_WING, "o"), _typed(_WING, "þ"), _typed(_WING, "o"))
)
_ticked("tick_letter_in_wingdings_two", _beside(run("□"), _typed(_WING2, "R"), run("□")))
_ticked("tick_private_use", _beside(run("\uf0a8"), run("\uf0fe"), run("\uf0a8")))
_ticked("tick_control", _beside(checkbox(False), checkbox(True), checkbox(False)))
_ticked(
    "tick_old_field", _beside(legacy_checkbox(False), legacy_checkbox(True), legacy_checkbox(False))
)
_ticked("tick_overstrike_field", _beside(run("□"), word_field(r" EQ \o\ac(□,√) ", None), run("□")))
_ticked(
    "tick_symbol_field",
    _beside(run("□"), word_field(r' SYMBOL 254 \f "Wingdings" ', None), run("□")),
)
_ticked(
    "tick_by_striking_out",
    p(
        run("优秀机构案例", "<w:strike/>"),
        run("　优秀个人案例　"),
        run("优秀创意案例", "<w:strike/>"),
    ),
    form_warnings=["category_inferred"],
)
_ticked(
    "tick_tracked",
    p(
        run("□优秀机构案例　"),
        '<w:del w:id="1" w:author="a"><w:r><w:delText>□</w:delText></w:r></w:del>',
        f'<w:ins w:id="2" w:author="a">{run("☑")}</w:ins>',
        run("优秀个人案例　□优秀创意案例"),
    ),
    warnings=["tracked_changes"],
)
_ticked("only_one_option_left", "优秀个人案例", form_warnings=["category_inferred"])
_ticked("only_one_box_left", "□优秀个人案例", form_warnings=["category_inferred"])
_ticked(
    "two_ticks", "☑优秀机构案例　☑优秀个人案例　□优秀创意案例",
    fields={"category": None}, form_errors=["two_categories_ticked"],
)  # fmt: skip
_ticked(
    "no_tick", "□优秀机构案例　□优秀个人案例　□优秀创意案例",
    fields={"category": None}, form_errors=["missing:征集类别"],
)  # fmt: skip
_ticked(
    "a_tick_midway",
    "优秀机构案例　√　优秀个人案例　优秀创意案例",
    fields={"category": None},
    form_errors=["missing:征集类别"],
)
_ticked(
    "another_category", "优秀团队案例", fields={"category": None}, form_errors=["unknown_category"]
)
_ticked(
    "a_fourth_box", "□优秀机构案例　□优秀个人案例　□优秀创意案例　☑优秀团队案例",
    fields={"category": None}, form_errors=["unknown_category"],
)  # fmt: skip


@variant
def tick_in_cells_of_their_own() -> Variant:
    made = rows()
    made[3] = tr("征集类别", "优秀机构案例", "", "优秀个人案例", "√", "优秀创意案例", "")
    return Variant(of_rows(made))


@variant
def options_one_below_the_other_in_rows() -> Variant:
    made = rows()
    made[3] = (
        tr(tc("征集类别", merge="start"), tc("□优秀机构案例", span=5))
        + tr(tc("", merge="on"), tc("☑优秀个人案例", span=5))
        + tr(tc("", merge="on"), tc("□优秀创意案例", span=5))
    )
    return Variant(of_rows(made))
