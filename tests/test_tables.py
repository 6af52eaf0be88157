"""A new database laid out at once is the one that the migrations make, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = """
import django, json
django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pingxuan.site import tables
from django.core.management import call_command
if {steps}:
    tables.is_new = lambda connection: False
call_command("migrate", interactive=False, verbosity=0)
with connection.cursor() as cursor:
    show = connection.introspection
    found = {{}}
    # Django's own join table of groups, unused here, has a wider id when it is made at once.
    for table in sorted(set(show.table_names(cursor)) - {{"auth_group_permissions"}}):
        columns = show.get_table_description(cursor, table)
        found[table] = [
            sorted([c.name, str(c.type_code), str(c.display_size), c.null_ok] for c in columns),
            sorted([sorted(c["columns"] or []), c["unique"], c["check"], str(c["foreign_key"])]
                   for c in show.get_constraints(cursor, table).values()),
        ]
found["done"] = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
print(json.dumps(found, indent=1, default=str))
"""


def _tables(url: str, folder: Path, *, steps: bool) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
        "PINGXUAN_DATABASE_URL": url,
        "PINGXUAN_DATA": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(steps=steps)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.mark.slow
def test_laid_out_at_once_is_as_by_migrations_on_sqlite(tmp_path: Path) -> None:
    quick = _tables(f"sqlite:///{tmp_path / 'quick.sqlite3'}", tmp_path, steps=False)
    slow = _tables(f"sqlite:///{tmp_path / 'slow.sqlite3'}", tmp_path, steps=True)
    assert quick == slow
    assert "nominations_nomination" in quick


@pytest.mark.slow
@pytest.mark.postgres
def test_laid_out_at_once_is_as_by_migrations_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for name in ("quick", "slow"):
            connection.execute(f"CREATE DATABASE {name}")
    base = postgres_url.rpartition("/")[0]
    try:
        quick = _tables(f"{base}/quick", tmp_path, steps=False)
        slow = _tables(f"{base}/slow", tmp_path, steps=True)
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            for name in ("quick", "slow"):
                connection.execute(f"DROP DATABASE IF EXISTS {name}")
    assert quick == slow
