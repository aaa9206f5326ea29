# Everything a developer types. `make run` shows the site, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PYTEST_ARGS ?=
export DJANGO_SETTINGS_MODULE ?= config.settings.dev
export PORT

.PHONY: run test lint bench messages screenshots audit lock clean

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

# The site with sample content on 127.0.0.1, with the worker: queued tasks, schedules, daily jobs.
run: $(VENV)/.installed
	@$(BIN)/python manage.py compilecatalogs
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py samplecontent
	@$(BIN)/python manage.py demoaccounts
	@$(BIN)/python manage.py worker & worker=$$!; \
		trap 'kill $$worker 2>/dev/null' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM; \
		$(BIN)/python manage.py runserver "127.0.0.1:$(PORT)"

# All tests but those of `make audit`: slow ones, and what crosses many pages, languages and inputs. The browser's have a run of their own,
# here and there: a server in another thread needs real transactions, and they leave the database empty behind them.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not browser and not audit and not thorough" -n 2 $(PYTEST_ARGS)
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || $(BIN)/playwright install chromium || true
	$(BIN)/python -m pytest -m "browser and not audit and not thorough" -n 2 --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint templates
	PYTHONPATH=.:site $(BIN)/lint-imports
	@test ! -e site/__init__.py || { echo "site/__init__.py would replace Python's own site module"; exit 1; }
	$(BIN)/python manage.py compilecatalogs
	$(BIN)/python manage.py makemigrations --check --dry-run

# Figures beside a bare "hello" view in the same run; see tests/bench.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

# Collect the interface's messages (needs gettext) and compile the catalogs.
messages: $(VENV)/.installed-dev
	$(BIN)/python manage.py updatecatalogs
	$(BIN)/python manage.py compilecatalogs

# A contact sheet for each language in var/screenshots.
screenshots: $(VENV)/.installed-dev
	PYTHONPATH=.:site $(BIN)/python -m tests.screenshots

audit: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not browser and (audit or thorough)" -n 2 $(PYTEST_ARGS)
	$(BIN)/python -m pytest -m "browser and (audit or thorough)" -n 2 --dist loadfile $(PYTEST_ARGS)

# Lock what requirements*.in name, for every supported Python (needs uv).
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) var
