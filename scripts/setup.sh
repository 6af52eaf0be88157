#!/usr/bin/env bash
# Everything that running (or, with "test", testing) needs: .venv/ and Debian's packages.
# Asks nothing, says what it could not get and what that costs; a second run takes seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
what="${1:-run}"

say() { printf '%s\n' "setup: $*" >&2; }

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null &&
     "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$candidate"; break
  fi
done
[ -n "$python" ] || { say "Python 3.11 or newer with venv is needed"; exit 2; }

files=(requirements/core.txt requirements/fonts.txt)
[ "$what" = test ] && files+=(requirements/scale.txt requirements/dev.txt)
[ "$what" = docs ] && files+=(requirements/docs.txt)

stamp=".venv/.installed-$what"
wanted="$(cat requirements/bootstrap.txt "${files[@]}" pyproject.toml | sha256sum | cut -d' ' -f1)"
if [ ! -x .venv/bin/pingxuan ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  if [ ! -x .venv/bin/python ]; then
    say "making .venv with $("$python" --version)"
    "$python" -m venv .venv
  fi
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
  arguments=(); for file in "${files[@]}"; do arguments+=(-r "$file"); done
  say "installing ${files[*]}"
  # uv is quicker; pip does the same where uv does not know this machine's index.
  UV_PYTHON=.venv/bin/python .venv/bin/uv pip install -q --require-hashes "${arguments[@]}" 2>/dev/null ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes "${arguments[@]}"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  # uv leaves the libraries uncompiled, and where Python may not write, each start would compile them.
  .venv/bin/python -m compileall -q -j 0 .venv/lib src >/dev/null 2>&1 || true
  printf '%s' "$wanted" > "$stamp"
fi

# The pages' English is compiled here, since compiled files are not committed.
.venv/bin/python scripts/messages.py compile

# program → Debian package → what is missing without it
missing=()
need() { # need <test command> <package> <what it costs to do without>
  if ! eval "$1" >/dev/null 2>&1; then missing+=("$2"); costs+=("$2: $3"); fi
}
costs=()
if [ "$what" = test ]; then
  need 'command -v chromium' chromium "the browser tests cannot run"
  need 'ls /usr/lib/postgresql/*/bin/initdb' postgresql "the tests on PostgreSQL cannot run"
  need 'fc-list :lang=zh | grep -q .' fonts-noto-cjk "Chinese shows as boxes in screenshots"
  need 'ls /usr/lib/*/faketime/libfaketime.so.1' faketime "the tests that turn the server's clock cannot run"
  need 'command -v dovecot || ls /usr/sbin/dovecot' dovecot-imapd "the tests of the mailbox have no server"
  need 'command -v soffice' libreoffice-writer-nogui "old Word files (.doc, .wps, .rtf) are not tried"
  need 'command -v node' nodejs "the counting script of the page cannot be compared"
fi
if [ "$what" = run ] && ! command -v soffice >/dev/null; then
  say "old Word files (.doc, .wps, .rtf) can be read after: apt-get install libreoffice-writer-nogui"
fi
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing from Debian: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
      say "Debian's packages could not be installed"
  fi
  for cost in "${costs[@]}"; do
    package="${cost%%:*}"
    dpkg -s "$package" >/dev/null 2>&1 || say "without $cost (apt-get install $package)"
  done
fi
