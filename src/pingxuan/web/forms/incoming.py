"""Files that are uploaded, several at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy

from pingxuan.units.models import Unit


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Several files at once, and the unit under which they come in."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("报送单位"),
        help_text=gettext_lazy("表是谁报的，就选谁。"),
        empty_label=None,
    )
    # A plain field: an empty file is for the reader to tell of, not for Django to refuse.
    papers = forms.Field(
        label=gettext_lazy("文件"),
        widget=ManyFiles(attrs={"multiple": True}),
        error_messages={"required": gettext_lazy("请选文件。")},
        help_text=gettext_lazy(
            "可一次选多个：推荐表 .docx、.doc、.odt、.pdf，或它们的 .zip；统计表 .xlsx、.xls、.csv、.docx。每个最多 20 MB。"
        ),
    )

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, UploadedFile[Any]] | None,
        units: QuerySet[Unit],
    ) -> None:
        super().__init__(data, files)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units
