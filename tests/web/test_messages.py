"""The script that looks after the pages' English: what it finds, what it refuses, what it compiles."""

from __future__ import annotations

import gettext
import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "messages.py"
CODE = """
from django.utils.translation import gettext_noop as noop, ngettext, pgettext
A = noop("收件")
B = ngettext("%(n)s 天", "%(n)s 天", 3)
C = pgettext("noun", "展示")
class Way(models.TextChoices):
    SMS = "sms", "短信"
"""
PAGE = """{% load i18n %}{# 不算 #}
<h1>{% translate "标题" %}</h1>{% blocktranslate with n=1 trimmed %}
共 {{ n }} 件{% endblocktranslate %}{{ name|default:_("我的") }}{% icon "link" "新窗口" %}
"""


@pytest.fixture
def house(tmp_path: Path) -> ModuleType:
    """The script, looking after a small house."""
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.ROOT = script.PACKAGE = tmp_path
    script.ENGLISH = tmp_path / "web" / "locale" / "en"
    script.COMPILED = script.ENGLISH / "LC_MESSAGES" / "django.mo"
    (tmp_path / "web" / "templates").mkdir(parents=True)
    script.ENGLISH.mkdir(parents=True)
    (tmp_path / "code.py").write_text(CODE, "utf-8")
    (tmp_path / "web" / "templates" / "page.html").write_text(PAGE, "utf-8")
    return script


def _write(house: ModuleType, name: str, **english: str) -> None:
    paper = polib.POFile(encoding="utf-8")
    paper.extend(polib.POEntry(msgid=zh, msgstr=en) for zh, en in english.items())
    paper.save(str(house.ENGLISH / name))


def test_messages_of_code_models_and_pages_are_found_with_their_places(house: ModuleType) -> None:
    found = house.messages_in_code()
    assert {m.text for m in found} == {
        *("收件", "%(n)s 天", "展示", "短信", "标题", "共 %(n)s 件", "我的", "新窗口"),
    }
    assert found[house.Message("收件")] == ["code.py:3"]
    assert house.Message("展示", context="noun") in found
    assert found[house.Message("共 %(n)s 件")] == ["web/templates/page.html:2"]


def test_missing_is_a_catalogue_to_fill_in(house: ModuleType, tmp_path: Path) -> None:
    _write(house, "a.po", 标题="Title")
    house.write_missing(tmp_path / "missing.po")
    entries = {e.msgid: e for e in polib.pofile(str(tmp_path / "missing.po"))}
    assert "标题" not in entries
    assert entries["收件"].occurrences == [("code.py", "3")]
    assert entries["%(n)s 天"].msgstr_plural == {0: "", 1: ""}


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ({"共 %(n)s 件": "many"}, "differs in placeholders"),
        ({"标题": "标题"}, "has Chinese in its English"),
        ({"标题": ""}, "has no English"),
        ({"没有": "None"}, "is not used"),
    ],
)
def test_english_that_does_not_fit_is_named(
    house: ModuleType,
    capsys: pytest.CaptureFixture[str],
    english: dict[str, str],
    fault: str,
) -> None:
    _write(house, "a.po", **english)
    assert house.check()
    assert fault in capsys.readouterr().out


def test_two_areas_may_not_differ(house: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    _write(house, "a.po", 标题="Title")
    _write(house, "b.po", 标题="Headline")
    house.check()
    assert "a.po, b.po: “标题” has different English" in capsys.readouterr().out


@pytest.mark.parametrize(
    "page", ["<p>裸字</p>", '{% include "x" with title="裸字" %}', '{{ x|default:"裸字" }}']
)
def test_chinese_that_nothing_marks_is_named(house: ModuleType, page: str) -> None:
    assert house.bare_texts() == []
    (house.PACKAGE / "web" / "templates" / "bare.html").write_text(page, "utf-8")
    assert len(house.bare_texts()) == 1


def test_all_areas_are_compiled_into_one(house: ModuleType) -> None:
    _write(house, "a.po", 标题="Title", 收件="")
    _write(house, "b.po", 短信="Text message")
    assert house.compile_catalogue()
    assert not house.compile_catalogue()
    with house.COMPILED.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    said = [compiled.gettext(text) for text in ("标题", "短信", "收件")]
    assert said == ["Title", "Text message", "收件"]


def test_every_message_of_the_pages_has_english_that_fits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spec = importlib.util.spec_from_file_location("messages_of_the_house", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    wrong = script.check()

    assert wrong == 0, capsys.readouterr().out
