"""Ugly but honest forms: one case, drawn in all the ways that offices draw it.

Every variant says which fields come out differently from `CASE`, and which codes are due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.papers.wordmaking import (
    checkbox,
    document,
    field as word_field,
    legacy_checkbox,
    lines,
    link,
    p,
    run,
    tbl,
    tc,
    textbox,
    tr,
)

NOTE = "（注：材料请多用数据说明，少用形容性词句，并附相关账号、作品、案例的网上链接。）"
NARRATIVE = (
    "2021年3月起，中心把留言办理过程搬到网上，共办结1,263条，办结率98.7%。\n"
    "账号：微博“示例”https://example.org/weibo/a；作品：https://example.org/v/1"
)
CASE: dict[str, Any] = {
    "fields": {
        "name": "张三",
        "ethnicity": "汉族",
        "birth": "1985-03",
        "political": "中共党员",
        "gender": "男",
        "phone": "13800001234",
        "post": "东岭省临溪市政务服务中心信息科科长",
        "category": "individual",
        "title": "一张图看清哪里不用排队",
        "unit_opinion": {"text": "情况属实，同意推荐。", "date": "2021-11-08"},
        "office_opinion": {"text": "", "date": None},
    },
    "narrative": NARRATIVE,
    "links": ["https://example.org/weibo/a", "https://example.org/v/1"],
}
TICKED = "□优秀机构案例　☑优秀个人案例　□优秀创意案例"
UNIT = "情况属实，同意推荐。\n\n2021年11月8日    \n（征集推荐单位或个人所在单位盖章）"
OFFICE = "\n    年    月    日    \n（盖章）"


@dataclass(slots=True)
class Variant:
    """A file, what it holds, and what a reader has to say about it."""

    data: bytes
    name: str = "推荐表.docx"
    fields: dict[str, Any] = field(default_factory=dict)
    narrative: str = NARRATIVE
    links: list[str] = field(default_factory=lambda: list(CASE["links"]))
    warnings: list[str] = field(default_factory=list)
    form_warnings: list[str] = field(default_factory=list)
    form_errors: list[str] = field(default_factory=list)


Recipe = Callable[[], Variant]
VARIANTS: dict[str, Recipe] = {}


def variant(recipe: Recipe) -> Recipe:
    """Put a recipe on the list."""
    VARIANTS[recipe.__name__] = recipe
    return recipe


def rows(**changed: str) -> list[str]:
    """The rows of the printed table; a value, a label or a whole row can be another."""
    labels = {
        "name": "姓名\n(报送人)",
        "ethnicity": "民族",
        "birth": "出生年月",
        "political": "政治面貌",
        "gender": "性别",
        "phone": "手机号",
        "post": "单位及职务",
        "category": "征集类别",
        "title": "案例名称",
        "narrative": "主要事迹\n(1000字以内)",
        "unit": "所在单位意见",
        "office": "省、市级\n网信办意见",
    }
    values = {
        "name": "张三",
        "ethnicity": "汉族",
        "birth": "1985.03",
        "political": "中共党员",
        "gender": "男",
        "phone": "13800001234",
        "post": "东岭省临溪市政务服务中心信息科科长",
        "category": TICKED,
        "title": "一张图看清哪里不用排队",
        "narrative": f"{NOTE}\n{NARRATIVE}",
        "unit": UNIT,
        "office": OFFICE,
    }
    for key, value in changed.items():
        if key.startswith("label_"):
            labels[key.removeprefix("label_")] = value
        else:
            values[key] = value
    made = []
    for keys in (("name", "ethnicity", "birth"), ("political", "gender", "phone")):
        made.append(tr(*(cell for key in keys for cell in (tc(labels[key]), tc(values[key])))))
    for key in ("post", "category", "title", "narrative", "unit", "office"):
        made.append(tr(tc(labels[key]), tc(values[key], span=5)))
    return made


def form(**changed: str) -> bytes:
    """The printed table in a document with its heading."""
    heading = p("附件2") + p("“走好网上群众路线”典型案例推荐表")
    return document(heading + tbl(*rows(**changed)))


def of_rows(made: list[str], **more: Any) -> bytes:
    return document(p("推荐表") + tbl(*made), **more)


# -- labels ----------------------------------------------------------------------------------


@variant
def spaced_labels() -> Variant:
    return Variant(
        form(
            label_name="姓 名", label_ethnicity="民　　族", label_birth="出 生\n年 月", label_gender="性   别",
            label_title="案 例 名 称", label_unit="所 在 单 位\n意　见",
        )
    )  # fmt: skip


@variant
def labels_with_brackets_and_colons() -> Variant:
    return Variant(
        form(
            label_name="姓名（报送人）：", label_phone="手机号:", label_category="征集类别（请勾选）",
            label_narrative="主要事迹（1000字以内）：", label_office="省、市级主管部门意见",
        )
    )  # fmt: skip


@variant
def other_words_for_labels() -> Variant:
    return Variant(
        form(
            label_name="报送人", label_phone="联系电话", label_category="申报类别", label_title="案例标题",
            label_unit="推荐单位意见", label_post="工作单位及职务", label_narrative="主要事迹材料",
            label_office="市级网信办意见",
        )
    )  # fmt: skip


@variant
def upright_labels_a_character_a_paragraph() -> Variant:
    return Variant(form(label_narrative="主\n要\n事\n迹", label_unit="所\n在\n单\n位\n意\n见"))


@variant
def labels_broken_by_line_breaks() -> Variant:
    broken = "<w:p><w:r><w:t>主要</w:t><w:br/><w:t>事迹</w:t></w:r></w:p>"
    return Variant(form(label_narrative=broken))


@variant
def labels_split_over_runs() -> Variant:
    return Variant(
        form(
            label_phone=p(run("手"), run("机", "<w:b/>"), run("号")),
            phone=p(run("138"), run("0000"), run("1234")),
        )
    )


@variant
def values_in_the_labels_own_cells() -> Variant:
    made = [
        tr(tc("姓名：张三"), tc("民族：汉族"), tc("出生年月：1985年3月")),
        tr(tc("政治面貌：中共党员"), tc("性别：男"), tc("手机号：13800001234")),
        tr(tc("单位及职务：东岭省临溪市政务服务中心信息科科长", span=3)),
        tr(tc(f"征集类别：{TICKED}", span=3)),
        tr(tc("案例名称：一张图看清哪里不用排队", span=3)),
        tr(tc(f"主要事迹（1000字以内）：\n{NOTE}\n{NARRATIVE}", span=3)),
        tr(tc(f"所在单位意见：\n{UNIT}", span=3)),
        tr(tc(f"省、市级网信办意见：\n{OFFICE}", span=3)),
    ]
    return Variant(of_rows(made))


@variant
def several_pairs_in_one_cell() -> Variant:
    made = [
        tr(
            tc(
                "姓 名：张三　　性 别：男　　民 族：汉族\n出生年月：1985.3　政治面貌：党员　手机号：138 0000 1234",
                span=2,
            )
        ),
        *rows()[2:],
    ]
    return Variant(of_rows(made))


@variant
def labels_above_their_values() -> Variant:
    made = [
        tr("姓名", "民族", "出生年月", "政治面貌", "性别", "手机号"),
        tr("张三", "汉", "1985-03", "党员", "男", "13800001234"),
        *[tr(tc(f"{label}", span=6)) + tr(tc(value, span=6)) for label, value in (
            ("单位及职务", "东岭省临溪市政务服务中心信息科科长"),
            ("征集类别", TICKED),
            ("案例名称", "一张图看清哪里不用排队"),
            ("主要事迹（1000字以内）", f"{NOTE}\n{NARRATIVE}"),
            ("所在单位意见", UNIT),
            ("省、市级网信办意见", OFFICE),
        )],
    ]  # fmt: skip
    return Variant(of_rows(made))


# -- tables ----------------------------------------------------------------------------------


@variant
def nothing_merged() -> Variant:
    made = rows()[:2]
    for key, value in (
        ("单位及职务", "东岭省临溪市政务服务中心信息科科长"), ("征集类别", TICKED),
        ("案例名称", "一张图看清哪里不用排队"), ("主要事迹", f"{NOTE}\n{NARRATIVE}"),
        ("所在单位意见", UNIT), ("省、市级网信办意见", OFFICE),
    ):  # fmt: skip
        made.append(tr(tc(key), tc(value), *[tc("") for _ in range(4)]))
    return Variant(of_rows(made))


@variant
def horizontally_merged_the_old_way() -> Variant:
    made = rows()
    made[2] = tr(
        tc("单位及职务"),
        tc("东岭省临溪市政务服务中心信息科科长", extra='<w:hMerge w:val="restart"/>'),
        *[tc("", extra="<w:hMerge/>") for _ in range(4)],
    )
    return Variant(of_rows(made))


@variant
def added_rows() -> Variant:
    made = rows()
    made.insert(
        2, tr(tc("身份证号"), tc("见附件", span=2), tc("电子邮箱"), tc("a@example.org", span=2))
    )
    return Variant(of_rows(made), warnings=["extra_rows"])


@variant
def added_cells_in_a_row() -> Variant:
    made = rows()
    made[1] = tr("政治面貌", "中共党员", "性别", "男", "学历", "本科", "手机号", "13800001234")
    return Variant(of_rows(made), warnings=["extra_rows"])


@variant
def label_merged_downwards_over_two_rows() -> Variant:
    first, second = NARRATIVE.split("\n")
    made = rows()
    made[5] = tr(tc("主要事迹", merge="start"), tc(f"{NOTE}\n{first}", span=5)) + tr(
        tc("", merge="on"), tc(second, span=5)
    )
    return Variant(of_rows(made))


@variant
def rows_that_go_on_below_an_empty_label() -> Variant:
    first, second = NARRATIVE.split("\n")
    made = rows()
    made[5] = tr(tc("主要事迹"), tc(f"{NOTE}\n{first}", span=5)) + tr(tc(""), tc(second, span=5))
    made[6] = tr(tc("所在单位意见"), tc("情况属实，同意推荐。", span=5)) + tr(
        tc(""), tc("2021年11月8日", span=5)
    )
    return Variant(of_rows(made))


@variant
def table_cut_in_two() -> Variant:
    made = rows()
    return Variant(document(p("推荐表") + tbl(*made[:5]) + p("") + tbl(*made[5:])))


@variant
def table_in_a_frame_table() -> Variant:
    return Variant(document(tbl(tr(tc(p("推荐表") + tbl(*rows()) + p(""))))))


@variant
def table_in_a_text_box() -> Variant:
    return Variant(document(p(textbox(tbl(*rows()) + p("")))))


@variant
def floating_table() -> Variant:
    place = '<w:tblpPr w:leftFromText="180" w:tblpX="100" w:tblpY="200"/>'
    return Variant(document(p("推荐表") + tbl(*rows(), properties=place)))


@variant
def controls_around_everything() -> Variant:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    made = [control(row) for row in rows()]
    name = f"<w:p>{control(run('张三'))}</w:p>"
    made[0] = tr(
        tc("姓名"),
        control(tc(name)),
        tc("民族"),
        tc(control(p("汉族"))),
        tc("出生年月"),
        tc("1985.03"),
    )
    return Variant(document(control(tbl(*made))))


@variant
def placeholder_of_a_control_is_no_value() -> Variant:
    empty = (
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    return Variant(form(title=empty), fields={"title": None}, form_errors=["missing:案例名称"])


@variant
def post_in_four_cells() -> Variant:
    made = rows()
    made[2] = tr("单位及职务", "东岭省", "临溪市", "政务服务中心", "信息科", "科长")
    return Variant(of_rows(made))


@variant
def unit_and_duty_apart() -> Variant:
    made = rows()
    made[2] = tr(
        "工作单位", tc("东岭省临溪市政务服务中心", span=2), "职务", tc("信息科科长", span=2)
    )
    return Variant(of_rows(made))


@variant
def grid_before() -> Variant:
    made = rows()
    made[4] = tr(
        tc("案例名称"), tc("一张图看清哪里不用排队", span=4), properties='<w:gridBefore w:val="1"/>'
    )
    return Variant(of_rows(made))


@variant
def heading_inside_the_table() -> Variant:
    return Variant(of_rows([tr(tc("“走好网上群众路线”典型案例推荐表", span=6)), *rows()]))


@variant
def inside_the_whole_notice() -> Variant:
    statistics = tbl(
        tr(
            "序号",
            "类别",
            "案例名称",
            "报送人/单位",
            "单位及职务",
            "手机号",
            "推荐层级/单位",
            "备注",
        ),
        tr("1", "", "", "", "", "", "", ""),
    )
    blank = rows(
        name="", ethnicity="", birth="", political="", gender="", phone="", title="",
        post="XX省XX市XX单位XXXX职务", category=TICKED.replace("☑", "□"), narrative=NOTE,
        unit="\n年   月   日\n（征集推荐单位或个人所在单位盖章）",
    )  # fmt: skip
    body = p("关于开展典型案例征集的通知") + p(
        "一、征集类别：优秀机构案例、优秀个人案例、优秀创意案例。"
    )
    body += p("附件1") + statistics + p("附件2") + tbl(*blank) + p("附件2（填写）") + tbl(*rows())
    return Variant(document(body))


# -- ticks -----------------------------------------------------------------------------------


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


# -- values ----------------------------------------------------------------------------------

for _written in (
    "1985.03", "1985.3", "1985年3月", "1985年03月", "1985-03", "1985/3", "198503", "19850315", "1985年3月15日",
    "1985. 03", "１９８５．０３", "1985.03.15", "1985年3月生", "一九八五年三月", "1985、3", "1985.03（36岁）", "1985\n年3月",
):  # fmt: skip
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(form(birth=written))
for _written in ("85-3", "85.03", "85年3月"):
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(
        form(birth=written), form_warnings=["birth_year_two_digits"]
    )
for _written in ("1985.13", "1985", "1985年", "三月", "1985.00"):
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(
        form(birth=written), fields={"birth": None}, form_errors=["bad_birth"]
    )
for _written in (
    "138 0000 1234", "138-0000-1234", "+86 13800001234", "+8613800001234", "8613800001234", "（+86）13800001234",
    "１３８００００１２３４", "0371-65500000 13800001234", "13800001234（微信同号）", "13800001234\n0371-65500000",
    "0371-65500000/13800001234", "138\n00001234", "手机：13800001234", "0086-138-0000-1234", "1380000 1234",
):  # fmt: skip
    VARIANTS[f"phone_{_written}"] = lambda written=_written: Variant(form(phone=written))
for _written in ("1380000123", "138000012345", "0371-65500000", "1.38E+10"):
    VARIANTS[f"phone_{_written}"] = lambda written=_written: Variant(
        form(phone=written), fields={"phone": None}, form_errors=["bad_phone"]
    )
for _written in ("张 三", "张　三", "张\n三", " 张三 ", "张  三\n"):
    VARIANTS[f"name_{_written!r}"] = lambda written=_written: Variant(form(name=written))


@variant
def name_with_a_middle_dot() -> Variant:
    return Variant(form(name="阿卜杜拉·买买提"), fields={"name": "阿卜杜拉·买买提"})


@variant
def short_words_of_the_lists() -> Variant:
    return Variant(form(ethnicity="汉", political="党员"))


@variant
def gender_ticked() -> Variant:
    return Variant(form(gender="☑男 □女"))


@variant
def values_with_line_breaks_and_empty_paragraphs() -> Variant:
    return Variant(
        form(
            title="\n一张图看清\n哪里不用排队\n",
            post="东岭省临溪市政务服务中心\n信息科科长",
            birth="\n1985.03\n",
        )
    )


@variant
def hint_left_in_place() -> Variant:
    return Variant(
        form(post="XX省XX市XX单位XXXX职务"),
        fields={"post": None},
        form_errors=["missing:单位及职务"],
    )


@variant
def an_opinion_with_no_such_day() -> Variant:
    return Variant(
        form(unit="情况属实，同意推荐。\n2021年11月31日\n（盖章）"),
        fields={"unit_opinion": {"text": "情况属实，同意推荐。", "date": None}},
        form_warnings=["bad_opinion_date"],
    )


@variant
def an_opinion_with_its_date_on_the_same_line() -> Variant:
    return Variant(form(unit="情况属实，同意推荐。（公章） 2021.11.8"))


@variant
def an_opinion_dated_in_ideographs() -> Variant:
    return Variant(form(unit="情况属实，同意推荐。\n（盖章）\n二〇二一年十一月八日"))


@variant
def an_opinion_from_an_upper_office_too() -> Variant:
    return Variant(
        form(office="同意推荐。\n2021年11月15日\n（盖章）"),
        fields={"office_opinion": {"text": "同意推荐。", "date": "2021-11-15"}},
    )


@variant
def no_opinion_of_the_unit() -> Variant:
    return Variant(
        form(unit="\n    年   月   日\n（征集推荐单位或个人所在单位盖章）"),
        fields={"unit_opinion": {"text": "", "date": None}},
        form_errors=["missing:所在单位意见"],
    )


# -- the narrative ---------------------------------------------------------------------------

_FIRST, _SECOND = NARRATIVE.split("\n")


@variant
def links_only_in_the_relations() -> Variant:
    made = rows(
        narrative=lines(NOTE) + p(run(_FIRST)) + p(run("详见"), link("rId9", "这里"), run("。"))
    )
    return Variant(
        of_rows(made, links={"rId9": "https://example.org/hidden?a=1&b=2"}),
        narrative=f"{_FIRST}\n详见这里。",
        links=["https://example.org/hidden?a=1&b=2"],
    )


@variant
def links_in_field_codes() -> Variant:
    shown = word_field(r' HYPERLINK "https://example.org/code" \o "tip" ', "这里")
    simple = f'<w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/simple&quot; ">{run("那里")}</w:fldSimple>'
    made = rows(narrative=lines(NOTE) + p(run(_FIRST)) + p(shown, run("和"), simple))
    return Variant(
        of_rows(made),
        narrative=f"{_FIRST}\n这里和那里",
        links=["https://example.org/code", "https://example.org/simple"],
    )


@variant
def a_link_shown_as_its_own_address() -> Variant:
    made = rows(
        narrative=lines(NOTE)
        + p(run(_FIRST))
        + p(run("见"), link("rId9", "https://example.org/a"), run("；"))
    )
    return Variant(
        of_rows(made, links={"rId9": "https://example.org/a/"}),
        narrative=f"{_FIRST}\n见https://example.org/a；",
        links=["https://example.org/a"],
    )


@variant
def an_unsafe_link() -> Variant:
    made = rows(narrative=lines(f"{NOTE}\n{NARRATIVE}") + p(link("rId9", "点这里")))
    return Variant(
        of_rows(made, links={"rId9": "file:///etc/passwd"}),
        narrative=f"{NARRATIVE}\n点这里",
        form_warnings=["unsafe_link"],
    )


@variant
def tracked_changes_in_the_narrative() -> Variant:
    changed = (
        '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>2020年</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="a">{run(_FIRST)}</w:ins>'
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>旧处</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="a"/></w:rPr></w:pPr>'
        '<w:del w:id="5" w:author="a"><w:r><w:delText>整段删去</w:delText></w:r></w:del></w:p>'
    )
    return Variant(form(narrative=lines(NOTE) + changed + p(_SECOND)), warnings=["tracked_changes"])


@variant
def a_row_deleted_in_tracked_changes() -> Variant:
    made = rows()
    made.insert(
        2, tr(tc("身份证号"), tc("无", span=5), properties='<w:del w:id="1" w:author="a"/>')
    )
    return Variant(of_rows(made), warnings=["tracked_changes"])


@variant
def comments_left_in() -> Variant:
    commented = p(
        '<w:commentRangeStart w:id="0"/>', run(_FIRST), '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    return Variant(form(narrative=lines(NOTE) + commented + p(_SECOND)), warnings=["comments"])


@variant
def hidden_text_left_in() -> Variant:
    hidden = p(run(_FIRST), run("这段看不见", "<w:vanish/>"))
    return Variant(form(narrative=lines(NOTE) + hidden + p(_SECOND)), warnings=["hidden_text"])


@variant
def text_hidden_by_a_style() -> Variant:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="character" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    hidden = p(run(_FIRST), run("这段看不见", '<w:rStyle w:val="b"/>'))
    made = rows(narrative=lines(NOTE) + hidden + p(_SECOND))
    return Variant(of_rows(made, parts={"word/styles.xml": styles}), warnings=["hidden_text"])


@variant
def narrative_in_a_text_box() -> Variant:
    return Variant(form(narrative=lines(NOTE) + p(textbox(lines(NARRATIVE)))))


@variant
def narrative_with_a_table() -> Variant:
    inner = tbl(tr("平台", "发布"), tr("微博", "126条"))
    return Variant(
        form(narrative=lines(f"{NOTE}\n{NARRATIVE}") + inner + p()),
        narrative=f"{NARRATIVE}\n平台\t发布\n微博\t126条",
    )


@variant
def narrative_as_automatic_list() -> Variant:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return Variant(
        form(
            narrative=lines(NOTE) + p(_FIRST, properties=numbered) + p(_SECOND, properties=numbered)
        )
    )


@variant
def note_in_other_brackets_and_runs() -> Variant:
    split = p(
        run("(注：材料请多用数据"),
        run("说明，少用形容性词句，"),
        run("并附相关账号、作品、案例的网上链接。)"),
    )
    return Variant(form(narrative=split + lines(NARRATIVE)))


@variant
def note_on_the_same_line() -> Variant:
    return Variant(form(narrative=f"{NOTE}{NARRATIVE}"))


@variant
def note_at_the_end() -> Variant:
    return Variant(form(narrative=f"{NARRATIVE}\n\n{NOTE}"))


@variant
def a_note_of_the_author_stays() -> Variant:
    own = f"{NARRATIVE}\n（注：以上截至2021年10月）"
    return Variant(form(narrative=f"{NOTE}\n{own}"), narrative=own)


@variant
def too_long_by_one() -> Variant:
    text = f"https://example.org/a\n2021年{'字' * 998}"
    return Variant(
        form(narrative=f"{NOTE}\n{text}"), narrative=text,
        links=["https://example.org/a"], form_errors=["too_long"],
    )  # fmt: skip


@variant
def no_links_and_no_data() -> Variant:
    return Variant(
        form(narrative=f"{NOTE}\n群众都说好。"), narrative="群众都说好。", links=[],
        form_warnings=["no_links", "no_data"],
    )  # fmt: skip


@variant
def all_before_2021() -> Variant:
    text = "2019年3月至2020年12月，共办结300件。https://example.org/2021/01"
    return Variant(
        form(narrative=text), narrative=text, links=["https://example.org/2021/01"],
        form_warnings=["before_2021"],
    )  # fmt: skip


@variant
def label_words_inside_the_narrative() -> Variant:
    text = f"{NARRATIVE}\n主要做法：三条。\n案例名称：另一个\n姓名：李四　手机号：13900000000"
    return Variant(form(narrative=f"{NOTE}\n{text}"), narrative=text)


@variant
def a_name_that_says_final_and_copy() -> Variant:
    return Variant(form(), name="张三推荐表（定稿）(2).docx")
