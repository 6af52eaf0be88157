"""A list of units as it is uploaded, carried from the preview to the act, and one unit's own form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.routes import Level
from pingxuan.domain.tree_nodes import SEPARATOR
from pingxuan.domain.trees import Wanted
from pingxuan.papers.model import Unreadable
from pingxuan.papers.unitlist import read_unit_list
from pingxuan.units.models import Unit
from pingxuan.web.sentences import code_sentence

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 5000
_TEXTS = tuple(field.name for field in fields(Wanted) if field.name not in ("line", "is_closed"))


class ListForm(forms.Form):
    """The file with the list."""

    file = forms.FileField(
        label=gettext_lazy("单位名单（Excel 或 CSV）"),
        allow_empty_file=False,
        error_messages={
            "required": gettext_lazy("请选一个文件。"),
            "empty": gettext_lazy("文件是空的。"),
        },
    )
    is_whole = forms.BooleanField(
        label=gettext_lazy("这份名单是全的，没有列出的单位停用"), required=False
    )

    def clean_file(self) -> list[Wanted]:
        """Read the lines; what is wrong with the file is said beside it."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，最多 5 MB。"))
        try:
            lines = read_unit_list(upload.name or "", upload.read())
        except Unreadable as fault:
            raise forms.ValidationError(_unreadable(fault.code)) from None
        if not lines:
            raise forms.ValidationError(_("名单里没有单位。"))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("最多 %(n)s 行，请分几次导入。") % {"n": MOST_LINES})
        return [Wanted(**asdict(line)) for line in lines]


class UnitForm(forms.Form):
    """One unit: its names, its tier, where it stands, and whether it goes on."""

    STAYS, MERGES, ENDS = "stays", "merges", "ends"

    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40, required=False)
    code = forms.CharField(
        label=gettext_lazy("编码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("有了编码，以后导入名单时改名也认得出。"),
    )
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=Unit.LevelChoice.choices)
    parent = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("上级"), required=False, empty_label="—"
    )
    state = forms.ChoiceField(
        label=gettext_lazy("今后"),
        choices=[
            (STAYS, gettext_lazy("照常")),
            (MERGES, gettext_lazy("并入另一个单位")),
            (ENDS, gettext_lazy("停用")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    into = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("并入"), required=False, empty_label="—"
    )

    def __init__(self, data: Any, *, unit: Unit | None, root: Unit, above: Unit | None) -> None:
        initial: dict[str, Any] = {"level": Level.UNIT.value, "state": self.STAYS, "parent": above}
        if unit is not None:
            initial |= {
                "name": unit.name,
                "short_name": unit.short_name,
                "code": unit.code,
                "level": unit.level,
                "parent": unit.parent,
                "state": self.STAYS if unit.is_active else self.ENDS,
            }
        super().__init__(data, initial=initial)
        self.unit, self.root = unit, root
        choice = Unit.objects.filter(path__startswith=root.path, is_active=True).order_by("path")
        if unit is not None:
            choice = choice.exclude(path__startswith=unit.path)
        for name in ("parent", "into"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choice
            field.label_from_instance = _indented  # type: ignore[method-assign, assignment]
        if unit is None or unit.pk == root.pk:
            del self.fields["state"], self.fields["into"]
        if unit is not None and unit.pk == root.pk:
            del self.fields["parent"]

    def clean(self) -> dict[str, Any]:
        """Ask where a merged unit goes, and where a new one stands."""
        given = super().clean() or self.cleaned_data
        if given.get("state") == self.MERGES and not given.get("into"):
            self.add_error("into", _("请选并入哪个单位。"))
        if self.unit is None and not given.get("parent"):
            self.add_error("parent", _("请选上级。"))
        return given

    def wanted(self) -> Wanted:
        """Write what the form asks as a line of a list."""
        given = self.cleaned_data
        parent, into = given.get("parent"), given.get("into")
        state = given.get("state") or self.STAYS
        return Wanted(
            line=1,
            name=given["name"].strip(),
            level=given["level"],
            parent=str(parent.pk) if parent else "",
            short_name=given["short_name"].strip(),
            code=given["code"].strip(),
            key=str(self.unit.pk) if self.unit else "",
            into=str(into.pk) if into and state == self.MERGES else "",
            is_closed=state == self.ENDS,
        )


def packed(wanted: Sequence[Wanted]) -> str:
    """Write lines so that a form can carry them from the preview to the act."""
    return json.dumps([asdict(one) for one in wanted], ensure_ascii=False)


def unpacked(text: str) -> list[Wanted]:
    """Read the lines that a preview carried.

    Raises:
        ContentInvalid: they are none.
    """
    try:
        rows = json.loads(text)
        return [
            Wanted(
                line=int(row["line"]),
                is_closed=row.get("is_closed") is True,
                **{key: str(row.get(key, "")) for key in _TEXTS},
            )
            for row in rows[:MOST_LINES]
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ContentInvalid({"list": ["broken"]}) from None


def _indented(unit: Any) -> str:
    return "　" * int(unit.depth) + str(unit.name)


def _unreadable(code: str) -> str:
    if code == "no_head":
        return _("没有找到表头。第一行要有“名称”，最好还有“上级”“层级”“编码”。")
    if code == "wrong_type":
        return _("请用 Excel（xlsx、xls）或 CSV 文件。")
    return code_sentence(code)


__all__ = ["SEPARATOR", "ListForm", "UnitForm", "packed", "unpacked"]
