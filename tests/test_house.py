"""The house's own rules: sizes, names, empty doors, no clock below the edge."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "pingxuan"
FILES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
MOST_STATEMENTS = 25
UNCLEAR = {"utils", "util", "helpers", "helper", "common", "misc", "base", "stuff", "lib"}
EDGES = {"web", "api", "cli", "ballotbox", "site"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_fits_the_eye(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < MOST_LINES


def test_no_module_has_a_name_without_a_job() -> None:
    assert [_name(p) for p in FILES if p.stem in UNCLEAR] == []


def test_packages_export_nothing() -> None:
    doors = [p for p in FILES if p.name == "__init__.py"]

    assert [_name(p) for p in doors if p.read_text("utf-8").strip()] == []


def _statements(function: ast.AST) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def test_nearly_every_function_stays_within_its_statements() -> None:
    counts = [
        _statements(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert sum(n <= MOST_STATEMENTS for n in counts) >= 0.96 * len(counts)


def test_only_the_jurys_seclusion_asks_for_the_counts() -> None:
    """Any other door would show the vote to jurors who have still to mark; ask `counts_for`."""
    wanted = re.compile(r"queries\.counts import [^\n]*\bshown\b|counts\.shown\(")

    found = [_name(p) for p in FILES if wanted.search(p.read_text("utf-8"))]

    assert found == ["src/pingxuan/jury/seclusion.py"]


def test_the_clock_is_read_at_the_edge_only() -> None:
    clock = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|auto_now")
    below = [p for p in FILES if p.relative_to(SOURCE).parts[0] not in EDGES]

    found = [_name(p) for p in below if clock.search(p.read_text("utf-8"))]

    # Commands are doors of their own.
    assert sorted(found) == sorted(
        f for f in found if "/management/commands/" in f or "/demo/" in f
    )


def test_only_the_edge_knows_requests() -> None:
    below = [p for p in FILES if p.relative_to(SOURCE).parts[0] not in EDGES]

    assert [_name(p) for p in below if re.search(r"\brequest\.", p.read_text("utf-8"))] == []


def test_whatever_answers_get_answers_head() -> None:
    """Link checkers and messengers ask HEAD before they show an address. Source: RFC 9110, 9.3.2."""
    allowed = [
        (_name(path), [word.value for word in node.args[0].elts])
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require_http_methods"
    ]

    assert len(allowed) > 20
    assert [one for one in allowed if "GET" in one[1] and "HEAD" not in one[1]] == []
    assert [_name(path) for path in FILES if "require_GET" in path.read_text("utf-8")] == []


def test_templates_hold_no_script_and_no_style() -> None:
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)"
    )
    pages = (SOURCE / "web" / "templates").rglob("*.html")

    assert [_name(p) for p in pages if inline.search(p.read_text("utf-8"))] == []


def test_nothing_committed_points_elsewhere() -> None:
    machine = re.compile(r"/work/|\.\./shared|--index-url|\"resolved\": \"http")
    kinds = {".py", ".html", ".md", ".toml", ".sh", ".txt", ".json", ".js", ".css", ".in"}
    places = [
        ROOT / name for name in ("src", "tests", "docs", "scripts", "requirements", "frontend")
    ]
    texts = [p for place in places for p in place.rglob("*") if p.suffix in kinds and p.is_file()]

    found = [
        _name(p)
        for p in texts
        if "node_modules" not in p.parts
        and p != Path(__file__)
        and machine.search(p.read_text("utf-8", errors="replace"))
    ]

    assert found == []


def test_no_test_is_skipped_or_sleeps() -> None:
    asleep = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail)|time\.sleep\(|asyncio\.sleep\([^0)]")

    found = [_name(p) for p in TESTS if p != Path(__file__) and asleep.search(p.read_text("utf-8"))]

    assert found == []
