# The commands of the project. `make demo` and `make test` need nothing but Python 3.11 or later, make and bash.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint format lock security mutation soak screenshots install-check translations

PORT ?= 8000
BIN := .venv/bin
# Tried in this order; `make PYTHON=/path/to/python3 ...` takes another one.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
WORKERS ?= 2

help: ## Show this list.
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: .venv/.installed ## Run the service on http://127.0.0.1:8000 (PORT= changes it) with an invented network.
	@exec $(BIN)/safehouse demo --port $(PORT)

demo-reset: .venv/.installed ## Forget the demo's data and start over.
	@exec $(BIN)/safehouse demo --port $(PORT) --reset

test: lint ## Every check: lint, types, import contracts, then all tests.
	@echo "== Tests, $(WORKERS) at a time (some minutes)"
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal

lint: .venv/.installed ## Ruff, mypy and the import contracts.
	@echo "== Ruff"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "== Types"
	@$(BIN)/mypy
	@echo "== Import contracts"
	@$(BIN)/lint-imports --no-logo

format: .venv/.installed ## Let Ruff format the code and sort its imports.
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

security: .venv/.installed ## Bandit over the package.
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive safehouse migrations

soak: .venv/.installed ## The property tests with many more examples, drawn anew, every kill of a migration, the demo from many seeds.
	@echo "== Property tests, killed migrations and demo networks, long"
	@$(BIN)/pytest -n $(WORKERS) --hypothesis-profile=soak tests/property tests/migrations/test_killed.py tests/services tests/reliability

mutation: .venv/.installed ## Mutate placement/ and list the mutants that no test kills (hours; ONLY= takes a part of it).
	@$(BIN)/mutmut run --max-children $(WORKERS) $(if $(ONLY),'$(ONLY)')
	@$(BIN)/mutmut results | sed '/: not checked$$/d'

screenshots: .venv/.installed ## Take the pictures of every page anew, from a demo of its own (some minutes).
	@$(BIN)/python docs/screenshots/make.py

translations: .venv/.installed ## Put new texts of the pages into the PO files and say how many miss a translation.
	@$(BIN)/python -m tests.support.extraction

install-check: .venv/.installed ## Follow docs/install.md word by word in an empty Debian 12 (root, debootstrap; some minutes).
	@$(BIN)/python -m tests.install.follow

lock: ## Pin the newest versions that pyproject.toml allows, with hashes and without any address.
	@echo "== Resolving"
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	python3 -m venv "$$folder" && "$$folder/bin/pip" install -qq uv && \
	compile="$$folder/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate"; \
	$$compile --upgrade --all-extras --output-file requirements.lock pyproject.toml && \
	$$compile --extra build --constraint requirements.lock --output-file requirements-server.lock pyproject.toml

# The environment follows the lock: this runs again whenever the lock or the project's own metadata changes.
.venv/.installed: requirements.lock pyproject.toml
	@python=; \
	for candidate in $(PYTHON); do \
	    if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        python=$$candidate; break; \
	    fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "safehouse needs Python 3.11 or later with venv and ensurepip; none of these is: $(PYTHON)." >&2; \
	    echo "On Debian and Ubuntu: apt-get install python3 python3-venv. Or: make PYTHON=/path/to/python3 ..." >&2; \
	    exit 1; \
	fi; \
	echo "== Setting up .venv with $$("$$python" --version) (about half a minute)"; \
	[ -x $(BIN)/pip ] || "$$python" -m venv .venv
	@$(BIN)/pip install --no-compile --disable-pip-version-check --require-hashes -r requirements.lock | \
	    awk '/^Collecting/ && ++n % 20 == 0 { print "   " n " packages fetched"; fflush() } /^Installing collected/ { print "   installing"; fflush() }'
	@$(BIN)/pip install -q --no-compile --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
