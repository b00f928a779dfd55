# Each target does everything from a bare checkout: Python >= 3.11 and Node are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
CORES := $(shell getconf _NPROCESSORS_ONLN)
# What pyproject.toml tells who installs the package.
PROMISED := $(shell sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml)
NEWEST := $(lastword $(PROMISED))
# Where Pythons differ most: loops and tasks, threads, SQLite. It takes no driver and no server.
CORE := tests/test_runtime.py tests/cache/test_conformance.py tests/writes tests/live tests/scenery \
    tests/dio/test_watch.py tests/dio/test_writes.py
GROUP := dev
# One more than there are cores: many tests wait for a process or a server.
WORKERS := $(shell echo $$(($(CORES) + 1)))
NODE_MODULES := js/node_modules/.package-lock.json
BROWSER := .venv/browser
PEERS := .venv/peers/installed
SERVERS := .venv/servers
NPM_SERVERS := $(patsubst %,tests/servers/%/node_modules/.package-lock.json,cap json_server postgraphile)

# Modules are compiled once, when they are first imported; most never are.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo setup test checks test-python test-versions test-newest test-core test-js test-browser test-notebooks types lint imports contracts scorecard gallery pictures bench bench-grid bench-hosts soak clean

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: $(INSTALLED) ## Start the slow demo API and JupyterLab on the quickstart notebook
	$(BIN)/python scripts/demo.py

setup: $(INSTALLED) $(NODE_MODULES) $(SERVERS) $(NPM_SERVERS) $(BROWSER) ## Install what the checks need; -j4: side by side

test: test-python checks test-browser ## Run every check

# Notebooks mostly wait, for a slow API: there is room for what computes.
checks: $(INSTALLED) $(NODE_MODULES) ## What needs no server and no browser, two at a time
	$(MAKE) --jobs=2 --output-sync=target test-notebooks types test-js lint imports test-newest

test-python: $(INSTALLED) $(NODE_MODULES) $(SERVERS) $(NPM_SERVERS) ## Python tests, without a browser
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -p no:nbval --ignore=tests/browser \
	    --junitxml=$(VENV)/python.xml tests

test-versions: $(PROMISED:%=test-on-%) ## Python tests and notebooks on each promised Python: before a release

# pyenv shows a Python only to who asks for it
HAVE = PYENV_VERSION=$1 python$1 -c '' 2>/dev/null || { echo "NOT TESTED: there is no python$1 on the PATH" >&2; exit $2; }

test-on-%:
	@$(call HAVE,$*,1)
	PYENV_VERSION=$* $(MAKE) VENV=.venv/$* PYTHON=python$* test-python test-notebooks

test-newest: ## The core tests on the newest promised Python, if it is there
	@$(call HAVE,$(NEWEST),0); \
	PYENV_VERSION=$(NEWEST) $(MAKE) VENV=.venv/core PYTHON=python$(NEWEST) GROUP=core test-core

test-core: $(INSTALLED)
	$(BIN)/python -m pytest -q -n $(CORES) --dist loadfile $(CORE)

test-js: $(NODE_MODULES) ## Types and unit tests of the front end
	cd js && npm run --silent check && npm test --silent

types: $(INSTALLED) ## mypy, strict
	$(BIN)/mypy

lint: $(INSTALLED) ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

imports: $(INSTALLED) ## The floors: who may import whom
	$(BIN)/lint-imports

test-notebooks: $(INSTALLED) ## The notebooks, run cell by cell
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -p no:cacheprovider -W default --nbval-lax \
	    --nbval-cell-timeout=120 notebooks

test-browser: $(INSTALLED) $(BROWSER) $(NODE_MODULES) ## The grid in Chromium, in Firefox and in a real JupyterLab
	$(BIN)/python -m pytest -q -n $(CORES) --dist loadgroup -p no:nbval --junitxml=.venv/browser.xml tests/browser

# REPORTS=".venv/python.xml .venv/browser.xml": judge the tests by a run before, run none
contracts: $(INSTALLED) $(NODE_MODULES) $(SERVERS) $(NPM_SERVERS) ## What is promised, and which passing tests prove it
	$(BIN)/python -m tests.contracts $(REPORTS:%=--report=%)

scorecard: $(INSTALLED) ## How thirty public APIs are read, by their documented formats
	$(BIN)/python -m tests.scorecard

gallery: $(INSTALLED) $(BROWSER) $(NODE_MODULES) ## Take pictures of every widget in its states, into out/gallery
	$(BIN)/python -m tests.browser.page.shots out/gallery

pictures: $(INSTALLED) $(BROWSER) ## Take the pictures of the README anew
	DIORAMA_PICTURES=docs $(BIN)/python -m pytest -q tests/browser/test_quickstart.py -k "first_rows or sort"

bench: $(INSTALLED) ## Print figures as ratios, ours beside others
	$(BIN)/python -m tests.bench --full

bench-grid: $(INSTALLED) $(BROWSER) $(NODE_MODULES) ## The grid beside other engines, in Chromium
	$(BIN)/python -m tests.bench.grid

bench-hosts: $(PEERS) $(BROWSER) ## The grid beside other grids of notebooks, in JupyterLab
	$(BIN)/python -m tests.bench.hosts

soak: $(INSTALLED) ## Half an hour of two kernels over an API that fails: nothing may grow
	$(BIN)/python -m tests.bench.soak

clean: ## Remove what the other targets made
	rm -rf .venv js/node_modules tests/servers/*/node_modules tests/bench/grid/node_modules

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --no-compile --editable . --group $(GROUP)
	touch $@

# In a prefix of their own: JupyterLab would load their extensions in every test.
$(PEERS): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --no-compile --prefix .venv/peers --group bench
	touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --silent --no-audit --no-fund
	touch $@

$(BROWSER): scripts/ensure-apt | $(BIN)/python
	scripts/ensure-apt browser
	touch $@

$(SERVERS): scripts/ensure-apt | $(BIN)/python
	scripts/ensure-apt servers
	touch $@
