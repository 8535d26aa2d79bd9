# Every target sets up what it needs by itself; nothing but Python 3.11 or newer has to be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo run test test-long test-servers check format bench shots catalogs lock clean

demo: $(VENV)/ready
	@$(BIN)/meydan demo

run: $(VENV)/ready
	@$(BIN)/meydan

test: $(VENV)/ready-dev
	$(BIN)/pytest -n 6 --dist loadfile --no-loadscope-reorder -m "not servers and not long"

test-long: $(VENV)/ready-dev
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder -m "long and not servers"

test-servers: $(VENV)/ready-dev
	bash tests/servers/install.sh
	$(BIN)/python tests/servers/postgres.py $(BIN)/pytest -m servers

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/ready-dev
	$(BIN)/python tests/bench/run.py

shots: $(VENV)/ready-dev
	$(BIN)/python tests/shots/make.py

catalogs: $(VENV)/ready-dev
	$(BIN)/python tests/house/catalogs.py --write

lock:
	uv pip compile -q pyproject.toml --universal --generate-hashes --no-annotate --no-header --python-version 3.11 -o requirements.lock
	uv pip compile -q pyproject.toml --extra train --extra onnx --group dev -c requirements.lock --universal --generate-hashes --no-annotate --no-header --python-version 3.11 -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Meydan needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up in $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -q app panes connectors store insight themes
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
