"""Old Word files go through another program, which is kept on a short lead."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from pingxuan.papers.limits import DEFAULT_LIMITS
from pingxuan.papers.reading import read_file
from tests.machines import has_ended
from tests.papers.variants.base import CASE, form

OLD = (Path(__file__).parent / "converted" / "01-institution.doc").read_bytes()


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Put a program in LibreOffice's place."""

    def install(script: str) -> Path:
        program = tmp_path / "bin" / "soffice"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    return install


def test_what_the_program_makes_is_read(office):
    folder = office('mkdir -p "$HOME/out"; cp "$(dirname "$0")/../made.docx" "$HOME/out/form.docx"')
    (folder / "made.docx").write_bytes(form())

    file = read_file("a.doc", OLD)

    assert file.forms[0].as_json()["fields"] == CASE["fields"]


def test_the_program_gets_no_more_than_its_limits_and_an_empty_home(office):
    folder = office(
        'd="$(dirname "$0")/.."; ulimit -a > "$d/limits"; env > "$d/environment"; ls -A "$HOME" > "$d/home"'
    )

    file = read_file("a.doc", OLD)

    assert file.errors == ["corrupt"]
    names = {line.split("=")[0] for line in (folder / "environment").read_text().splitlines()}
    assert names <= {
        "HOME",
        "PATH",
        "LANG",
        "PWD",
        "http_proxy",
        "https_proxy",
        "OLDPWD",
        "SHLVL",
        "_",
    }
    assert (folder / "home").read_text().split() == ["form.doc", "profile"]
    limits = (folder / "limits").read_text()
    assert str(DEFAULT_LIMITS.conversion_bytes // 1024) in limits


def test_a_program_that_hangs_is_ended_with_all_that_it_started(office):
    folder = office('sleep 300 & echo $! > "$(dirname "$0")/../child"; wait')

    file = read_file("a.doc", OLD, limits=replace(DEFAULT_LIMITS, conversion_seconds=1))

    assert file.errors == ["corrupt"]
    assert has_ended(int((folder / "child").read_text()))


def test_without_the_program_the_file_is_told_as_not_read_here(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert read_file("a.doc", OLD).errors == ["wrong_type"]
