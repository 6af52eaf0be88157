"""A plain session with the ballot database, for everything but the writer's fast way.

The SQL of this package is written once, with `?` for a value and without any other question mark
or per cent sign; on PostgreSQL the marks are rewritten and all tables stand in the schema
`ballots` (or the one that `?schema=` in the address names).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pingxuan.ballotbox import checkpoint, places, schema

Row = tuple[Any, ...]
SEQUENCER_LOCK = 0x70696E67  # "ping": the advisory lock of whoever numbers lines, on PostgreSQL


class StorageUnavailableError(Exception):
    """The ballot database cannot be reached, or refuses to write."""


class Session(Protocol):
    """What both databases offer alike."""

    is_postgres: bool
    connection: Any

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run one statement and fetch all that it returns."""

    def stream(self, sql: str, *values: Any) -> Iterator[Row]:
        """Run one statement and fetch its rows as they are wanted."""

    def run(self, sql: str, *values: Any) -> int:
        """Run one statement; say how many rows it changed."""

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""

    def transaction(self) -> Any:
        """Give a context that commits at its end; on SQLite it holds the write lock."""


class SqliteSession:
    """A session with a SQLite file."""

    is_postgres = False

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self.connection = connection
        self._path = path

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run one statement and fetch all that it returns."""
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, *values: Any) -> Iterator[Row]:
        """Run one statement and fetch its rows as they are wanted."""
        yield from self.connection.execute(sql, values)

    def run(self, sql: str, *values: Any) -> int:
        """Run one statement; say how many rows it changed."""
        return self.connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; commit at the end, roll back on any exception."""
        with checkpoint.turn(self._path) if self._path else nullcontext():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")


class PostgresSession:
    """A session with a PostgreSQL schema, over psycopg."""

    is_postgres = True

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run one statement and fetch all that it returns."""
        found: list[Row] = self.connection.execute(_percent(sql), values).fetchall()
        return found

    def stream(self, sql: str, *values: Any) -> Iterator[Row]:
        """Run one statement and fetch its rows as they are wanted."""
        with self.connection.transaction(), self.connection.cursor(name="lines") as cursor:
            cursor.itersize = 5000
            yield from cursor.execute(_percent(sql), values)

    def run(self, sql: str, *values: Any) -> int:
        """Run one statement; say how many rows it changed."""
        changed: int = self.connection.execute(_percent(sql), values).rowcount
        return changed

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        with self.connection.cursor() as cursor:
            cursor.executemany(_percent(sql), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, roll back on any exception."""
        with self.connection.transaction():
            yield


def exists(url: str) -> bool:
    """Say whether there is a ballot database with its tables at `url`."""
    if not places.is_postgres(url):
        path = places.sqlite_path(url)
        if not path.exists():
            return False
        with closing(_sqlite(url, read_only=True)) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'")
            return found.fetchone() is not None
    address, name = split_schema(url)
    with _postgres(address, name) as connection:
        row = connection.execute("SELECT to_regclass(%s)", (f"{name}.ledger",)).fetchone()
        return row is not None and row[0] is not None


@contextmanager
def session(url: str, *, create: bool = False) -> Iterator[Session]:
    """Open a session, closed at the end; `create` lays the tables first.

    Raises:
        StorageUnavailableError: the database is not there or cannot be reached.
    """
    if places.is_postgres(url):
        address, name = split_schema(url)
        with _postgres(address, name) as connection:
            if create:
                _create_on_postgres(connection, name)
            yield PostgresSession(connection)
        return
    if create:
        places.sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    elif not places.sqlite_path(url).exists():
        raise StorageUnavailableError(f"no ballot database at {places.sqlite_path(url).name}")
    with closing(_sqlite(url)) as connection:
        if create:
            for statement in schema.statements(is_postgres=False):
                connection.execute(statement)
        try:
            yield SqliteSession(connection, places.sqlite_path(url))
        except sqlite3.OperationalError as broken:
            raise StorageUnavailableError(str(broken)) from broken


def open_session(url: str) -> Session:
    """Open a session that stays open, for a reader that asks often; it never waits for a writer.

    Raises:
        StorageUnavailableError: the database cannot be reached.
    """
    if places.is_postgres(url):
        address, name = split_schema(url)
        return PostgresSession(_connected(address, name))
    return SqliteSession(_sqlite(url, read_only=True), places.sqlite_path(url))


@contextmanager
def nothing() -> Iterator[Session]:
    """Open a session that finds nothing, for a ballot database that is not there yet."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in schema.statements(is_postgres=False):
            connection.execute(statement)
        yield SqliteSession(connection)


def split_schema(url: str) -> tuple[str, str]:
    """Take `?schema=name` out of a PostgreSQL address; without it the schema is `ballots`."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    names = [value for key, value in query if key == "schema"] or ["ballots"]
    if not names[0].isidentifier():
        raise ValueError("the name of a schema has letters, digits and underscores only")
    rest = urlencode([pair for pair in query if pair[0] != "schema"])
    return urlunsplit(parts._replace(query=rest)), names[0]


def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


def _sqlite(url: str, *, read_only: bool = False) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            places.sqlite_path(url), isolation_level=None, timeout=30, check_same_thread=False
        )
        if not read_only:
            for pragma in schema.SQLITE_PRAGMAS:
                connection.execute(pragma)
    except sqlite3.Error as broken:
        raise StorageUnavailableError(str(broken)) from broken
    return connection


@contextmanager
def _postgres(address: str, name: str) -> Iterator[Any]:
    import psycopg  # only where PostgreSQL is used: it is an extra

    with _connected(address, name) as connection:
        try:
            yield connection
        except psycopg.OperationalError as broken:
            raise StorageUnavailableError(str(broken)) from broken


def _connected(address: str, name: str) -> Any:
    import psycopg  # only where PostgreSQL is used: it is an extra

    try:
        return psycopg.connect(
            address, autocommit=True, options=f"-c search_path={name}", connect_timeout=5
        )
    except psycopg.OperationalError as broken:
        raise StorageUnavailableError(str(broken)) from broken


def _create_on_postgres(connection: Any, name: str) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (SEQUENCER_LOCK + 1,))
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        for statement in schema.statements(is_postgres=True):
            connection.execute(statement)
