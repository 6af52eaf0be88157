"""Forms of a new campaign: what it starts from, then its whole rule sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.campaigns.making import BUILT_IN
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import running
from pingxuan.domain.rules.reading import LARGEST
from pingxuan.units.models import Unit

_NAMES = {
    "blank": gettext_lazy("空白规则表"),
    "mass-line-2021": gettext_lazy("内置：典型案例征集（2021）"),
}


class StartForm(forms.Form):
    """Which sheet to start from, and the three things that always differ."""

    base = forms.ChoiceField(label=gettext_lazy("从哪一份开始"))
    title = forms.CharField(label=gettext_lazy("活动名称"), max_length=120)
    slug = forms.RegexField(
        r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$",
        label=gettext_lazy("地址里的名字"),
        help_text=gettext_lazy("小写字母、数字和连字符，例如 model-cases-2027。"),
        error_messages={"invalid": gettext_lazy("只能用小写字母、数字和连字符。")},
    )
    first_day = forms.DateField(
        label=gettext_lazy("征集从哪一天开始"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("其他各阶段随之平移，下一步可以逐个改。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = self.fields["base"]
        assert isinstance(base, forms.ChoiceField)
        base.choices = [
            *((f"built-in:{name}", _NAMES[name]) for name in BUILT_IN),
            *((f"campaign:{one.slug}", one.title) for one in running()),
        ]

    def clean_slug(self) -> str:
        """Refuse a name that is taken."""
        slug = str(self.cleaned_data["slug"])
        if Campaign.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("这个名字已有活动在用。"))
        return slug


class SheetForm(forms.Form):
    """The whole sheet, and the topmost office of the campaign's tree."""

    root_name = forms.CharField(
        label=gettext_lazy("最上级单位全称"),
        max_length=120,
        help_text=gettext_lazy("已有的单位写原名；没有的会新建。"),
    )
    text = forms.CharField(
        label=gettext_lazy("规则表（TOML）"),
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code-area"}),
    )

    def root(self) -> Unit | None:
        """Give the unit that heads a tree under that name, if there is one."""
        name = self.cleaned_data["root_name"].strip()
        return Unit.objects.filter(parent=None, name=name).first()
