# `make demo` and `make test`, on a machine with Python 3.11 or newer and nothing else. README has the lines behind them.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# The first Python that is new enough, unless PYTHON says which.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)

# A finished set-up leaves a stamp named by what was installed, so that nothing is installed twice.
RUN_READY := $(VENV)/.ready-$(shell cat requirements.txt pyproject.toml | cksum | tr -d ' ')
TEST_READY := $(VENV)/.test-ready-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | cksum | tr -d ' ')
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help setup demo test bench format

help:
	@echo "make demo    a demo practice on http://localhost:8000 (make demo ARGS=\"--port 8123 --no-open\")"
	@echo "make test    everything CI runs"
	@echo "make bench   the benchmarks, as JSON"
	@echo "make setup   only install what the demo needs"
	@echo "make format  put the sources into the house's form"

setup: $(RUN_READY)

demo: $(RUN_READY)
	@exec $(BIN)/espai demo $(ARGS)

bench: $(TEST_READY)
	@exec $(BIN)/espai bench $(ARGS)

format: $(TEST_READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

test: $(TEST_READY)
	@echo "· Lint and form"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "· Types"
	@$(BIN)/basedpyright
	@echo "· Layers and dependencies"
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/deptry .
	@echo "· Pages"
	@$(BIN)/espai build
	@echo "· Tests"
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Espai needs Python 3.11 or newer with its venv module (on Debian: python3-venv)." >&2; exit 1; }
	@echo "· Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): | $(VENV)/bin/python
	@echo "· Installing what is pinned in requirements.txt: a minute, this once"
	@$(PIP) install --requirement requirements.txt
	@$(PIP) install --no-deps --editable .
	@rm -f $(VENV)/.ready-*
	@touch $@

$(TEST_READY): $(RUN_READY)
	@echo "· Installing the test tools pinned in requirements-dev.txt"
	@$(PIP) install --requirement requirements-dev.txt
	@rm -f $(VENV)/.test-ready-*
	@touch $@
