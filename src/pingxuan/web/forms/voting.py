"""Forms of the vote: the board's filters, one slip, and a receipt to look up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from pingxuan.domain.rules.contest import Voting

LONGEST_QUERY = 60


class Chosen(NamedTuple):
    """The filters of a board as they were asked for; what is not known is left out."""

    category: str
    query: str
    is_mine: bool


class BoardFilter(forms.Form):
    """Category, words and own votes, as they stand in the address."""

    cat = forms.CharField(required=False)
    q = forms.CharField(required=False, max_length=LONGEST_QUERY)
    mine = forms.BooleanField(required=False)

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = categories

    def chosen(self) -> Chosen:
        """Give the filters; an address that was bent by hand shows the board all the same."""
        self.full_clean()
        category = str(self.data.get("cat", ""))
        query = " ".join(str(self.data.get("q", ""))[:LONGEST_QUERY].split())
        is_mine = str(self.data.get("mine", "")) == "1"
        return Chosen(category if category in self.categories else "", query, is_mine)


class SlipForm(forms.Form):
    """Votes for one entry, with the key that makes asking again safe."""

    votes = forms.IntegerField(label=_("票数"), error_messages={"required": _("请选投几票")})
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: Voting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def clean_votes(self) -> int:
        """Hold the number against the sheet's fewest and most of one slip."""
        votes = int(self.cleaned_data["votes"])
        if not self.rule.min_per_request <= votes <= self.rule.max_per_request:
            raise forms.ValidationError(
                _("一次可投 %(least)s 到 %(most)s 票"),
                params={"least": self.rule.min_per_request, "most": self.rule.max_per_request},
            )
        return votes


class ReceiptForm(forms.Form):
    """A receipt as it was copied or typed."""

    receipt = forms.CharField(
        label=_("投票凭据"),
        max_length=80,
        help_text=_("26 个字母和数字，每 4 个一组。大小写、空格和横线都不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
