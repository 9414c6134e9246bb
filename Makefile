# Everything a person or a machine does with this project. Needs Python 3.11 or newer (with venv) and make.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-to-run
READY_TO_TEST := $(VENV)/.ready-to-test
DB ?= $(CURDIR)/.run/incidents.db
# one more than a small machine has cores: many tests wait for a terminal
JOBS ?= 3
ARGS ?=
# the first of these that is new enough is used; `make PYTHON=/path/to/python3` names another one
PYTHON ?= python3.14 python3.13 python3.12 python3.11 python3

# What a person has set for their own terminal must not change what the tests see; textual reads these when it is
# imported, before any test can shield itself. And what is compiled is kept: hundreds of processes use it.
unexport NO_COLOR PYTHONDONTWRITEBYTECODE TEXTUAL TEXTUAL_ANIMATIONS TEXTUAL_COLOR_SYSTEM TEXTUAL_DEBUG TEXTUAL_DRIVER TEXTUAL_FPS TEXTUAL_THEME

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format types contracts check audit bench snapshots

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \2/p' $(MAKEFILE_LIST) | awk '{printf "  %s %-10s", $$1, $$2; $$1 = $$2 = ""; print}'

run: $(READY) ## set up, and open the cockpit on a file of its own with a guided first incident (DB=FILE: another file)
	@mkdir -p "$(dir $(DB))"
	@env -u COCKPIT_INCIDENT COCKPIT_DB="$(DB)" COCKPIT_GUIDE=1 $(BIN)/cockpit $(ARGS)

setup: $(READY_TO_TEST) ## set up everything that developing needs

test: $(READY_TO_TEST) ## set up, and run the whole test suite (ARGS: for pytest)
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

lint: $(READY_TO_TEST) ## style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(READY_TO_TEST) ## put style and format right, where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(READY_TO_TEST) ## types, strictly
	@$(BIN)/mypy

contracts: $(READY_TO_TEST) ## who may import what
	@$(BIN)/lint-imports

check: lint types contracts test ## all of the above that can fail

audit: $(READY_TO_TEST) ## ask the advisory database about every package installed here (needs the network, so no check does)
	@test -x $(VENV)/audit/bin/pip-audit || { $(BIN)/python -m venv $(VENV)/audit && \
	    $(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'; } || $(NOT_INSTALLED)
	@$(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ ' > $(VENV)/audit/installed.txt
	@$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement $(VENV)/audit/installed.txt

bench: $(READY_TO_TEST) ## how fast: prints figures
	@$(BIN)/python -m bench $(ARGS)

snapshots: $(READY_TO_TEST) ## take the pictures of the screens anew; look at every one before committing it
	@$(BIN)/python -m pytest -n 0 --snapshot-update $(ARGS)

# A virtual environment whose Python has gone (an upgrade, a moved folder) is made again.
ifneq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),works)
.PHONY: $(READY) $(READY_TO_TEST)
endif

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
NOT_INSTALLED = { echo "The packages could not be installed: see above; check the network or the proxy, then run make again." >&2; exit 1; }

$(READY): pyproject.toml
	@$(FIND_PYTHON); $(MAKE_VENV)
	@echo "Installing the cockpit into $(VENV) …"
	@$(INSTALL) --editable . || $(NOT_INSTALLED)
	@touch $@

$(READY_TO_TEST): $(READY)
	@echo "Installing what the tests need into $(VENV) …"
	@$(INSTALL) --editable '.[dev]' || $(NOT_INSTALLED)
	@touch $@

# Sets $$python to the first command that is Python 3.11 or newer; a name may stand for nothing, or for a shim that fails.
define FIND_PYTHON
python=; \
for name in $(PYTHON); do \
    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
done; \
if [ -z "$$python" ]; then \
    echo "No Python 3.11 or newer was found: install one, or name it with make PYTHON=/path/to/python3." >&2; exit 1; \
fi
endef

define MAKE_VENV
if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
    echo "$$python cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; \
fi; \
$(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear $(VENV)
endef
