"""Forms of the campaign's face and of its fixed pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pingxuan.domain.contrast import is_colour

OWN_WORK, OWN_MARK = "#1F5A69", "#AE2F1C"


class FaceForm(forms.Form):
    """Two colours and two pictures."""

    work = forms.CharField(
        label=_("链接与按钮的颜色"), required=False, widget=forms.TextInput(attrs={"type": "color"})
    )
    mark = forms.CharField(
        label=_("投票等正式动作的颜色"),
        required=False,
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    banner = forms.FileField(
        label=_("主视觉"),
        required=False,
        help_text=_("横图，宽 1600 像素以上为好，JPG、PNG 或 WebP。"),
    )
    banner_says = forms.CharField(
        label=_("主视觉里有什么"),
        required=False,
        max_length=120,
        help_text=_("读给看不见图的人听；只是装饰就留空。"),
    )
    logo = forms.FileField(
        label=_("标志"), required=False, help_text=_("方图，128 像素以上，JPG、PNG 或 WebP。")
    )
    no_banner = forms.BooleanField(label=_("撤下主视觉"), required=False)
    no_logo = forms.BooleanField(label=_("撤下标志"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"work": OWN_WORK, "mark": OWN_MARK, **(self.initial or {})}

    def _colour(self, name: str, own: str) -> str:
        value = str(self.cleaned_data.get(name) or "").upper()
        if value and not is_colour(value):
            raise forms.ValidationError(_("应是 #RRGGBB 这样的颜色"))
        return "" if value == own else value

    def clean_work(self) -> str:
        """Take a colour; the house's own is none."""
        return self._colour("work", OWN_WORK)

    def clean_mark(self) -> str:
        """Take a colour; the house's own is none."""
        return self._colour("mark", OWN_MARK)

    def chosen(self) -> dict[str, Any]:
        """Give what `set_face` takes."""
        given = self.cleaned_data
        pictures = {}
        for name in ("banner", "logo"):
            upload = given.get(name)
            pictures[name] = b"" if given[f"no_{name}"] else upload.read() if upload else None
        texts = {name: given[name] for name in ("work", "mark", "banner_says")}
        return {**texts, **pictures}


class PageForm(forms.Form):
    """A fixed page in both languages; without English the Chinese is shown."""

    title = forms.CharField(
        label=_("标题"), max_length=120, widget=forms.TextInput(attrs={"lang": "zh-CN"})
    )
    body = forms.CharField(
        label=_("正文（Markdown）"), widget=forms.Textarea(attrs={"rows": 12, "lang": "zh-CN"})
    )
    title_en = forms.CharField(
        label=_("英文标题"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    body_en = forms.CharField(
        label=_("英文正文（Markdown）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "en"}),
    )
