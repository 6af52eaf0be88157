"""`pingxuan campaign` as outsiders call it: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pingxuan.campaigns.sheets as built_in
from pingxuan.cli.main import main
from pingxuan.domain.rules.reading import decode

SHEETS = Path(next(iter(built_in.__path__)))
MASS_LINE = SHEETS / "mass-line-2021.toml"
AWARD = Path(__file__).parents[1] / "campaigns" / "sheets" / "innovation-award.toml"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pingxuan", "campaign", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run


@pytest.mark.parametrize("sheet", [MASS_LINE, SHEETS / "blank.toml", AWARD], ids=lambda p: p.stem)
def test_check_prints_nothing_about_a_good_sheet(call: Call, sheet: Path) -> None:
    code, out, err = call("check", sheet)

    assert (code, out) == (0, "")
    assert "in order" in err


def test_check_prints_each_problem_on_a_line(call: Call, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    text = AWARD.read_text("utf-8")
    sheet.write_text(text.replace("seats = 5", "seats = -1", 1).replace("[notice]", "[notce]"))

    code, out, err = call("check", sheet)

    lines = text.splitlines()
    seats, notice = lines.index("seats = 5") + 1, lines.index("[notice]") + 1
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        f"{sheet}:{seats}:categories[0].seats: should be from 0 to 10000",
        f"{sheet}:{notice}:notce: unknown key; did you mean notice?",
    ]


def test_check_speaks_chinese(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    sheet = tmp_path / "坏.toml"
    sheet.write_text("version = \n")

    code, out, _ = call("check", sheet)

    assert code == 1
    assert out.startswith(f"{sheet}:1:toml: TOML 语法错误：")


def test_what_cannot_be_read_is_bad_usage(call: Call, tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    for file in (tmp_path / "nowhere.toml", tmp_path, binary):
        for command in ("check", "hash", "load"):
            code, out, err = call(command, file)
            assert (code, out) == (2, "")
            assert "cannot be read" in err
            assert "Traceback" not in err


def test_hash_is_that_of_the_content(call: Call, tmp_path: Path) -> None:
    same = tmp_path / "same.toml"
    same.write_text("# another head\n" + MASS_LINE.read_text("utf-8"), "utf-8")

    first, second = call("hash", MASS_LINE), call("hash", same)

    assert first == second == (0, decode(MASS_LINE.read_text("utf-8"), "x").hash + "\n", "")


def test_hash_of_a_bad_sheet_is_nothing(call: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("x = 1\n")

    code, out, err = call("hash", bad)

    assert (code, out) == (1, "")
    assert f"{bad}:1:x: unknown key" in err


def test_schema_is_json_with_every_key_of_the_built_in_sheet(call: Call) -> None:
    import tomllib

    code, out, err = call("schema")

    assert (code, err) == (0, "")
    for sheet in (MASS_LINE, AWARD):
        assert _undescribed(tomllib.loads(sheet.read_text("utf-8")), json.loads(out)) == []


def _undescribed(value: object, schema: dict[str, object], path: str = "") -> list[str]:
    """Name what a sheet says and the schema does not know or has another type for."""
    found: list[str] = []
    if isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        found += [f"{path}/{key}" for key in schema.get("required", []) if key not in value]
        for key, below in value.items():
            shape = known.get(key, other)
            found += _undescribed(below, shape, f"{path}/{key}") if shape else [f"{path}/{key}"]
    elif isinstance(value, list):
        for one in value:
            found += _undescribed(one, schema["items"], path)
    elif "enum" in schema and value not in schema["enum"]:
        found.append(path)
    elif {bool: "boolean", str: "string"}.get(type(value), "") not in ("", schema.get("type", "")):
        found += [] if "enum" in schema else [path]
    return found


@pytest.mark.django_db
def test_load_and_export_give_the_same_sheet(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out.toml"

    assert call("load", AWARD)[0] == 0
    assert call("export", "innovation-2026", "--out", out)[:2] == (0, "")

    assert out.read_text("utf-8") == AWARD.read_text("utf-8")
    assert call("hash", out)[1] == call("hash", AWARD)[1]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.django_db
def test_load_refuses_a_bad_sheet_whole(call: Call, tmp_path: Path) -> None:
    from pingxuan.campaigns.models import Campaign

    bad = tmp_path / "bad.toml"
    bad.write_text(AWARD.read_text("utf-8").replace("cut = 12", "cut = 2"), "utf-8")

    code, _, err = call("load", bad)

    assert (code, Campaign.objects.count()) == (1, 0)
    assert "jury.rounds[0].cut: fewer go on than there are seats" in err


@pytest.mark.django_db
def test_export_of_an_unknown_campaign_writes_nothing(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out.toml"
    out.write_text("as it was")

    code, _, err = call("export", "nowhere", "--out", out)

    assert (code, out.read_text()) == (2, "as it was")
    assert "no campaign 'nowhere'" in err
