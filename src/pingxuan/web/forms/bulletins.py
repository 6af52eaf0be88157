"""Forms of notices: written before they are out, corrected in the open afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from pingxuan.web.forms.incoming import ManyFiles

WHEN = {"type": "datetime-local"}
EARLIEST = "%Y-%m-%dT%H:%M"


class _FilesForm(forms.Form):
    """A form whose files are read as names and contents."""

    def clean_enclosed(self) -> list[tuple[str, bytes]]:
        """Read what was uploaded."""
        uploaded: list[UploadedFile[Any]] = self.files.getlist(self.add_prefix("enclosed"))
        return [(one.name or "", one.read()) for one in uploaded]


def _files() -> forms.Field:
    return forms.Field(
        label=_("附件"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True, "accept": ".pdf,image/*"}),
        help_text=_("PDF 或图片，可一次选多个，每个最多 20 MB，一份公告最多 10 个。"),
    )


class BulletinForm(_FilesForm):
    """A notice for the announcements area."""

    title = forms.CharField(label=_("标题"), max_length=200)
    body = forms.CharField(label=_("正文（Markdown）"), widget=forms.Textarea(attrs={"rows": 8}))
    publish_at = forms.DateTimeField(
        label=_("公开时间"), widget=forms.DateTimeInput(attrs=WHEN, format=EARLIEST)
    )
    is_pinned = forms.BooleanField(label=_("置顶"), required=False)
    enclosed = _files()


class CorrectionForm(_FilesForm):
    """A correction of a notice that is out."""

    body = forms.CharField(label=_("正文（Markdown）"), widget=forms.Textarea(attrs={"rows": 8}))
    correction = forms.CharField(
        label=_("改了什么"), max_length=300, help_text=_("会公开写在公告下面，原来的文字也留着。")
    )
    enclosed = _files()
