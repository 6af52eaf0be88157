"""The form that lays a film beside an entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.nominations.content.films import MOST_BYTES
from pingxuan.voting.actions.filming import MOST_POSTER_BYTES, Reel
from pingxuan.web.forms.vote_desk import AboutAnEntryForm

MEGABYTE = 1024 * 1024
MOST_BY_PART = {"film": MOST_BYTES, "captions": MEGABYTE, "poster": MOST_POSTER_BYTES}


class FilmForm(AboutAnEntryForm):
    """Which entry, the film, its captions or what is heard, and that those in it agree."""

    number = forms.CharField(
        label=gettext_lazy("作品编号"),
        max_length=12,
        help_text=gettext_lazy("例如 J-001。每个作品最多 3 段视频。"),
    )
    title = forms.CharField(label=gettext_lazy("视频的标题"), max_length=120)
    film = forms.FileField(
        label=gettext_lazy("视频文件"),
        help_text=gettext_lazy("H.264 的 MP4，或 WebM，最多 50 MB；拍摄地点会去掉。"),
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
    )
    captions = forms.FileField(
        label=gettext_lazy("字幕文件（WebVTT，.vtt）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    silent = forms.CharField(
        label=gettext_lazy("片中没有人说话的，写明听到什么（有字幕就不用写）"),
        max_length=300,
        required=False,
    )
    poster = forms.FileField(
        label=gettext_lazy("封面图片（可不传；JPG、PNG、WebP，最多 10 MB）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    agreed = forms.BooleanField(label=gettext_lazy("片中能认出的人都同意公开"))

    def clean(self) -> dict[str, Any]:
        """See that no part is larger than what may be read into memory."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, most in MOST_BY_PART.items():
            file = data.get(name)
            if file and file.size > most:
                said = _("超过 %(most)s MB，请压缩后再传。") % {"most": most // MEGABYTE}
                self.add_error(name, said)
        return data

    def reel(self) -> Reel:
        """Give the film with what comes with it."""
        data = self.cleaned_data
        read = {name: data[name].read() if data[name] else b"" for name in MOST_BY_PART}
        return Reel(
            title=data["title"],
            name=data["film"].name,
            raw=read["film"],
            captions=read["captions"],
            silent=data["silent"],
            poster=read["poster"],
        )
