# Needs python3 (3.11 or newer), make and the package registry; everything else is set up here.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
RUN := .venv/bin/python
# One process for each core, each with a PostgreSQL of its own; more than four gain nothing.
IN_PARALLEL := --numprocesses logical --maxprocesses 4

.PHONY: help run test check bench train lock clean install install-root install-bot python

help: ## Show what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Set everything up and serve the product (HOST, PORT), with demonstration data
	@exec $(RUN) -I -S backend/supervisor/leash.py SIGTERM - $$PPID $(RUN) -m backend.supervisor run

test: install ## Run the whole test suite, browser journeys included (ARGS="-k sms")
	@$(RUN) -m backend.supervisor train
ifdef ARGS
	@exec $(RUN) -m pytest $(ARGS)
else
	@failed=0; \
	$(RUN) -m pytest -m "not alone" $(IN_PARALLEL) || failed=1; \
	$(RUN) -m pytest -m alone || failed=1; \
	exit $$failed
endif

check: install-root ## Check style, types, import directions, knowledge and translations
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	.venv/bin/lint-imports
	$(RUN) -m knowledge check
	$(RUN) -m knowledge docs --check
	$(RUN) -m backend.calculations docs --check
	$(RUN) -m backend.i18n check

bench: install ## Run one benchmark (NAME=turn), or all; LONG=1 for the long form
	@exec $(RUN) -m tests.bench $(NAME)

train: install ## Train the bot, if its data changed
	@exec $(RUN) -m backend.supervisor train

lock: python ## Compile both locks again from the two pyproject.toml
	@$(PYTHON) -I backend/supervisor/install.py uv
	.loge/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--no-header --group dev -o requirements.lock pyproject.toml
	cd bot && ../.loge/uv/bin/uv pip compile --quiet --universal --generate-hashes \
		--no-emit-index-url --no-header -o requirements.lock pyproject.toml

clean: ## Remove the environments, the models, and the embedded database with its data
	rm -rf .venv bot/.venv bot/models bot/data/.generated bot/.rasa .loge

install: python
	@$(PYTHON) -I backend/supervisor/install.py root bot

install-root: python
	@$(PYTHON) -I backend/supervisor/install.py root

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "error: Loge needs Python 3.11 or newer as '$(PYTHON)' (found: $$($(PYTHON) -V 2>&1)); PYTHON=… names another." >&2; \
		exit 1; }
