# make install, make demo, make test: nothing else is needed on a fresh machine.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: install demo run test check lint types bench lock clean

install: $(STAMP)

# A virtual environment that fails half-way has no stamp, so the next make begins again.
$(STAMP): requirements.lock pyproject.toml hatch_build.py $(wildcard templates/locale/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tracker needs Python 3.11 or newer: make PYTHON=python3.12 install" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	$(BIN)/tracker demo

run: install
	$(BIN)/tracker run

test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

check: lint types test

bench: install
	$(BIN)/python -m benchmarks

# Hashes for Python 3.11 to 3.14, and no address of any registry.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade --extra dev \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) tracker-demo dist .mypy_cache .ruff_cache .pytest_cache
