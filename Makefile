# Everything that is done to this repository has a target here; .ci/run calls these and nothing else.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help install browser office looks lint types imports test ci fix lock coverage laws-long bench clean docs docs-pages docs-figures docs-pictures

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: ## a virtual environment with the package, editable, and the tools
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -e ".[dev]"

lint: ## ruff: rules and format
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .

types: ## mypy --strict over the package
	$(BIN)/mypy --strict -p allocator

imports: ## the layers, and who may import what
	$(BIN)/lint-imports

browser: ## Debian's Chromium, which the tests of pages drive, where it is missing
	command -v chromium >/dev/null || { apt-get -q update && apt-get -q install -y --no-install-recommends chromium fonts-liberation; }

office: ## Debian's LibreOffice, in which the tests of workbooks calculate, where it is missing
	command -v soffice >/dev/null || { apt-get -q update && apt-get -q install -y --no-install-recommends libreoffice-calc fonts-liberation; }

looks: browser office ## every page and workbook: all widths, light, dark and on paper; every sum anew
	$(BIN)/python -m pytest -n 0 -m "long or not long" tests/browser tests/looks

test: ## pytest, as many workers as WORKERS says (auto: one a core)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

ci: install lint types imports test ## all of the above, in order

fix: ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs-pages: ## write the parts of docs/ that come from the code
	$(BIN)/python -m allocator.engine.pages.write docs

docs: ## the documentation site, in build/docs; a warning is an error
	$(BIN)/pip install -q --disable-pip-version-check -e ".[docs]"
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

docs-pictures: browser office ## the pictures of docs/pictures, from plans made anew: two minutes
	$(BIN)/pip install -q --disable-pip-version-check -e ".[docs]"
	$(BIN)/python docs/pictures.py

docs-figures: ## the figures of docs/families and docs/tiers: a minute
	$(BIN)/python -m allocator.engine.pages.write docs --figures

lock: ## pin every library in uv.lock
	UV_PYTHON_DOWNLOADS=never uv lock

coverage: ## tests with branch coverage
	$(BIN)/python -m pytest -n $(WORKERS) --cov=allocator --cov-report=term-missing

laws-long: ## the property tests on 5,000 organisations each, and all that takes long
	LAW_EXAMPLES=5000 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/laws
	$(BIN)/python -m pytest -n $(WORKERS) -m long

clean: ## remove caches and the environment
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
