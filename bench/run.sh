#!/usr/bin/env bash
# Every bench in its short form, one after another; the long forms are in each file's head.
# One that misses its target keeps none of the others from being run; all that did are named at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
missed=()
run() { echo "== $*"; .venv/bin/python "$@" || missed+=("$*"); }

run bench/votes.py --rounds 1 --seconds 2
run bench/votes.py --rounds 1 --seconds 2 --workers 2
run bench/storm.py --people 40 --attempts 60 --kills 3
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  run scripts/with_postgres.py .venv/bin/python bench/votes.py --rounds 1 --seconds 2
  run scripts/with_postgres.py .venv/bin/python bench/storm.py --people 40 --attempts 60 --kills 3
fi
run bench/proof.py --lines 50000 --bundle
run bench/offices.py --cases 5000 --rounds 3
run bench/twins.py --cases 5000
run bench/score.py
run bench/forms_read.py

if [ ${#missed[@]} -gt 0 ]; then
  printf '== missed: %s\n' "${missed[@]}"
  exit 1
fi
