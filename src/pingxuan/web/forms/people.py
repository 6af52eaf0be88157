"""Forms about posts: give one to somebody known, invite somebody new, take an invitation up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Post
from pingxuan.domain.vocabulary import Role
from pingxuan.units.models import Unit
from pingxuan.web.forms.managing import InCampaign

OFFERED = [each for each in Post.RoleChoice.choices if each[0] != Role.ADMINISTRATOR]
AT_A_UNIT = frozenset({Role.UNIT_FILLER, Role.OFFICE_REVIEWER, Role.OFFICE_SEALER})


class Offer(InCampaign):
    """A role, the branch it is for, and until when."""

    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=OFFERED)
    unit = forms.CharField(
        label=gettext_lazy("单位全称（管全活动的岗位不填）"), max_length=120, required=False
    )
    until_on = forms.DateField(
        label=gettext_lazy("任到哪一天为止（长期不填）"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        required=False,
    )

    def clean_unit(self) -> Unit | None:
        """Find the unit, if one is named."""
        return self.unit_named(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        """Ask for a unit where the role is one of a unit."""
        given = super().clean() or {}
        if given.get("role") in AT_A_UNIT and "unit" in given and given["unit"] is None:
            self.add_error("unit", _("这个岗位要写明是哪个单位的。"))
        return given

    def until(self) -> datetime | None:
        """Give the first moment after the last day, in the campaign's zone."""
        day = self.cleaned_data.get("until_on")
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time.min, self.campaign.sheet.tz)


class PostForm(Offer):
    """Who of those with an account gets which post."""

    username = forms.CharField(label=gettext_lazy("用户名"), max_length=60)
    field_order = ("username",)

    def clean_username(self) -> Person:
        """Find the person."""
        return self.person_named(self.cleaned_data["username"])


class InvitationForm(Offer):
    """Whom to invite to which post."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    field_order = ("name",)


class JoinForm(forms.Form):
    """The user name and password of a new staff account."""

    username = forms.RegexField(
        r"^[\w.@-]{3,60}$",
        label=gettext_lazy("用户名"),
        strip=True,
        error_messages={"invalid": gettext_lazy("3 到 60 个字：字母、数字、汉字或 . @ - _。")},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("至少 10 个字符，不要用常见的词。"),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一遍密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password, and two that differ."""
        given = super().clean() or {}
        password = given.get("password")
        if password is None:
            return given
        if "again" in given and given["again"] != password:
            self.add_error("again", _("两次输入的不一样。"))
        try:
            validate_password(password, Person(username=given.get("username")))
        except forms.ValidationError as weak:
            self.add_error("password", weak)
        return given
