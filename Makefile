# One front door: `make` lists what it opens.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
export PYTHONPATH := src:tools
SERVE ?= yes

.PHONY: help setup demo serve fmt lint types check test test-domain test-server \
        test-long bench register screenshots

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

VENDOR := src/duebook/web/static/web/vendor/icons.svg
setup: $(VENV)/.set-up $(VENDOR) ## The environment with its locked dependencies

$(VENV)/.set-up: requirements/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENDOR): package-lock.json tools/frontend.py src/duebook/web/icons.py | $(VENV)/.set-up
	@$(BIN)/python tools/frontend.py

demo: setup ## A believable office and its month, then serve it (SERVE=no: stop after the summary)
	@$(BIN)/duebook demo $(if $(filter no,$(SERVE)),--no-serve)

serve: setup ## Your office on http://localhost:8000
	@$(BIN)/duebook serve

fmt: setup ## Format everything
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: setup ## Style, templates, and who may import what
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint src --lint --quiet
	$(BIN)/lint-imports

types: setup ## mypy, strict
	$(BIN)/mypy

check: lint types ## Style, types, contracts, migrations
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run

test-domain: setup ## The rules alone: no database
	$(BIN)/pytest tests/domain tests/formats

test: setup ## Everything but the long runs
	@$(BIN)/python tools/test_all.py -m "not scale"

SERVER ?= /usr/lib/postgresql/15/bin
test-server: setup ## The database tests against a named server, PostgreSQL 15
	@if [ -x $(SERVER)/initdb ]; then \
	  $(BIN)/python tools/on_server.py $(SERVER) $(BIN)/pytest -m "not scale" tests/apps; \
	else echo "test-server is skipped: no PostgreSQL in $(SERVER)"; test -z "$$CI"; fi

test-long: setup ## Long random runs and large numbers
	$(BIN)/pytest -m scale --durations=0

bench: setup ## Figures for docs/benchmarks.md (BENCH=--small: try it; BENCH=--full: a million parties)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python tools/bench/run.py $(BENCH)

register: setup ## Write the reference pages that come from the code
	$(BIN)/python tools/register.py

screenshots: setup ## The demo afresh, and pictures of its desk for the docs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/duebook demo --no-serve
	PYTHONPATH=src:tools:. $(BIN)/python tools/screenshots.py
