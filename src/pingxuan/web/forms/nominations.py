"""The nomination form, made of whatever fields the rule sheet has; and how a draft is begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pingxuan.domain.rules.entry import Category, Field, FieldKind, Nominator
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.checking import EVIDENCE, written_fields
from pingxuan.nominations.content.choosing import choices_of, chosen
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.units.models import Unit
from pingxuan.web.forms.evidence import rows_in
from pingxuan.web.sentences import code_sentence

LONG_TEXT_ROWS = 14
CONFIRMS = "confirms"
"""The name of the ticks at the conditions; a field of the sheet has a label and is another matter."""


class NominationForm(forms.Form):
    """All fields of the sheet but the evidence tables, with what was typed and what is wrong.

    It shows; what is right is said by `nominations.content.checking`, so Django's own checks
    are left out, and any text that was typed comes back as it was.
    """

    use_required_attribute = False

    def __init__(
        self,
        sheet: RuleSheet,
        values: Mapping[str, Any],
        *,
        open_to: Sequence[Category],
        problems: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(initial=shown_values(sheet, values))
        self._problems = problems or {}
        for field in written_fields(sheet):
            if field.kind not in EVIDENCE:
                self.fields[field.key] = _control(sheet, field, self.initial, open_to)

    def full_clean(self) -> None:
        """Take the errors from the codes of the checked form."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        for key in self.fields:
            if codes := self._problems.get(key):
                sentences = [code_sentence(code) for code in codes]
                self._errors[key] = self.error_class(sentences, renderer=self.renderer)


class BeginForm(forms.Form):
    """In whose name a nomination is begun: a unit's, or one's own as somebody of a unit."""

    way = forms.CharField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("单位"),
        error_messages={
            "required": gettext_lazy("请选单位。"),
            "invalid_choice": gettext_lazy("这个单位不归你填报，请重新选。"),
        },
    )

    def __init__(
        self, data: QueryDict | None, way: Nominator, units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id=f"id_{way}_%s", **kwargs)
        self.nominator = way
        self.initial["way"] = way.value
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units
        unit.empty_label = _("请选择")


def typed_values(sheet: RuleSheet, posted: QueryDict) -> dict[str, Any]:
    """Take from a posted form what was typed into the fields of the sheet, as it was typed."""
    values: dict[str, Any] = {}
    for field in written_fields(sheet):
        if field.kind in EVIDENCE:
            values[field.key] = rows_in(sheet, field, posted)
        elif field.kind is FieldKind.CATEGORY:
            ticked = list(dict.fromkeys(posted.getlist(field.key)))
            values[field.key] = ticked if len(ticked) > 1 else "".join(ticked)
        elif field.kind is FieldKind.CONSENT:
            values[field.key] = field.key in posted
        else:
            values[field.key] = str(posted.get(field.key, "")).replace("\r\n", "\n")
    return values


def shown_values(sheet: RuleSheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """Bring what is in a draft to what a control shows: codes for words, one category or none."""
    shown: dict[str, Any] = {}
    for field in written_fields(sheet):
        value = values.get(field.key)
        if field.kind is FieldKind.CODE and (text := text_of(value)):
            value = chosen(sheet, field, text) or text
        if field.kind is FieldKind.CATEGORY:
            value = chosen(sheet, field, text_of(value)) if text_of(value) else ""
        shown[field.key] = value
    return shown


def _control(
    sheet: RuleSheet, field: Field, initial: Mapping[str, Any], open_to: Iterable[Category]
) -> forms.Field:
    lang = get_language() or ""
    label, hint = field.label.get(lang), _hint(field, lang)
    is_needed = field.required or bool(field.required_in)
    match field.kind:
        case FieldKind.CONSENT:
            # The whole sentence that is agreed to stands beside the box.
            return forms.BooleanField(label=sheet.consent.get(lang) or label, required=is_needed)
        case FieldKind.CATEGORY:
            choices = [(one.code, one.name.get(lang)) for one in open_to]
            return forms.ChoiceField(
                label=label,
                help_text=hint,
                choices=choices,
                widget=forms.RadioSelect,
                required=is_needed,
            )
        case FieldKind.CODE:
            listed = [(one.code, one.label.get(lang)) for one in choices_of(sheet, field)]
            typed = text_of(initial.get(field.key))
            strange = [(typed, typed)] if typed and typed not in dict(listed) else []
            return forms.ChoiceField(
                label=label,
                help_text=hint,
                choices=[("", _("请选择")), *listed, *strange],
                required=is_needed,
            )
        case FieldKind.LONG_TEXT:
            return forms.CharField(
                label=label,
                help_text=hint,
                required=is_needed,
                widget=forms.Textarea(attrs={"rows": LONG_TEXT_ROWS}),
            )
        case _:
            return forms.CharField(
                label=label,
                help_text=hint,
                required=is_needed,
                widget=forms.TextInput(attrs=_line_attributes(field)),
            )


def _hint(field: Field, lang: str) -> str:
    hint = field.hint.get(lang)
    return "　".join(filter(None, [hint, _("不公开。")])) if field.personal else hint


def _line_attributes(field: Field) -> dict[str, str]:
    match field.kind:
        case FieldKind.PHONE:
            return {"inputmode": "tel", "autocomplete": "off"}
        case FieldKind.NUMBER:
            return {"inputmode": "decimal", "autocomplete": "off"}
        case FieldKind.DATE:
            return {"placeholder": "2021-10-31", "autocomplete": "off"}
        case FieldKind.YEAR_MONTH:
            return {"placeholder": "1985-03", "autocomplete": "off"}
        case _:
            return {"autocomplete": "off"}
