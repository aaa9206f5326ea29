# Commands for developers; `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST_ARGS ?=
SAMPLE ?= 100
SEED ?= 1
MUTANTS_ARGS ?=
TO ?=
UPGRADE_ARGS ?=
export DJANGO_SETTINGS_MODULE ?= config.settings.dev
export PORT

.PHONY: help run test lint format bench messages screenshots audit coverage mutants lock clean upgrade

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/.installed ## Serve the site with sample content and its worker on 127.0.0.1 (PORT=8000)
	@$(BIN)/python manage.py demosite
	@$(BIN)/python manage.py worker & worker=$$!; \
		trap 'kill $$worker 2>/dev/null' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM; \
		$(BIN)/python manage.py runserver "127.0.0.1:$(PORT)"

# Three processes for two cores, because some tests wait for servers. Browser tests run on their own:
# a server in another thread needs real transactions, which leave the database empty.
test: $(VENV)/.installed-dev ## Run all tests except those of make audit (PYTEST_ARGS=…)
	$(BIN)/python -m pytest -m "not browser and not audit and not thorough" -n 3 $(PYTEST_ARGS)
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || $(BIN)/playwright install chromium || true
	$(BIN)/python -m pytest -m "browser and not audit and not thorough" -n 2 --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev ## Check style, types, templates, the direction of imports, and missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint templates
	PYTHONPATH=.:site $(BIN)/lint-imports
	$(BIN)/python -m tests.style
	$(BIN)/python -m tests.module_index --check
	$(BIN)/python -m tests.browser_floor
	PYTHONPATH=.:site $(BIN)/mypy --cache-dir=/dev/null
	@test ! -e site/__init__.py || { echo "site/__init__.py would replace Python's own site module"; exit 1; }
	$(BIN)/python manage.py compilecatalogs
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/.installed-dev ## Format Python and templates, and list all modules in architecture.md
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat templates
	$(BIN)/python -m tests.module_index

bench: $(VENV)/.installed-dev ## Measure pages beside a bare "hello" view in the same run
	$(BIN)/python -m tests.bench

messages: $(VENV)/.installed-dev ## Collect the interface's messages (needs gettext) and compile the catalogs
	$(BIN)/python manage.py updatecatalogs
	$(BIN)/python manage.py compilecatalogs

screenshots: $(VENV)/.installed-dev ## Make contact sheets of the main pages in var/screenshots, and the documents' pictures
	PYTHONPATH=.:site $(BIN)/python -m tests.screenshots

audit: $(VENV)/.installed-dev ## Run the slow tests and those that cross many pages, languages and inputs
	$(BIN)/python -m pytest -m "not browser and (audit or thorough)" -n 2 $(PYTEST_ARGS)
	$(BIN)/python -m pytest -m "browser and (audit or thorough)" -n 2 --dist loadfile $(PYTEST_ARGS)

coverage: $(VENV)/.installed-dev ## Measure the branch coverage of the quick tests
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not browser and not audit and not thorough" -n 2 $(PYTEST_ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

mutants: $(VENV)/.installed-dev ## Mutate lines that decide; count what the tests notice (SAMPLE=100 SEED=1)
	$(BIN)/python -m tests.mutants --sample "$(SAMPLE)" --seed "$(SEED)" $(MUTANTS_ARGS)

lock: ## Lock the requirements for every supported Python (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

upgrade: ## On a server, as root: upgrade to the newest version (TO=v1.2.0, UPGRADE_ARGS=--dry-run)
	@site/deploy/upgrade $(if $(TO),--to "$(TO)") $(UPGRADE_ARGS)

clean: ## Remove .venv and var
	rm -rf $(VENV) var
