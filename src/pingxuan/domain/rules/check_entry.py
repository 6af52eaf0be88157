"""Cross checks of what comes in: categories, fields, lists, evidence."""

from __future__ import annotations

from collections.abc import Mapping

from pingxuan.domain.rules.entry import FieldKind, Finds
from pingxuan.domain.rules.findings import (
    Data,
    category_codes,
    refuse_twins,
    refuse_unknown,
    rows,
)
from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report
from pingxuan.domain.rules.text import Text

BUILT_IN_LISTS = ("ethnicity", "political", "gender", "category")
TEXTS = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.OPINION)
TITLE = "title"
_TABLES = frozenset({FieldKind.EVIDENCE_ACCOUNTS, FieldKind.EVIDENCE_WORKS})
_WRITTEN = frozenset(FieldKind) - {FieldKind.OPINION, FieldKind.ATTACHMENTS, FieldKind.CONSENT}
LOOKED_IN: Mapping[Finds, frozenset[FieldKind]] = {
    Finds.FILLED: _WRITTEN,
    Finds.COUNTED: _TABLES,
    Finds.LINKED: _TABLES | {FieldKind.LONG_TEXT},
    Finds.FIGURES: frozenset({FieldKind.LONG_TEXT}),
}
"""In which fields each of the things can be found that a condition looks for."""


def check_entry(data: Data, report: Report) -> None:
    """Report codes twice, unknown names, and fields that contradict themselves.

    Source:
        A1, C6–C8, C12, C13, C24.
    """
    for key in ("code", "letter", "seal"):
        refuse_twins(data, "categories", key, report)
    refuse_twins(data, "fields", "key", report)
    refuse_twins(data, "lists", "name", report)
    refuse_twins(data["evidence"], "platforms", "code", report, ("evidence",))
    refuse_twins(data["evidence"], "counts", "code", report, ("evidence",))
    refuse_twins(data, "papers", "code", report)
    refuse_twins(data, "pages", "code", report)
    _labels(data, report)
    _lists(data, report)
    for path, field in rows(data, "fields"):
        _required_in(field, path, category_codes(data), report)
        _kind(field, path, data, report)
    for path, category in rows(data, "categories"):
        for at, condition in rows(category, "conditions", path):
            _condition(condition, at, data, report)
    _form(data, report)


def _condition(condition: Data, path: Path, data: Data, report: Report) -> None:
    """Report a condition that looks where nothing is, or for what its fields cannot hold. Source: N7."""
    kinds = {row["key"]: row["kind"] for _, row in rows(data, "fields") if row["key"]}
    named = condition["fields"] or []
    for place, key in enumerate(named):
        if key:
            what = Text("字段", "field")
            refuse_unknown(key, list(kinds), (*path, "fields", place), what, report)
    finds = condition["finds"]
    if finds is None and condition["confirm"] is False:
        report(
            (*path, "confirm"),
            Text("没有 finds 时只能由人确认", "without finds only a person can say yes"),
        )
    if finds is not None and not named:
        report((*path, "finds"), Text("要写明 fields", "needs fields to look in"))
    for place, key in enumerate(named):
        kind = kinds.get(key)
        if kind and finds and kind not in LOOKED_IN[finds]:
            report(
                (*path, "fields", place),
                Text(f"finds = {finds!r} 不看 {kind}", f"finds = {finds!r} cannot look in {kind}"),
            )


def _labels(data: Data, report: Report) -> None:
    """A reader of filled forms tells fields by their labels: none may mean two fields."""
    owner: dict[str, str] = {}
    for path, field in rows(data, "fields"):
        labels = [((*path, "label"), field["label"])]
        labels += [
            ((*path, "aliases", place), alias) for place, alias in enumerate(field["aliases"] or [])
        ]
        for label_path, label in labels:
            other = owner.setdefault(label, field["key"]) if label else field["key"]
            if other != field["key"]:
                report(
                    label_path,
                    Text(f"{label!r} 已是 {other} 的标签", f"{label!r} already means {other}"),
                )


def _lists(data: Data, report: Report) -> None:
    for path, code_list in rows(data, "lists"):
        if code_list["name"] in BUILT_IN_LISTS:
            report(
                (*path, "name"),
                Text("与内置代码表同名", "is the name of a built-in list"),
            )
        seen: set[str] = set()
        for choice_path, choice in rows(code_list, "choices", path):
            code = choice["code"] or choice["label"]
            if code in seen:
                report(choice_path, Text(f"{code!r} 重复", f"{code!r} is there twice"))
            seen.add(code)


def _required_in(field: Data, path: Path, categories: list[str], report: Report) -> None:
    if field["required"] and field["required_in"] is not None:
        report(
            (*path, "required_in"),
            Text(
                "required = true 已包括所有类别",
                "required = true already means all categories",
            ),
        )
    for place, code in enumerate(field["required_in"] or []):
        if code:
            what = Text("类别", "category")
            refuse_unknown(code, categories, (*path, "required_in", place), what, report)


def _kind(field: Data, path: Path, data: Data, report: Report) -> None:
    kind = field["kind"]
    if kind is None:
        return
    if kind == FieldKind.CODE and field["choices"] is None:
        report((*path, "choices"), Text("缺少代码表的名称", "missing: the name of a code list"))
    if kind != FieldKind.CODE and field["choices"] is not None:
        report((*path, "choices"), Text('只用于 kind = "code"', 'is for kind = "code" only'))
    if kind == FieldKind.CODE and field["choices"]:
        known = [*BUILT_IN_LISTS, *(row["name"] for _, row in rows(data, "lists") if row["name"])]
        what = Text("代码表", "code list")
        refuse_unknown(field["choices"], known, (*path, "choices"), what, report)
    if kind not in TEXTS:
        for key in ("limit", "min_length"):
            if field[key]:
                report((*path, key), Text("只用于文字", "is for texts only"))
    if field["limit"] and field["min_length"] and field["min_length"] > field["limit"]:
        report((*path, "min_length"), Text("大于 limit", "is above limit"))
    if field["public"] and field["personal"]:
        report(
            (*path, "public"),
            Text("加密保存的个人信息不能公开", "a field kept encrypted cannot be public"),
        )


def _form(data: Data, report: Report) -> None:
    """Every form needs a title to show and one field for the category."""
    fields = list(rows(data, "fields"))
    if not fields:
        return
    if not any(field["key"] == TITLE for _, field in fields):
        report(
            ("fields",), Text('缺少 key = "title" 的字段', 'a field with key = "title" is missing')
        )
    for path, field in fields:
        good = field["kind"] in (FieldKind.TEXT, None) and field["required"] and field["public"]
        if field["key"] == TITLE and not good:
            report(
                (*path, "key"),
                Text(
                    "title 应为必填、公开的 text",
                    "title should be a text, required and public",
                ),
            )
    for kind in (FieldKind.CATEGORY, FieldKind.CONSENT):
        of_kind = [path for path, field in fields if field["kind"] == kind]
        for path in of_kind[1:]:
            report((*path, "kind"), Text(f"{kind} 只能有一个", f"there can be one {kind} only"))
        if kind is FieldKind.CATEGORY and not of_kind:
            report(("fields",), Text("缺少类别字段", 'a field of kind "category" is missing'))
