"""The tables of a new main database, laid out straight from the models.

Django's migrations render all models anew for each step, which takes a new house a quarter of a
minute; the tables that come of it are the same (`tests/test_tables.py` compares them). A
database that has tables goes by the migrations.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

LOCK = 0x7078_7461  # among PostgreSQL's advisory locks of this database
RECORD = MigrationRecorder.Migration._meta.db_table


@contextmanager
def alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let nobody else lay out or change the tables meanwhile: nodes of one house start together.

    What is killed lets go by itself, on either database.
    """
    if connection.vendor != "postgresql":
        with (settings.DATA / "tables.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the database holds nothing of ours yet."""
    return not set(connection.introspection.table_names()) - {RECORD}


def lay_out(connection: BaseDatabaseWrapper) -> None:
    """Create all tables in one transaction and record every migration as done.

    Raises:
        django.db.Error: the database refused; nothing of it is there.
    """
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in executor.loader.graph.nodes.values():
            for room, name in {(migration.app_label, migration.name), *migration.replaces}:
                executor.recorder.record_applied(room, name)
