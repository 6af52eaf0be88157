"""Fixtures that all rooms share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pingxuan.campaigns.models import Campaign
from tests import builders

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes says what else the machine does, and nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the pages' English when somebody has edited it; once, before the workers start."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, ROOT / "scripts" / "messages.py", "compile"], check=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the main database, and let what takes long begin first."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*fixtures}:
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private PostgreSQL for the tests that need one whatever the main database is."""
    from tests import postgres

    url = postgres.start()
    yield url
    postgres.stop()


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own ballot database and master key."""
    monkeypatch.setenv("PINGXUAN_BALLOTS_URL", f"sqlite:///{tmp_path / 'ballots.sqlite3'}")
    monkeypatch.setenv("PINGXUAN_MASTER_KEY", "11" * 32)


@pytest.fixture
def province(db: None) -> builders.Province:
    """A small tree: province, two cities, three counties, units at every tier."""
    return builders.plant_province()


@pytest.fixture
def campaign(province: builders.Province) -> Campaign:
    """The built-in campaign on that tree, its clock unshifted (dates of 2021)."""
    return builders.load_campaign(province.root)
