"""Forms of the editor's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind
from pingxuan.showcase.models import Story
from pingxuan.voting.describing import narrative_of
from pingxuan.voting.models import Entry

WHEN = {"type": "datetime-local"}


class StoryForm(forms.Form):
    """How a piece of the showcase begins; what it says is composed afterwards."""

    kind = forms.ChoiceField(label=_("类型"), choices=Story.Kind.choices)
    title = forms.CharField(label=_("标题"), max_length=200)
    number = forms.CharField(
        label=_("作品编号"),
        max_length=20,
        required=False,
        help_text=_("入选案例写编号，例如 J-001；优秀账号不用写。"),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_number(self) -> Entry | None:
        """Find the entry."""
        number = str(self.cleaned_data["number"]).strip().upper()
        if not number:
            return None
        found = Entry.objects.filter(campaign=self.campaign, number=number)
        entry = found.select_related("revision").first()
        if entry is None:
            raise forms.ValidationError(gettext("没有这个编号的作品。"))
        return entry

    def draft(self) -> dict[str, Any]:
        """Give what the story begins with: an entry's own words, to be edited."""
        entry: Entry | None = self.cleaned_data["number"]
        begun: dict[str, Any] = {"title": self.cleaned_data["title"], "blocks": []}
        if entry is not None:
            text = narrative_of(self.campaign.sheet, entry.revision.content)
            begun |= {"by": entry.by, "place": entry.place}
            begun["blocks"] = [{"kind": BlockKind.TEXT, "text": text}]
        return begun


class PublishForm(forms.Form):
    """From when on a version is public."""

    publish_at = forms.DateTimeField(
        label=_("公开时间"), widget=forms.DateTimeInput(attrs=WHEN, format="%Y-%m-%dT%H:%M")
    )
