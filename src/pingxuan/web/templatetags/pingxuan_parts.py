"""Tags for parts of a page that need a decision: a form's control, a status' tone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pingxuan.domain.vocabulary import STATUS_NAMES, Status

register = template.Library()

TONES = {
    Status.DRAFT: "none",
    Status.AT_UNIT: "todo",
    Status.AT_OFFICE: "todo",
    Status.RETURNED: "due",
    Status.DECLINED: "bad",
    Status.WITHDRAWN: "none",
    Status.ACCEPTED: "done",
    Status.PUBLISHED: "done",
    Status.IN_REVIEW: "todo",
    Status.SELECTED: "done",
    Status.RESERVE: "due",
    Status.NOT_SELECTED: "none",
    Status.AWARDED: "done",
    Status.DISQUALIFIED: "bad",
    Status.MERGED: "none",
}
MOST_CELLS = 20
GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """Render a form field's widget with Bootstrap's classes, tied to its hint and its error.

    Args:
        attributes: further attributes; `data_max=1000` becomes `data-max="1000"`.
    """
    widget = field.field.widget
    if isinstance(widget, GROUPS):
        return _choices(field)
    if isinstance(widget, widgets.CheckboxInput):
        style = "form-check-input"
    elif isinstance(widget, widgets.Select):
        style = "form-select"
    else:
        style = "form-control"
    style = f"{style} is-invalid" if field.errors else style
    own = {name.replace("_", "-"): value for name, value in attributes.items()}
    if field.errors and len(field.form.visible_fields()) == 1:
        own["autofocus"] = True  # the one thing to mend; a longer form has a summary to go to
    given = widget.attrs.get("class")
    return field.as_widget(attrs={**own, "class": f"{given} {style}" if given else style})


def _choices(field: BoundField) -> SafeString:
    """Render each choice of a group as a labelled box; the group's own element has no class."""
    rows = []
    for choice in field.subwidgets:
        choice.data["attrs"]["class"] = "form-check-input"
        rows.append((choice.id_for_label, choice.tag(), choice.choice_label))
    return format_html(
        '<div id="{}">{}</div>',
        field.auto_id,
        format_html_join("", '<div><label for="{}">{} {}</label></div>', rows),
    )


@register.filter
def kind(field: BoundField) -> str:
    """Say how a field is laid out: `choices` (a group), `check` (one box), `hidden` or `line`."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "choices"
    return "check" if isinstance(widget, widgets.CheckboxInput) else "line"


@register.filter
def tone(status: str) -> str:
    """Give the tone (done, todo, due, bad, none) in which a nomination's status is shown."""
    return TONES.get(Status(status), "none") if status in set(Status) else "none"


@register.filter
def status_name(status: str) -> str:
    """Give the name of a nomination's status in the page's language."""
    return _(STATUS_NAMES[Status(status)]) if status in set(Status) else status


@dataclass(frozen=True)
class Cells:
    """The cells of a ballot.

    Attributes:
        states: `used`, `next` or empty, one a vote.
        left: what is left before the next ones are given.
    """

    states: list[str]
    left: int


@register.simple_tag
def ballot_cells(total: int, used: int, next: int | None = None) -> Cells:
    """Say what each cell of a ballot shows; more than twenty are left to the words."""
    coming = int(next or 0)
    states = ["used"] * used + ["next"] * coming
    states += [""] * (total - len(states))
    return Cells(states[:total] if total <= MOST_CELLS else [], total - used)
