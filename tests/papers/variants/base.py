"""Ugly but honest forms: one case, drawn in all the ways that offices draw it.

Every variant says which fields come out differently from `CASE`, and which codes are due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.papers.wordmaking import document, p, tbl, tc, tr

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
