"""Forms of the seminar: the plan, a point of the agenda, a file, the recap, a guest."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.seminar.actions import Plan

LARGEST_MATERIAL = 20 * 1024 * 1024
# What a hall's projector shows; the bytes that each kind begins with.
MATERIALS = {
    ".pdf": b"%PDF-",
    ".pptx": b"PK\x03\x04",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
}


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget)


class PlanForm(forms.Form):
    """When, where, for how many."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=200)
    opens_at = _moment(gettext_lazy("开始"))
    closes_at = _moment(gettext_lazy("结束"))
    register_until = _moment(gettext_lazy("报名截止（这一刻起不能再报）"))
    seats = forms.IntegerField(label=gettext_lazy("座位（人）"), min_value=1, max_value=100_000)
    places_a_unit = forms.IntegerField(
        label=gettext_lazy("每件入选案例最多几人"), min_value=1, max_value=100, initial=2
    )
    about = forms.CharField(
        label=gettext_lazy("说明（Markdown）"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def plan(self) -> Plan:
        """Give what was planned."""
        return Plan(**self.cleaned_data)


class SessionForm(forms.Form):
    """A point of the agenda."""

    title = forms.CharField(label=gettext_lazy("议题"), max_length=120)
    speaker = forms.CharField(label=gettext_lazy("主讲"), max_length=120, required=False)
    begins_at = _moment(gettext_lazy("开始"))
    ends_at = _moment(gettext_lazy("结束"))


class MaterialForm(forms.Form):
    """A speaker's file."""

    file = forms.FileField(label=gettext_lazy("材料（PDF、PPTX、DOCX、XLSX，最多 20 MB）"))

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large or is not what its name says."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        begins = MATERIALS.get(PurePath(file.name or "").suffix.lower())
        if (file.size or 0) > LARGEST_MATERIAL:
            raise forms.ValidationError(_("文件超过 20 MB。"))
        head = file.read(8)
        file.seek(0)
        if begins is None or not head.startswith(begins):
            raise forms.ValidationError(_("只收 PDF、PPTX、DOCX、XLSX。"))
        return file


class RecapForm(forms.Form):
    """What was said."""

    recap = forms.CharField(
        label=gettext_lazy("纪要（Markdown）"), widget=forms.Textarea(attrs={"rows": 10})
    )


class GuestForm(forms.Form):
    """Somebody who comes."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    post = forms.CharField(label=gettext_lazy("职务"), max_length=120, required=False)
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        required=False,
        help_text=gettext_lazy("只用于会务联系，不公开。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """Give the number as one compares them, or none."""
        given = str(self.cleaned_data["phone"]).strip()
        try:
            return normalise(given) if given else ""
        except NotAPhone:
            raise forms.ValidationError(_("应是 11 位手机号，以 1 开头。")) from None
