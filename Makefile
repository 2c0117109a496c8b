# `make demo` and `make test` set everything up by themselves; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Two runs: Playwright keeps an event loop in its process, and other tests start loops of their own.
# Many tests wait for others (for a lease to end, a server to start): one more than there are processors.
WORKERS := $(shell expr `nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2` + 1)

.DEFAULT_GOAL := help
.PHONY: help demo browser test lint format types docs bench clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/run ## Send the sample list to a stand-in for Zalo and write the results workbook
	$(BIN)/python -m zns_batch demo

test: $(VENV)/dev ## Run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore tests/browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/browser

browser: $(VENV)/dev ## Fetch a browser for the tests of the pages, where the machine has none (Linux, npm)
	$(BIN)/python tools/fetch_browser.py

lint: $(VENV)/dev ## Look for mistakes and untidy code
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

types: $(VENV)/dev ## Check the types
	$(BIN)/python -m mypy

format: $(VENV)/dev ## Tidy the code, and keep one sentence a line in Markdown
	$(BIN)/python -m ruff check --fix
	$(BIN)/python -m ruff format
	$(BIN)/python tools/sentence_lines.py

docs: $(VENV)/dev ## Write the generated parts of the pages anew
	$(BIN)/python tools/docs_pages.py
	$(BIN)/python tools/docs_errors_page.py
	$(BIN)/python tools/docs_etelecom_page.py
	$(BIN)/python tools/docs_sandbox_page.py
	$(BIN)/python tools/sentence_lines.py

bench: $(VENV)/dev ## Measure speed and memory, as ratios against a floor of the same run
	$(BIN)/python tests/benchmarks/bench.py
	$(BIN)/python tests/benchmarks/sending.py
	$(BIN)/python tests/benchmarks/pace.py --seconds 30
	$(BIN)/python tests/benchmarks/takeover.py
	$(BIN)/python tests/benchmarks/scale.py
	$(BIN)/python tests/benchmarks/web.py

clean: ## Remove what was made here
	rm -rf $(VENV) demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One line, before pip fails in fifty.
NEW_ENOUGH = $(shell $(PYTHON) -c "import sys; print('' if sys.version_info < (3, 11) else 'yes')")
TOO_OLD = zns-batch needs Python 3.11 or newer, and "$(PYTHON)" is not: make $(MAKECMDGOALS) PYTHON=python3.12 (cần Python 3.11 trở lên)

# pip is quiet, and takes its time.
INSTALLING = Installing the libraries, once; this takes a few minutes… (Đang cài các thư viện, chỉ một lần; mất vài phút…)

$(VENV)/made:
	$(if $(NEW_ENOUGH),,$(error $(TOO_OLD)))
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: $(VENV)/made requirements.lock pyproject.toml
	@echo "$(INSTALLING)"
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/made requirements-dev.lock pyproject.toml
	@echo "$(INSTALLING)"
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run
