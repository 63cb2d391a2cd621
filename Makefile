.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
PORT ?= 8050
export PORT
# Python compiles a module once: the tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test check bench soak debian

help: ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## Make .venv from requirements.lock

$(VENV)/.installed: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

demo: install ## Set up, load the worked example, serve it on http://127.0.0.1:8050
	$(BIN)/tracker demo

test: install debian ## Run every test, on SQLite and PostgreSQL and in the browser
	$(BIN)/python -m pytest -m "not soak" -p tests.shares --numprocesses 2

check: install ## Lint, types, import contracts, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house

bench: install debian ## Measure the board pack; prints a table and writes JSON to var/bench
	$(BIN)/python -m tests.bench

soak: install debian ## Long runs: random kills, load, fuzzing
	$(BIN)/python -m pytest -m soak

debian: ## Install Debian's packages that tests need (as root), or say which are missing
	@./tests/debian.sh
