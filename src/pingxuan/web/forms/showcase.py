"""Forms of the editor's desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pingxuan.showcase.models import Story

WHEN = {"type": "datetime-local"}


class BulletinForm(forms.Form):
    """A notice for the announcements area."""

    title = forms.CharField(label=_("标题"), max_length=200)
    body = forms.CharField(label=_("正文（Markdown）"), widget=forms.Textarea(attrs={"rows": 6}))
    publish_at = forms.DateTimeField(
        label=_("公开时间"), widget=forms.DateTimeInput(attrs=WHEN, format="%Y-%m-%dT%H:%M")
    )
    is_pinned = forms.BooleanField(label=_("置顶"), required=False)


class StoryForm(forms.Form):
    """A piece of the showcase."""

    kind = forms.ChoiceField(label=_("类型"), choices=Story.Kind.choices)
    title = forms.CharField(label=_("标题"), max_length=200)
    by = forms.CharField(label=_("单位或个人"), max_length=200, required=False)
    lead = forms.CharField(label=_("一句话介绍"), max_length=300)
    body = forms.CharField(label=_("正文（Markdown）"), widget=forms.Textarea(attrs={"rows": 6}))
    link = forms.URLField(label=_("链接"), required=False, max_length=500, assume_scheme="https")
    publish_at = forms.DateTimeField(
        label=_("公开时间"), widget=forms.DateTimeInput(attrs=WHEN, format="%Y-%m-%dT%H:%M")
    )
