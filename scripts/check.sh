#!/usr/bin/env bash
# The part one runs before each commit: lint, types, contracts, domain tests.
set -euo pipefail
cd "$(dirname "$0")/.."
# The types take as long as all the rest: they are checked beside it.
.venv/bin/mypy --no-error-summary &
types=$!
trap 'kill "$types" 2>/dev/null || true' EXIT
.venv/bin/ruff check -q src tests scripts
.venv/bin/ruff format -q --check src tests scripts
.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache
.venv/bin/python scripts/messages.py check >/dev/null || .venv/bin/python scripts/messages.py check
.venv/bin/python -m pytest -q -n 2 tests/domain tests/test_house.py
wait "$types"
trap - EXIT
