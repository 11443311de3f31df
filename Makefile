# 信用新郑: one front door; `make help` lists it.
SHELL := /bin/bash
BIN := .venv/bin
T ?= tests
export PORT ?= 8000

.PHONY: help setup run test check bench docs docs-check lint types layers migrations-check deps format lock clean

##@ Start
help:  ## this list
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  %-18s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## the environment: Python packages, missing Debian packages; quick when nothing is missing
	@tools/setup

run: setup  ## database, worker and web site with demonstration data, until Ctrl-C (PORT=, XINYONG_HOME=, DATABASE_URL=)
	@exec $(BIN)/xinyong up --port $(PORT) --demo

##@ Check
test: setup  ## the whole suite, on a real PostgreSQL (T=tests/rules for a part)
	@$(BIN)/pytest $(T)

check: setup lint types layers deps migrations-check docs-check  ## lint, types, layers, dependencies, migrations, documents

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	@tools/in-temporary-home $(BIN)/mypy xinyong

layers:
	@$(BIN)/lint-imports

deps:
	@$(BIN)/deptry . --no-ansi

migrations-check:
	@tools/in-temporary-home $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

bench: setup  ## measured ratios against floors and peers; needs a quiet machine (B="--only a,c")
	@$(BIN)/python -m bench $(B)

##@ Change
format:  ## fix what can be fixed
	@$(BIN)/ruff check --fix-only . && $(BIN)/ruff format .

docs: setup  ## write the generated pages of docs/reference
	@tools/in-temporary-home $(BIN)/python -m tools.reference

docs-check:
	@tools/in-temporary-home $(BIN)/python -m tools.reference --check

lock:  ## compile the hashed requirements anew (no registry address in them)
	@for kind in run dev; do $(BIN)/uv pip compile -q pyproject.toml $$([ $$kind = dev ] && echo --extra dev) \
	  --generate-hashes --no-emit-index-url --no-header -o requirements/$$kind.txt; done
