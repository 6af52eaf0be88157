"""A first start that is killed while the tables are laid: the next one finds its way, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pingxuan.ballotbox import places, reading, schema, store
from tests.ballotbox.hall import CAMPAIGN, Hall, OpenBox, in_box

pytestmark = pytest.mark.slow

# Each dies by its own hand in the middle, as by kill -9: no handler runs, no connection is closed.
LAY_BALLOTS = """
import os, signal, sys
from pingxuan.ballotbox import schema, store
whole = schema.statements

def some(*, is_postgres):
    yield from whole(is_postgres=is_postgres)[:int(sys.argv[1])]
    os.kill(os.getpid(), signal.SIGKILL)

schema.statements = some
with store.session(os.environ["PINGXUAN_BALLOTS_URL"], create=True):
    pass
"""
LAY_MAIN = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
record, left = MigrationRecorder.record_applied, [int(sys.argv[1])]

def die_at_last(*arguments):
    record(*arguments)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

MigrationRecorder.record_applied = die_at_last
call_command("migrate", verbosity=0)
"""


def run(*words: str, **environment: str) -> int:
    """Run Python to its end; give the code it ended with."""
    return subprocess.run(
        [sys.executable, *words], env=os.environ | environment, check=False, timeout=120
    ).returncode


@pytest.mark.parametrize("laid", [0, 5, len(schema.statements(is_postgres=False))])
def test_tables_of_the_ballot_box_that_were_half_laid_are_completed(
    ballots_url: str, laid: int
) -> None:
    killed = run("-c", LAY_BALLOTS, str(laid), PINGXUAN_BALLOTS_URL=ballots_url)
    assert killed == -signal.SIGKILL
    # PostgreSQL takes all of it or nothing.
    assert not (places.is_postgres(ballots_url) and store.exists(ballots_url))

    hall = Hall(ballots_url)

    async def story(box: OpenBox) -> None:
        assert (await box.cast(1))[0] == 200

    in_box(hall, story)
    assert reading.tally(ballots_url, CAMPAIGN)["J-001"].votes == 1


@pytest.fixture
def main_url(ballots_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty main database, of the same kind as the ballot database."""
    if not places.is_postgres(ballots_url):
        yield f"sqlite:///{tmp_path / 'main.sqlite3'}"
        return
    import psycopg

    server = ballots_url.partition("?")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE first_start")
        yield server.rpartition("/")[0] + "/first_start"
        connection.execute("DROP DATABASE first_start WITH (FORCE)")


@pytest.mark.parametrize("recorded", [10])
def test_tables_of_the_book_that_were_half_laid_are_laid_anew(
    ballots_url: str, main_url: str, tmp_path: Path, recorded: int
) -> None:
    at = {
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
        "PINGXUAN_DATA": str(tmp_path / "data"),
        "PINGXUAN_DATABASE_URL": main_url,
        "PINGXUAN_BALLOTS_URL": ballots_url,
    }

    assert run("-c", LAY_MAIN, str(recorded), **at) == -signal.SIGKILL
    assert run("-m", "pingxuan", "manage", "migrate", "--check", **at) == 1

    assert run("-m", "pingxuan", "manage", "migrate", "-v0", **at) == 0
    assert run("-m", "pingxuan", "manage", "migrate", "--check", **at) == 0


def test_two_nodes_that_start_at_once_lay_the_tables_of_the_book_once(
    ballots_url: str, main_url: str, tmp_path: Path
) -> None:
    at = {
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
        "PINGXUAN_DATA": str(tmp_path / "data"),
        "PINGXUAN_DATABASE_URL": main_url,
        "PINGXUAN_BALLOTS_URL": ballots_url,
    }

    with ThreadPoolExecutor(3) as nodes:
        starts = [
            nodes.submit(run, "-m", "pingxuan", "manage", "migrate", "-v0", **at) for _ in "123"
        ]

    assert [start.result() for start in starts] == [0, 0, 0]
    assert run("-m", "pingxuan", "manage", "migrate", "--check", **at) == 0
