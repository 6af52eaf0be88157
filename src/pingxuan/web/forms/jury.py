"""Forms of the jury: an invitation, its answer, a declaration of interests, a reason to leave."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.units.models import Unit
from pingxuan.web.forms.managing import InCampaign

MOST_UNITS = 50


class InvitationForm(InCampaign):
    """Who is invited, for what, and where the person works."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=30,
        required=False,
        help_text=gettext_lazy(
            "填了就发短信，只有这个号码的主人能接受；不填就自己把链接转给对方。"
        ),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    round = forms.ChoiceField(label=gettext_lazy("轮次"))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("评哪些类别"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("都不勾就是全部。"),
    )
    unit = forms.CharField(
        label=gettext_lazy("所在单位全称"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("本单位及其下属的作品自动回避。"),
    )
    is_outside = forms.BooleanField(label=gettext_lazy("不在单位树内的专家"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = self.campaign.sheet
        for name, choices in (
            ("round", [(one.code, one.name.get(self.lang)) for one in sheet.jury.rounds]),
            ("categories", [(one.code, one.name.get(self.lang)) for one in sheet.categories]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_phone(self) -> str:
        """Give E.164, or nothing."""
        text = self.cleaned_data["phone"]
        if not text.strip():
            return ""
        try:
            return normalise(text)
        except NotAPhone:
            raise forms.ValidationError(_("这不是内地手机号，应为 1 开头的 11 位数字")) from None

    def clean_unit(self) -> Unit | None:
        """Find the unit, if one is named."""
        return self.unit_named(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        """Ask for the one or the other: without either the check for recusals cannot run."""
        given = super().clean() or {}
        if "unit" in given and not given.get("unit") and not given.get("is_outside"):
            self.add_error(
                "unit", _("写明所在单位，或勾选“不在单位树内”：不知道单位，就不能判断回避。")
            )
        return given


class AccountForm(forms.Form):
    """User name and password of somebody who so far signs in by phone only."""

    username = forms.RegexField(
        r"^[\w.@-]{3,60}$",
        label=gettext_lazy("给自己起一个用户名"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"invalid": gettext_lazy("3 到 60 个字母、数字、汉字，或 . @ - _")},
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("至少 10 个字符。以后用它登录打分。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Refuse what is short or common."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class InterestsForm(InCampaign):
    """Units with which a juror has ties, one to a line."""

    units = forms.CharField(
        label=gettext_lazy("与我有利害关系的单位"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy(
            "每行一个全称，没有就留空。本人单位不用写。这些单位及其下属的作品自动回避。"
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    statement = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("例如：近三年任顾问；亲属在该单位任职。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_units(self) -> list[Unit]:
        """Find every unit that is named; say which line is not one."""
        found: list[Unit] = []
        for line in self.cleaned_data["units"].splitlines()[:MOST_UNITS]:
            try:
                unit = self.unit_named(line)
            except forms.ValidationError as fault:
                raise forms.ValidationError(f"“{line.strip()}”：{fault.messages[0]}") from None
            found += [unit] if unit else []
        return found
