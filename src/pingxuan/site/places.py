"""Where things lie: the data folder, the two databases and the secrets, from the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Opening a connection costs as much as a small page.
KEPT_SECONDS = 60
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
    ),
}


def data_dir() -> Path:
    """Give the folder of `PINGXUAN_DATA` (default `var/`), made if it is missing."""
    folder = Path(os.environ.get("PINGXUAN_DATA") or "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database(folder: Path) -> dict[str, Any]:
    """Read `PINGXUAN_DATABASE_URL` into Django's form; unset, a SQLite file in `folder`.

    Raises:
        ValueError: the address is neither `sqlite:///…` nor `postgresql://…`.
    """
    url = os.environ.get("PINGXUAN_DATABASE_URL") or f"sqlite:///{folder / 'main.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "OPTIONS": dict(SQLITE_OPTIONS),
            "CONN_MAX_AGE": KEPT_SECONDS,
        }
    if parts.scheme in ("postgresql", "postgres"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or options.pop("host", ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": KEPT_SECONDS,
        }
    raise ValueError(f"PINGXUAN_DATABASE_URL: sqlite:///… or postgresql://… expected, not {url!r}")


def secret(folder: Path, name: str) -> str:
    """Give a secret of 32 random bytes as hex: `PINGXUAN_<NAME>`, else a file made at first start.

    The file lies in `folder`/secrets with mode 0600. Two processes that start at once agree,
    because only one can make the file.
    """
    from_environment = os.environ.get(f"PINGXUAN_{name.upper()}")
    if from_environment:
        return from_environment
    path = folder / "secrets" / f"{name.lower()}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
