"""Whole layouts that have little left of the printed one."""

from __future__ import annotations

import io

from openpyxl import Workbook

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
from tests.papers.wordmaking import document, lines, p, tbl, tc, tr

POST = "东岭省临溪市政务服务中心信息科科长"
TITLE = "一张图看清哪里不用排队"
LONG = (
    ("单位及职务", POST),
    ("征集类别", TICKED),
    ("案例名称", TITLE),
    ("主要事迹", f"{NOTE}\n{NARRATIVE}"),
    ("所在单位意见", UNIT),
    ("省、市级网信办意见", OFFICE),
)


@variant
def drawn_in_a_spreadsheet() -> Variant:
    book = Workbook()
    sheet = book.active
    sheet.append(["“走好网上群众路线”典型案例推荐表"])
    sheet.append(["姓名\n(报送人)", "张三", "民族", "汉族", "出生年月", 1985.03])
    sheet.append(["政治面貌", "中共党员", "性别", "男", "手机号", 13800001234])
    for number, (label, value) in enumerate(LONG, start=4):
        sheet.append([label, value])
        sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=6)
    stream = io.BytesIO()
    book.save(stream)
    return Variant(stream.getvalue(), name="推荐表.xlsx")


@variant
def no_table_at_all() -> Variant:
    text = (
        "附件2\n“走好网上群众路线”典型案例推荐表\n姓名：张三\n民族：汉族　　性别：男\n出生年月：1985年3月\n"
        f"政治面貌：中共党员\n手机号：13800001234\n单位及职务：{POST}\n征集类别：{TICKED}\n案例名称：{TITLE}\n"
        f"主要事迹（1000字以内）：\n{NOTE}\n{NARRATIVE}\n所在单位意见：\n{UNIT}\n省、市级网信办意见：\n{OFFICE}"
    )
    return Variant(document(lines(text)))


@variant
def photo_beside_the_first_rows() -> Variant:
    first = tr("姓名", "张三", "民族", "汉族", "出生年月", "1985.03", tc("照片", merge="start"))
    second = tr("政治面貌", "中共党员", "性别", "男", "手机号", "13800001234", tc("", merge="on"))
    return Variant(of_rows([first, second, *rows()[2:]]))


@variant
def opinions_side_by_side() -> Variant:
    both = tr("所在单位意见", tc(UNIT, span=2), "省、市级网信办意见", tc(OFFICE, span=2))
    return Variant(of_rows([*rows()[:6], both]))


@variant
def opinions_below_their_labels_side_by_side() -> Variant:
    labels = tr(tc("所在单位意见", span=3), tc("省、市级网信办意见", span=3))
    values = tr(tc(UNIT, span=3), tc(OFFICE, span=3))
    return Variant(of_rows([*rows()[:6], labels, values]))


@variant
def narrative_below_its_label() -> Variant:
    made = rows()
    made[5] = tr(tc("主要事迹", span=6)) + tr(tc(f"{NOTE}\n{NARRATIVE}", span=6))
    return Variant(of_rows(made))


@variant
def opinion_on_one_line_with_its_label() -> Variant:
    made = rows()
    made[6] = tr(tc("所在单位意见：情况属实，同意推荐。\n（盖章）  2021年11月8日", span=6))
    return Variant(of_rows(made))


@variant
def empty_cells_between_label_and_value() -> Variant:
    first = tr("姓名", "", "张三", "民族", "", "汉族", "出生年月", "", "1985.03")
    return Variant(of_rows([first, *rows()[1:]]))


@variant
def hints_in_the_labels() -> Variant:
    return Variant(
        form(
            label_name="*姓名",
            label_category="征集类别（限选一项）",
            label_post="单位及职务（XX省XX市XX单位XXXX职务）",
            label_narrative=f"主要事迹\n(1000字以内)\n{NOTE}",
            label_unit="所在单位\n意    见\n（盖章）",
            narrative=NARRATIVE,
        )
    )


@variant
def a_filled_list_beside_the_form() -> Variant:
    listed = tbl(
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
        tr("1", "优秀个人案例", TITLE, "张三", POST, "13800001234", "临溪市", ""),
    )
    return Variant(document(p("附件1") + listed + p("附件2") + tbl(*rows())))
