"""A ballot database of each kind, and a hall to vote in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ballotbox.hall import Hall

_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgres"])
def ballots_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty ballot database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ballots.sqlite3'}"
        return
    import psycopg

    url = request.getfixturevalue("postgres_url")
    schema = f"ballots_{next(_names)}"
    yield f"{url}?schema={schema}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


@pytest.fixture
def hall(ballots_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hall:
    """A campaign whose vote is open, with three entries and ten votes a day."""
    monkeypatch.setenv("PINGXUAN_BALLOTS_URL", ballots_url)
    monkeypatch.setenv("PINGXUAN_DATA", str(tmp_path / "data"))
    return Hall(ballots_url)
