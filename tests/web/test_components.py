"""The twin page shows every component, and each is a complete, quiet piece of HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from pingxuan.domain.vocabulary import Status
from pingxuan.web.templatetags.covers import drawing
from pingxuan.web.templatetags.icons import PATHS
from pingxuan.web.templatetags.pingxuan_parts import TONES
from tests.web import twin

TEMPLATES = Path(__file__).parents[2] / "src/pingxuan/web/templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("_*.html"))
BROKEN = re.compile(r"\{[#%]|[#%]\}")


def included(template: str) -> set[str]:
    return set(re.findall(r'\{% include "components/(_\w+\.html)"', template))


def reachable(start: Path) -> set[str]:
    """The components that a template includes, directly or through others, and its frames."""
    text = start.read_text("utf-8")
    found = included(text)
    for parent in re.findall(r'\{% extends "([^"]+)"', text):
        found |= reachable(TEMPLATES / parent)
    for component in set(found):
        found |= reachable(TEMPLATES / "components" / component)
    return found


def test_the_twin_page_shows_every_component() -> None:
    assert {path.name for path in COMPONENTS} - reachable(TEMPLATES / "_components.html") == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_says_its_parameters_at_its_head(path: Path) -> None:
    head = path.read_text("utf-8").split("\n{% ")[0].split("\n<")[0]

    assert "{#" in head or "{% comment %}" in path.read_text("utf-8")[:200]


@pytest.mark.parametrize("page", ["_components.html", "public.html", "office.html"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"person": None, "rail": None}, {"lang": "en", "theme": "dark", "size": "large"}],
)
def test_frames_and_twin_come_out_whole(page: str, changes: dict[str, object]) -> None:
    out = render_to_string(page, twin.context(**changes))

    assert BROKEN.findall(out) == []
    assert len(re.findall(r"<main\b", out)) == 1
    assert len(re.findall(r'id="live"[^>]*role="status"', out)) == 1
    assert re.search(r'<a class="skip" href="#main">', out)


def test_no_id_stands_twice_on_the_twin_page() -> None:
    out = re.sub(
        r"<template.*?</template>",
        "",
        render_to_string("_components.html", twin.context()),
        flags=re.S,
    )
    ids = re.findall(r'\sid="([^"]+)"', out)

    forms_twice = {i for i in ids if i.startswith(("id_", "field-"))}
    assert sorted(i for i in set(ids) - forms_twice if ids.count(i) > 1) == []


def test_language_theme_and_size_stand_on_the_root() -> None:
    out = render_to_string("public.html", twin.context(lang="en", theme="dark", size="large"))

    assert '<html lang="en" data-bs-theme="dark" data-px-size="large">' in out


@pytest.mark.parametrize("code", [403, 404, 409, 500])
def test_an_error_page_says_what_happened_and_a_way_on(code: int) -> None:
    out = render_to_string(
        f"errors/{code}.html", twin.context(sentence="材料刚刚改过。", code=code)
    )

    assert len(re.findall("<h1", out)) == 1
    assert 'class="btn' in out.split("<main")[1]
    assert ("材料刚刚改过。" in out) is (code in {403, 409})


def test_a_refusal_is_one_alert() -> None:
    out = render_to_string("_refusal.html", {"sentence": "现在不能这样做。", "code": 409}).strip()

    assert re.match(r'<div class="notice" id="refusal" role="alert"', out)
    assert "现在不能这样做。" in out


def test_a_field_ties_its_error_and_its_hint_to_the_control() -> None:
    form = twin.NominationForm({"name": "张三", "phone": "138"})

    out = render_to_string("components/_field.html", {"field": form["phone"]})

    control = re.findall(r"<input[^>]*>", out)[0]
    described = re.findall(r'aria-describedby="([^"]+)"', control)[0].split()
    assert {i for i in described if f'id="{i}"' in out} == {"id_phone_error", "id_phone_helptext"}
    assert 'aria-invalid="true"' in control
    assert "is-invalid" in control


def test_a_group_of_choices_has_one_box_a_label_each() -> None:
    out = render_to_string("components/_field.html", {"field": twin.NominationForm()["category"]})

    assert len(re.findall(r"<label for=\"id_category_\d\"><input type=\"radio\"", out)) == 3
    assert out.count('class="form-check-input"') == 3


def test_every_status_has_a_tone() -> None:
    assert set(TONES) == set(Status)
    assert set(TONES.values()) <= {"done", "todo", "due", "bad", "none"}


def test_a_ballot_says_in_words_what_its_cells_show() -> None:
    out = render_to_string("components/_ballot.html", {"total": 10, "used": 3, "next": 2})

    assert re.findall(r'<i(?: data-state="(\w+)")?>', out) == ["used"] * 3 + ["next"] * 2 + [""] * 5
    assert 'aria-label="今天的 10 票：已投 3 票，剩 7 票"' in out


def test_a_cover_is_the_same_for_the_same_entry_and_light() -> None:
    covers = {drawing(f"G-{n:03}", "individual") for n in range(1, 200)}

    assert drawing("G-008", "individual") == drawing("G-008", "individual")
    assert {hue for hue, _ in covers} == {"b"}
    assert len(covers) > 20
    assert max(len(shapes) for _, shapes in covers) <= 2048


def test_every_icon_that_is_drawn_is_in_the_set_and_the_other_way_round() -> None:
    pages = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))

    assert set(re.findall(r'\{% icon "(\w+)"', pages)) - set(PATHS) == set()
