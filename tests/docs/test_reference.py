"""The reference says what the code has: commands, variables, states, dependencies."""

from __future__ import annotations

import importlib
import re
import runpy
from collections.abc import Iterator

import click
import pytest

from pingxuan.cli.main import COMMANDS
from tests.docs.pages import DOCS, ROOT

REFERENCE = DOCS / "reference"
SOURCE = ROOT / "src" / "pingxuan"


def _text(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def _command(name: str) -> click.Command:
    module, attribute = COMMANDS[name].split(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    return command


def _options(name: str, command: click.Command) -> Iterator[tuple[str, str]]:
    """Give (command line so far, option) for a command and those below it."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and "--version" not in parameter.opts:
            yield name, parameter.opts[0]
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield f"{name} {below}", ""
            yield from _options(f"{name} {below}", inner)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_command_line_page_names_each_command_and_option(name: str) -> None:
    page = _text("cli.md")
    start = page.find(f"## `pingxuan {name}")
    section = page[start : page.find("\n## ", start + 1)] if start >= 0 else ""

    assert section, f"no section on pingxuan {name}"
    missing = [
        f"{line} {option}".strip()
        for line, option in _options(name, _command(name))
        if not re.search(rf"{re.escape(option or line)}\b", section)
    ]
    assert missing == []


def _variables() -> set[str]:
    sources = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    named = {name for text in sources for name in re.findall(r"PINGXUAN_[A-Z_]*[A-Z]", text)}
    settings = (SOURCE / "site" / "settings.py").read_text("utf-8")
    return named | {f"PINGXUAN_{name}" for name in re.findall(r'secret\(DATA, "(\w+)"\)', settings)}


def test_the_configuration_page_names_each_variable_and_no_other() -> None:
    told = set(re.findall(r"PINGXUAN_[A-Z_]*[A-Z]", _text("configuration.md")))

    assert len(told) > 10
    assert told == _variables()


def test_the_page_of_states_is_what_the_table_prints() -> None:
    printed = runpy.run_path(str(ROOT / "scripts" / "state_diagram.py"))["page"]()

    assert _text("states.md") == printed


def _packages(name: str) -> set[str]:
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    return {
        re.split(r"[\[<>=~ ]", line)[0].lower()
        for line in lines
        if line.strip() and not line.startswith(("#", "-"))
    }


@pytest.mark.parametrize("name", ["core.in", "scale.in", "dev.in", "docs.in", "fonts.in"])
def test_the_page_of_dependencies_names_each_package(name: str) -> None:
    told = set(re.findall(r"`([A-Za-z0-9_.-]+)`", _text("dependencies.md").lower()))

    assert _packages(name) - told == set()
