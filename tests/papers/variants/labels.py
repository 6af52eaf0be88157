"""Labels in other words and shapes, values beside, below and within them."""

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
from tests.papers.wordmaking import p, run, tc, tr


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
