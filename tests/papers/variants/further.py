"""What the other lists lack: signs that lost their font, advice beside boxes, words around labels."""

from __future__ import annotations

from tests.papers.variants.base import (
    NARRATIVE,
    NOTE,
    OFFICE,
    UNIT,
    VARIANTS,
    Variant,
    form,
    of_rows,
    rows,
    variant,
)
from tests.papers.wordmaking import document, lines, p, tbl, tc, tr

for _index, _text in enumerate(
    [
        "□优秀机构案例 ✔\ufe0f优秀个人案例 □优秀创意案例",
        "☐ 优秀机构案例 ☑ 优秀个人案例 ☐ 优秀创意案例（请在相应类别前打“√”）",
        "（请在□内打√，只能选一项）\n□优秀机构案例　☑优秀个人案例　□优秀创意案例",
        "优秀机构案例：否　优秀个人案例：是　优秀创意案例：否",
        "□優秀機構案例　☑優秀個人案例　□優秀創意案例",
        "□优秀机构案例\n□优秀个人案例   √\n□优秀创意案例",
        "[ ] 优秀机构案例 [*] 优秀个人案例 [ ] 优秀创意案例",
    ]
):
    VARIANTS[f"further_tick_{_index}"] = lambda text=_text: Variant(form(category=text))
for _sign in "Rþü区":
    VARIANTS[f"a_tick_that_became_{_sign}"] = lambda sign=_sign: Variant(
        form(category=f"□优秀机构案例 {sign}优秀个人案例 □优秀创意案例"),
        form_warnings=["category_inferred"],
    )
for _key, _label in (
    ("name", "推荐人选姓名"),
    ("name", "案例报送人"),
    ("phone", "手机号码/微信号"),
    ("title", "案例名称/标题"),
    ("unit", "所在单位或推荐单位意见"),
    ("category", "案例申报类别"),
    ("narrative", "主要做法及亮点"),
):
    VARIANTS[f"label_{_label}"] = lambda key=_key, label=_label: Variant(
        form(**{f"label_{key}": label})
    )
for _written in ("1985 3", "19853", "1985 年 3 月"):
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(form(birth=written))
for _written in (
    "情况属实，同意推荐。\n临溪市政务服务中心（盖章）\n2021年11月8日",
    "情况属实，同意推荐。\n单位（公章）：　　　　　日期：2021年11月8日",
    "情况属实，同意推荐。\n推荐单位盖章\n2021年11月8日",
):
    VARIANTS[f"opinion_{_written[11:20]!r}"] = lambda written=_written: Variant(form(unit=written))


@variant
def a_mention_of_the_unit_in_the_opinion_stays() -> Variant:
    text = "临溪市政务服务中心\n同意推荐（盖章）"
    return Variant(
        form(unit=f"{text}\n2021年11月8日"),
        fields={"unit_opinion": {"text": "临溪市政务服务中心\n同意推荐", "date": "2021-11-08"}},
    )


@variant
def the_hint_left_beside_the_value() -> Variant:
    return Variant(form(post="东岭省临溪市政务服务中心信息科科长（例：XX省XX市XX单位XXXX职务）"))


@variant
def the_note_without_its_first_word() -> Variant:
    return Variant(form(narrative=f"{NOTE.replace('注：', '')}\n{NARRATIVE}"))


@variant
def narrative_in_a_row_of_its_own() -> Variant:
    made = rows()
    made[5] = tr(tc("主要事迹"), tc(NOTE, span=5)) + tr(tc(NARRATIVE, span=6))
    return Variant(of_rows(made))


@variant
def options_above_their_ticks() -> Variant:
    made = rows()
    options = ("优秀机构案例", "优秀个人案例", "优秀创意案例")
    made[3] = tr(tc("征集类别", merge="start"), *(tc(option) for option in options)) + tr(
        tc("", merge="on"), tc(""), tc("√"), tc("")
    )
    return Variant(of_rows(made))


@variant
def the_stamps_note_below_the_label() -> Variant:
    made = rows()
    made[6] = tr(tc("所在单位意见"), tc("情况属实，同意推荐。", span=5)) + tr(
        tc("（盖章）"), tc("2021年11月8日", span=5)
    )
    return Variant(of_rows(made))


@variant
def a_county_has_its_opinion_too() -> Variant:
    made = rows()
    county = tr(tc("县级网信办意见"), tc("同意推荐。\n2021年11月10日\n（盖章）", span=5))
    made.insert(7, county)
    return Variant(of_rows(made), warnings=["extra_rows"])


@variant
def two_offices_in_two_rows() -> Variant:
    city = tr(tc("市级网信办意见"), tc("同意。\n2021年11月10日\n（盖章）", span=5))
    province = tr(tc("省级网信办意见"), tc(OFFICE, span=5))
    return Variant(
        of_rows([*rows()[:7], city, province]),
        warnings=["extra_rows"],
        fields={"office_opinion": {"text": "同意。", "date": "2021-11-10"}},
    )


@variant
def each_row_a_table_of_its_own() -> Variant:
    return Variant(document(p("推荐表") + "".join(tbl(row) + p() for row in rows())))


@variant
def one_pair_in_each_row() -> Variant:
    pairs = [
        ("姓名（报送人）", "张三"), ("民族", "汉族"), ("出生年月", "1985.03"), ("政治面貌", "中共党员"),
        ("性别", "男"), ("手机号", "13800001234"), ("单位及职务", "东岭省临溪市政务服务中心信息科科长"),
        ("征集类别", "☑优秀个人案例"), ("案例名称", "一张图看清哪里不用排队"),
        ("主要事迹", f"{NOTE}\n{NARRATIVE}"), ("所在单位意见", UNIT), ("省、市级网信办意见", OFFICE),
    ]  # fmt: skip
    numbered = [tr(str(number), *pair) for number, pair in enumerate(pairs, start=1)]
    return Variant(of_rows(numbered))


@variant
def numbered_lines_with_spaces_after_the_colon() -> Variant:
    pairs = [
        ("姓名", "张三"), ("民族", "汉"), ("出生年月", "1985.03"), ("政治面貌", "党员"), ("性别", "男"),
        ("手机号", "13800001234"), ("单位及职务", "东岭省临溪市政务服务中心信息科科长"),
        ("征集类别", "优秀个人案例√"), ("案例名称", "__一张图看清哪里不用排队__"), ("主要事迹", NARRATIVE),
        ("所在单位意见", UNIT), ("省、市级网信办意见", OFFICE),
    ]  # fmt: skip
    numbered = [f"{at}.{label}： {value}" for at, (label, value) in enumerate(pairs, start=1)]
    return Variant(document(lines("推荐表\n" + "\n".join(numbered))))


@variant
def headings_with_ideographs_for_numbers() -> Variant:
    pairs = [
        ("一、姓名", "张三"), ("二、民族", "汉"), ("三、出生年月", "1985.03"), ("四、政治面貌", "党员"),
        ("五、性别", "男"), ("六、手机号", "13800001234"),
        ("七、单位及职务", "东岭省临溪市政务服务中心信息科科长"), ("八、征集类别", "√优秀个人案例"),
        ("九、案例名称", "一张图看清哪里不用排队"), ("十、主要事迹", NARRATIVE),
        ("十一、所在单位意见", UNIT), ("十二、省、市级网信办意见", OFFICE),
    ]  # fmt: skip
    return Variant(document("".join(p(label) + lines(value) for label, value in pairs)))
