#!/usr/bin/env bash
# All checks and all tests: fast ones first, SQLite, then PostgreSQL, the browser last.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/check.sh
echo "== SQLite"
.venv/bin/python -m pytest -q -n 2 -m "not browser"
echo "== PostgreSQL"
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -q -n 2 -m "not browser" \
  tests/accounts tests/audit tests/campaigns tests/nominations tests/voting tests/jury tests/results \
  tests/showcase tests/seminar tests/offices tests/letterbox tests/messages tests/units tests/web \
  tests/api tests/demo
echo "== browser"
.venv/bin/python -m pytest -q -m browser
