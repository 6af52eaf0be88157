"""Tables merged, cut, nested and wrapped in other ways."""

from __future__ import annotations

from tests.papers.variants.base import (
    NARRATIVE,
    NOTE,
    OFFICE,
    TICKED,
    UNIT,
    Variant,
    form,
    of_rows,
    rows,
    variant,
)
from tests.papers.wordmaking import document, p, run, tbl, tc, textbox, tr


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
    return Variant(of_rows(made))


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
