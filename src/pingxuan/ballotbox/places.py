"""Where the two databases, the secrets and the data folder are: read from the environment, once."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULT_DATA = "var"


def data_dir() -> Path:
    """Name the folder for databases, files and, outside production, secrets (PINGXUAN_DATA)."""
    return Path(os.environ.get("PINGXUAN_DATA") or DEFAULT_DATA)


def ballots_url() -> str:
    """Name the ballot database.

    PINGXUAN_BALLOTS_URL says it outright. Unset, the ballot database stands beside the main one
    (PINGXUAN_DATABASE_URL): the schema `ballots` on PostgreSQL, `ballots.sqlite3` beside the
    SQLite file. With both unset it is `ballots.sqlite3` in the data folder.
    """
    outright = os.environ.get("PINGXUAN_BALLOTS_URL")
    if outright:
        return outright
    main = os.environ.get("PINGXUAN_DATABASE_URL")
    if not main:
        return sqlite_url(data_dir() / "ballots.sqlite3")
    if is_postgres(main):
        return main
    return sqlite_url(sqlite_path(main).parent / "ballots.sqlite3")


def is_postgres(url: str) -> bool:
    """Tell the two kinds of database apart."""
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> Path:
    """Take the file out of `sqlite:///relative` or `sqlite:////absolute`."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        raise ValueError(f"not a database address: {url.split(':', 1)[0]}")
    return Path(url.removeprefix(prefix))


def sqlite_url(path: Path) -> str:
    """Write a file's path as a database address."""
    return f"sqlite:///{path}"
