# The portal's commands: `make help`. Paths are relative, so a checkout may stand in a directory with spaces.
# PYTHON, HOST, PORT, PORTAL_* and TEST_ARGS can be set on the command line or in the environment.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test sure prove bench screenshots lock clean

PYTHON ?= python3
TEST_WORKERS ?= 2
# No CI job may hang for ever; `timeout` is missing on macOS, where a person sits in front of it.
TEST_SECONDS ?= 3600
BOUNDED := $(if $(shell command -v timeout 2>/dev/null),timeout --foreground $(TEST_SECONDS),)
# Some images set it; then every start of Python would compile the portal anew, which takes longer than most tests.
unexport PYTHONDONTWRITEBYTECODE
PIP := .venv/bin/python -m pip --disable-pip-version-check
CATALOGS := $(wildcard portal/translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGS:.po=.mo)

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

run: .venv/.installed $(COMPILED)  ## install what is missing, prepare the database, serve on http://127.0.0.1:8000
	@exec .venv/bin/python tools/run.py

test: .venv/.installed-dev $(COMPILED)  ## run all tests, on SQLite and on a real PostgreSQL (TEST_ARGS="tests/house -x")
	$(BOUNDED) .venv/bin/python -m pytest -n $(TEST_WORKERS) $(TEST_ARGS)

sure: .venv/.installed-dev $(COMPILED)  ## format check, lint, types, import contracts, dead links, known holes, then the tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/lint_statements.py
	.venv/bin/python tools/check_links.py
	.venv/bin/python tools/check_holes.py
	$(MAKE) test

prove: .venv/.installed-dev $(COMPILED)  ## the long proofs: the wall under attack, each check removed, big data, crashes (docs/proofs.md)
	.venv/bin/python -m pytest -m prove $(TEST_ARGS)
	.venv/bin/python tools/mutate.py

bench: .venv/.installed-dev $(COMPILED)  ## measure pages beside raw SQL and a template, and the cost of the trail
	.venv/bin/python -m benchmarks
	.venv/bin/python -m benchmarks.trail

screenshots: .venv/.installed-dev $(COMPILED)  ## photograph every kind of page into build/screenshots, with a sheet of all
	$(BOUNDED) .venv/bin/python -m tools.screenshots $(SCREENSHOT_ARGS)

lock: .venv/.made  ## write the two lock files anew from pyproject.toml
	$(PIP) install --quiet uv
	.venv/bin/uv pip compile --quiet $(LOCK_OPTIONS) --group build pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet $(LOCK_OPTIONS) --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# The files hold no address, so that they install from whichever index the machine is set up for.
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --upgrade

clean:  ## remove what was made, except the data directory
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info .coverage
	find portal/translations -name '*.mo' -delete
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +

# --- what the commands stand on: files that say what is already done --------------------------------
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit("The portal needs Python 3.11 or newer; %s is %s. Set PYTHON=python3.11, for example." % (sys.executable, sys.version.split()[0]) if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.made requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

%.mo: %.po .venv/.installed
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@
