"""Forms of the campaign's manager: deadlines of offices, posts, seats of the jury."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.units.models import Unit
from pingxuan.units.queries import branch


class InCampaign(forms.Form):
    """A form whose persons and units are those of one campaign."""

    def __init__(
        self, *args: Any, campaign: Campaign, lang: str = "zh-hans", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.lang = lang

    def person_named(self, username: str) -> Person:
        """Find a member of staff by user name."""
        found = Person.objects.filter(username=username.strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有这个用户名。"))
        return found

    def unit_named(self, name: str) -> Unit | None:
        """Find a unit of the campaign's tree by its name; None for an empty name."""
        if not name.strip():
            return None
        root = self.campaign.root
        found = list(branch(root).filter(name=name.strip())[:2]) if root else []
        if not found:
            raise forms.ValidationError(_("单位树里没有这个单位，请写全称。"))
        if len(found) > 1:
            raise forms.ValidationError(_("有几个单位同名，请先改成不同的名称。"))
        return found[0]


class DeadlineForm(InCampaign):
    """Until when an office takes what comes from below."""

    unit = forms.CharField(label=gettext_lazy("单位全称"), max_length=120)
    ends_at = forms.DateTimeField(
        label=gettext_lazy("截止（这一刻起就算晚了）"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)

    def clean_unit(self) -> Unit | None:
        """Find the office."""
        return self.unit_named(self.cleaned_data["unit"])


class JurorForm(InCampaign):
    """A seat of the jury: person, round, categories, and the unit that recuses."""

    username = forms.CharField(label=gettext_lazy("用户名"), max_length=60)
    round = forms.ChoiceField(label=gettext_lazy("轮次"))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("评哪些类别"), widget=forms.CheckboxSelectMultiple
    )
    unit = forms.CharField(
        label=gettext_lazy("评委所在单位全称"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("本单位及其下属的作品自动回避。"),
    )

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

    def clean_username(self) -> Person:
        """Find the person."""
        return self.person_named(self.cleaned_data["username"])

    def clean_unit(self) -> Unit | None:
        """Find the unit, if one is named."""
        return self.unit_named(self.cleaned_data["unit"])
