"""Forms of sign-in: a phone number, the code that was sent to it, and a staff password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pingxuan.accounts.phones import NotAPhone, normalise

MOBILE_DIGITS = 11


class PhoneForm(forms.Form):
    """A mobile number; cleaned to E.164."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel-national"}),
        error_messages={"required": _("请填手机号")},
    )

    def clean_phone(self) -> str:
        """Say how many digits are missing, instead of that something is wrong."""
        try:
            return normalise(self.cleaned_data["phone"])
        except NotAPhone as fault:
            missing = MOBILE_DIGITS - fault.digits
            if missing > 0:
                raise forms.ValidationError(
                    ngettext("少 %(n)s 位", "少 %(n)s 位", missing) % {"n": missing}
                ) from None
            raise forms.ValidationError(_("这不是内地手机号，应为 1 开头的 11 位数字")) from None


class CodeForm(forms.Form):
    """The six digits of a text message."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": _("请填短信里的 6 位数字"), "invalid": _("验证码是 6 位数字")},
    )


class StaffForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
