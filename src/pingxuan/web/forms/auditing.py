"""What one looks for in the book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from pingxuan.domain.vocabulary import Act
from pingxuan.web.acts import act_words


class SearchForm(forms.Form):
    """An act, and a person's name, a case, or the head of a fingerprint; lives in the address."""

    q = forms.CharField(required=False, max_length=64)
    act = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("全部操作")), *((a.value, act_words(a)) for a in Act)]
