# The few things one does with the house. `make demo` and `make test` work on a fresh machine.
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= var/demo

.PHONY: setup demo demo-reset check test bench docs
setup:
	@bash scripts/setup.sh run

demo: setup
	@exec .venv/bin/pingxuan demo --host $(HOST) --port $(PORT) --data $(DATA)

demo-reset:
	@rm -rf $(DATA)

check:
	@bash scripts/setup.sh test
	@bash scripts/check.sh

test:
	@bash scripts/setup.sh test
	@bash scripts/test.sh

bench:
	@bash scripts/setup.sh test
	@bash bench/run.sh

docs:
	@bash scripts/setup.sh docs
	@.venv/bin/sphinx-build -q -b html docs docs/_build
