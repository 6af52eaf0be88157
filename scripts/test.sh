#!/usr/bin/env bash
# All checks and all tests: fast ones first, SQLite, then PostgreSQL, the browser last.
set -euo pipefail
cd "$(dirname "$0")/.."
# Each worker reads all tests: without their bytecode it would compile them anew.
unset PYTHONDONTWRITEBYTECODE
# One worker more than cores, since some tests wait for processes, disks and clocks. What takes
# long begins first (tests/conftest.py), and who has nothing left takes from the others.
cores="$(nproc)"
workers=(-n "$((cores < 5 ? cores + 1 : 6))" --dist worksteal)

bash scripts/check.sh
echo "== SQLite"
# Domain and house have been tested by the checks.
.venv/bin/python -m pytest -q "${workers[@]}" -m "not browser" \
  --ignore tests/domain --ignore tests/test_house.py
echo "== PostgreSQL"
# Only what asks for the main database: the rest would do the same as before.
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -q "${workers[@]}" \
  -m "database and not browser" \
  tests/accounts tests/audit tests/campaigns tests/nominations tests/voting tests/jury tests/results \
  tests/showcase tests/seminar tests/offices tests/letterbox tests/messages tests/units tests/web \
  tests/api tests/demo
echo "== browser"
# A module stays with one worker, because it shares a browser and a demonstration.
.venv/bin/python -m pytest -q -n "$((cores < 2 ? 1 : 2))" --dist loadfile --no-loadscope-reorder \
  -m browser tests/browser
