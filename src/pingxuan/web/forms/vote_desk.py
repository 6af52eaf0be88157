"""Forms of the vote's desk: why something stands still, and the list of those who may vote."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.accounts.phones import NotAPhone, normalise
from pingxuan.voting.models import Entry

MOST_BYTES = 8 * 1024 * 1024
MOST_NAMED = 5
# Only the first cell of a line is read, so that a list may have names beside the numbers.
_CELL = re.compile(r"[,;\t，；]")


class PauseForm(forms.Form):
    """Which part of the vote stands still, and the reason that visitors read."""

    channel = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("理由（访客会看到）"), max_length=200)


class AboutAnEntryForm(forms.Form):
    """Names one entry of a campaign by its public number; `number` is cleaned to the entry."""

    number = forms.CharField(label=gettext_lazy("作品编号"), max_length=12)

    def __init__(self, *args: Any, campaign: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_number(self) -> Entry:
        """Find the entry."""
        number = self.cleaned_data["number"].strip().upper()
        entry = Entry.objects.filter(campaign=self.campaign, number=number).first()
        if entry is None:
            raise forms.ValidationError(_("没有这个编号的作品。"))
        return entry


class EntryForm(AboutAnEntryForm):
    """What happens to one entry, and why."""

    ACTS = (
        ("pause", gettext_lazy("暂停投票")),
        ("withdraw", gettext_lazy("撤出投票，不能恢复")),
    )
    act = forms.ChoiceField(label=gettext_lazy("做什么"), choices=ACTS)
    reason = forms.CharField(label=gettext_lazy("理由（访客会看到）"), max_length=200)


class VoterListForm(forms.Form):
    """Phone numbers of those who may vote, one a line, typed or in a file."""

    text = forms.CharField(
        label=gettext_lazy("手机号，每行一个"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("或上传文本文件（.txt、.csv）"),
        required=False,
        help_text=gettext_lazy(
            "每行第一格是手机号，后面的内容不读。号码只以散列值保存，不能还原。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.csv"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read all lines; every one that is no number is named."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        text = data.get("text") or ""
        if data.get("file"):
            text += "\n" + _text_of(data["file"])
        phones, wrong = [], []
        for number, line in enumerate(text.splitlines(), 1):
            cell = _CELL.split(line)[0].strip().strip('"\ufeff')
            if not cell:
                continue
            try:
                phones.append(normalise(cell))
            except NotAPhone:
                wrong.append(number)
        if wrong:
            named = "、".join(map(str, wrong[:MOST_NAMED]))
            raise forms.ValidationError(
                _("有 %(n)s 行不是手机号（第 %(lines)s 行起）。一行也没有保存，请改好再上传。"),
                params={"n": len(wrong), "lines": named},
            )
        if not phones:
            raise forms.ValidationError(_("名单是空的。要换名单，至少写一个手机号。"))
        data["phones"] = phones
        return data


def _text_of(file: UploadedFile[bytes]) -> str:
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("文件太大，最多 8 MB。"))
    raw: bytes = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("读不出这个文件的文字，请存成 UTF-8 文本。"))
