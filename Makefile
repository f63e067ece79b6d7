# `make demo` serves the whole product; `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
WORKERS ?= auto
PORT ?= 8000

.PHONY: setup install demo test check bench bench-smoke fmt docs screenshots chromium

# Only installs; nothing happens while pyproject.toml and constraints.txt are unchanged.
setup: .venv/.development

.venv/.development: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	@touch .venv/.runtime $@

# What serving needs, without the tools of development.
install: .venv/.runtime

.venv/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fairway needs Python 3.11 or later: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

# Quiet, so that the address stays in sight.
demo: export FAIRWAY_LOG_FORMAT ?= text
demo: export FAIRWAY_LOG_LEVEL ?= WARNING
demo: install
	$(BIN)/fairway demo --port $(PORT)

test: setup chromium check
	$(BIN)/python -m pytest -n $(WORKERS)
	FAIRWAY_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) -m "not journey"

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/fairway messages check
	$(BIN)/python scripts/audit_dependencies.py

bench: setup
	$(BIN)/python -m benchmarks

bench-smoke: setup
	$(BIN)/python -m benchmarks --smoke

fmt: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The parts of docs/ that are made from the code.
docs: setup
	$(BIN)/python scripts/generate_docs.py

screenshots: setup chromium
	$(BIN)/python scripts/screenshots.py

# The browser of the journeys. Without it they are skipped, and say so.
chromium:
	@sh scripts/install_chromium.sh
