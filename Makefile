# Fairway: `make demo` serves the whole product, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

.PHONY: setup dev demo test check bench bench-smoke fmt screenshots chromium

# Installing again is skipped while pyproject.toml and constraints.txt are unchanged.
.venv/.runtime: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/.dev: .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

setup: .venv/.runtime
dev: .venv/.dev

demo: setup
	$(BIN)/fairway demo

test: dev chromium check
	$(BIN)/python -m pytest -n $(WORKERS)
	FAIRWAY_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) -m "not journey"

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/fairway messages check

bench: dev
	$(BIN)/python -m benchmarks

bench-smoke: dev
	$(BIN)/python -m benchmarks --smoke

fmt: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: dev chromium
	$(BIN)/python scripts/screenshots.py

# The browser of the journeys. Without it they are skipped, and say so.
chromium:
	@sh scripts/install_chromium.sh
