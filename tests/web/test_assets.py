"""What is shipped to the browser: vendored, hashed, small, and from nowhere else."""

from __future__ import annotations

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string

from tests.web import twin

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/pingxuan/web/static"
LIST = STATIC / "vendor/SHA256SUMS"
BUDGET = 100 * 1024
PAGE_SHARE = 15 * 1024  # what the first page's own HTML may take of the budget


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def listed() -> dict[str, str]:
    lines = LIST.read_text("utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ") for line in lines)}


def test_every_asset_and_its_source_is_what_the_list_says() -> None:
    """A source that was changed without `npm run build` shows here."""
    found = {path: sha256((ROOT / path).read_bytes()).hexdigest() for path in listed()}

    assert found == listed()


def test_no_asset_stands_outside_the_list() -> None:
    folders = [STATIC / name for name in ("built", "css", "js", "vendor")]
    folders.append(ROOT / "tests/browser/vendor")
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}

    assert {str(path.relative_to(ROOT)) for path in files - {LIST}} == set(listed())


def test_every_class_of_bootstrap_that_a_template_names_is_shipped() -> None:
    """The build leaves out what no page names: `npm run build` after naming something new."""
    classes = re.compile(r"\.((?:[a-z][\w-]*))(?=[^{}]*\{)")
    whole = set(classes.findall((STATIC / "vendor/bootstrap.min.css").read_text("utf-8")))
    shipped = set(classes.findall((STATIC / "built/pingxuan.css").read_text("utf-8")))
    templates = (ROOT / "src/pingxuan/web/templates").rglob("*.html")
    named = {
        word
        for template in templates
        for value in re.findall(r'class="([^"]*)"', template.read_text("utf-8"))
        for word in value.split()
    }

    assert sorted((named & whole) - shipped) == []


def test_the_lock_file_names_no_registry_and_hashes_every_package() -> None:
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]

    assert [package for package in packages if "resolved" in package] == []
    assert [package for package in packages if "integrity" not in package] == []


def test_no_asset_loads_anything_from_another_host() -> None:
    loading = re.compile(
        r"""(?:url\(|@import|import\(?|src=|fetch\(|sourceMappingURL=)\s*["']?(?:https?:)?//"""
    )
    files = [*(STATIC / "built").iterdir(), *(STATIC / "vendor").iterdir()]

    assert [f.name for f in files if loading.search(f.read_text("utf-8"))] == []


def test_the_browser_floor_is_kept() -> None:
    """Chromium 86 and iOS 14.5 know none of these."""
    css = (STATIC / "built/pingxuan.css").read_text("utf-8")
    scripts = "".join(
        p.read_text("utf-8") for p in (STATIC / "built").glob("*.js") if p.stem != "swaps"
    )

    assert re.findall(r":has\(|@layer|@container|color-mix\(|light-dark\(|[{;]inset:", css) == []
    assert (
        re.findall(r"\?\?=|\|\|=|&&=|\.at\(-|structuredClone|randomUUID|replaceAll\(", scripts)
        == []
    )


def test_the_first_vote_page_fits_its_budget() -> None:
    shipped = [STATIC / "built" / name for name in ("pingxuan.css", "pingxuan.js", "vote.js")]

    assert sum(map(gzipped, shipped)) <= BUDGET - PAGE_SHARE


def test_a_page_asks_for_at_most_three_files_before_it_is_seen() -> None:
    page = render_to_string("public.html", twin.context())
    head = page.split("</head>")[0]

    files = re.findall(r'(?:rel="stylesheet" href|<script src)="([^"]+)"', head)

    assert len(files) <= 3
    assert [f for f in files if "://" in f or f.startswith("//")] == []


def test_htmx_swaps_refusals_and_runs_no_text() -> None:
    page = render_to_string("office.html", twin.context())
    config = json.loads(re.findall(r"name=\"htmx-config\" content='([^']+)'", page)[0])

    swapped = [
        status
        for status in (204, 200, 403, 404, 409, 422, 429, 500)
        if next(r for r in config["responseHandling"] if re.search(r["code"], str(status)))["swap"]
    ]

    assert swapped == [200, 403, 409, 422, 429]
    assert (config["allowEval"], config["includeIndicatorStyles"]) == (False, False)
