"""Run a command against a private PostgreSQL: `with_postgres.py COMMAND…`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import postgres


def main() -> int:
    url = postgres.start(in_memory=True)
    try:
        return subprocess.call(sys.argv[1:], env={**os.environ, "PINGXUAN_DATABASE_URL": url})
    finally:
        postgres.stop()


if __name__ == "__main__":
    sys.exit(main())
