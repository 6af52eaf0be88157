"""Forms of the offices: looking for rows, opinion and seal, remarks, declining."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid
from pingxuan.nominations.actions.returning import LONGEST_REMARK
from pingxuan.nominations.actions.scanning import Scan, read_scan
from pingxuan.nominations.actions.sealing import LONGEST_OPINION
from pingxuan.nominations.queries.office import DIRECT, Sought, Tray
from pingxuan.offices.actions.running import MOST_AT_ONCE
from pingxuan.units.models import Unit

TRAY_NAMES = {
    Tray.TODO: gettext_lazy("待审核"),
    Tray.BELOW: gettext_lazy("下级办理中"),
    Tray.SENT: gettext_lazy("已推荐"),
    Tray.RETURNED: gettext_lazy("退回待改"),
    Tray.ACCEPTED: gettext_lazy("已受理"),
    Tray.ENDED: gettext_lazy("已办结"),
}
ORDER = "order"

_SCAN_WORDS = {
    "too_large": gettext_lazy("扫描件太大：10 MB 以内，图片不超过 5,000 万像素。"),
    "unknown_type": gettext_lazy("扫描件要用 PNG、JPEG 图片或 PDF。"),
    "broken": gettext_lazy("扫描件打不开，请重新扫描后再传。"),
}


class SearchForm(forms.Form):
    """What one looks for in an inbox; lives in the address."""

    q = forms.CharField(required=False, max_length=60)
    tray = forms.ChoiceField(required=False)
    category = forms.ChoiceField(required=False)
    sender = forms.ChoiceField(required=False)
    label = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        below: Sequence[Unit],
        is_folded: bool,
        lang: str,
        labels: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        categories = [(one.code, one.name.get(lang)) for one in campaign.sheet.categories]
        shown = [unit for unit in below if unit.is_office or not is_folded]
        offices = [(unit.pk.hex, unit.name) for unit in shown]
        if is_folded:
            offices.append((DIRECT, _("直属单位")))
        for name, every, choices in (
            ("tray", _("全部状态"), list(TRAY_NAMES.items())),
            ("category", _("全部类别"), categories),
            ("sender", _("全部报送单位"), offices),
            ("label", _("全部标签"), [(name, name) for name in labels]),
            ("sort", _("按提交时间"), [(ORDER, _("按推荐次序"))]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", every), *choices]

    @property
    def label_sought(self) -> str:
        """The office's label that is looked for, or nothing."""
        self.is_valid()
        return str(self.cleaned_data.get("label", ""))

    @property
    def is_in_order(self) -> bool:
        """Whether the rows stand in the office's order of preference."""
        self.is_valid()
        return bool(self.cleaned_data.get("sort", "") == ORDER)

    def sought(self) -> Sought:
        """Give what is looked for; what no list knows looks for nothing."""
        self.is_valid()
        found = self.cleaned_data
        return Sought(
            text=found.get("q", ""),
            tray=found.get("tray", ""),
            category=found.get("category", ""),
            sender=found.get("sender", ""),
        )


class OpinionForm(forms.Form):
    """The opinion, its day, and the scan of the stamped page where there is one."""

    revision = forms.CharField(widget=forms.HiddenInput, max_length=64)
    opinion = forms.CharField(
        label=gettext_lazy("意见"),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    opinion_on = forms.DateField(
        label=gettext_lazy("日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    scan = forms.FileField(
        label=gettext_lazy("盖章扫描件（可不传）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,application/pdf"}),
        help_text=gettext_lazy("纸上盖了章的，扫描后传这里：PNG、JPEG 或 PDF，10 MB 以内。"),
    )

    with_seal = forms.BooleanField(label=gettext_lazy("盖本单位电子印章"), required=False)
    code = forms.CharField(
        label=gettext_lazy("动态口令"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=gettext_lazy("手机上的六位数，或一个备用码；输入后十分钟内不再问。"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["opinion_on"].widget.attrs["max"] = today.isoformat()

    def clean_opinion_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["opinion_on"]
        if day > self.today:
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return day

    def clean_scan(self) -> Scan | None:
        """Take the scan by its content, whatever its name says."""
        upload = self.cleaned_data["scan"]
        if upload is None:
            return None
        try:
            return read_scan(upload.name, upload.read())
        except ContentInvalid as refusal:
            raise forms.ValidationError(str(_SCAN_WORDS[refusal.problems["scan"][0]])) from None


class BulkForm(forms.Form):
    """One opinion for several rows; each row names the text that was shown."""

    opinion = forms.CharField(label=gettext_lazy("意见"), max_length=LONGEST_OPINION)
    pick = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("请先勾选要盖章的材料。")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("pick") if hasattr(self.data, "getlist") else []
        field = self.fields["pick"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in given if _read_pick(one)]

    def clean_pick(self) -> list[tuple[UUID, str]]:
        """Read `<id>:<fingerprint>` of each ticked row."""
        found = [read for one in self.cleaned_data["pick"] if (read := _read_pick(one))]
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多 %(n)s 件。") % {"n": MOST_AT_ONCE})
        return found


class ReturnForm(forms.Form):
    """Remarks at the fields of the form, and one on the whole."""

    def __init__(self, *args: Any, fields: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in (*fields, ("", _("整份材料"))):
            self.fields[f"remark_{key}"] = forms.CharField(
                label=_("对“%(field)s”的意见") % {"field": label},
                required=False,
                max_length=LONGEST_REMARK,
                widget=forms.Textarea(attrs={"rows": 2, "form": "return-form"}),
            )
        self.fields["due_at"] = forms.DateTimeField(
            label=_("请在何时前改好（可不填）"),
            required=False,
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one remark at least."""
        found = super().clean() or {}
        if not self.errors and not self.remarks():
            raise forms.ValidationError(_("退回要写明改什么：在要改的那一项下面写意见。"))
        return found

    def remarks(self) -> list[tuple[str, str]]:
        """List the remarks that were written, in the order of the form."""
        return [
            (name.removeprefix("remark_"), text)
            for name, text in self.cleaned_data.items()
            if text and name.startswith("remark_")
        ]


class MergeForm(forms.Form):
    """Which other nomination stands for this one from now on, and why."""

    into = forms.CharField(
        label=gettext_lazy("留下的那一件的编号"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2021-000123"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("会告诉报送人。"),
    )


class DeclineForm(forms.Form):
    """Why a nomination goes no further."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("会告诉报送人。"),
    )


def _read_pick(text: str) -> tuple[UUID, str] | None:
    key, _sep, revision = text.partition(":")
    try:
        return UUID(key), revision
    except ValueError:
        return None
