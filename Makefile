# make demo    install into .venv and see the main job done on synthetic films
# make test    install into .venv and run all checks and tests
# make help    say what else there is

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: help demo test quick lint format install clean

help:
	@sed -n 's/^# //p' Makefile
	@echo "make quick   the tests without the slow ones"
	@echo "make lint    ruff and mypy; make format: ruff format"
	@echo "make clean   remove the environment and what the demo made"

install: $(VENV)/installed

# uv installs in half the time; where pip cannot get it, pip does it alone.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || true
	if [ -x $(BIN)/uv ]; then \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e ".[dev]"; \
	else \
	  $(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"; \
	fi
	touch $@

demo: install
	$(BIN)/poisonkit demo --force

lint: install
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -m "" -n $(WORKERS) --dist loadfile -q

quick: install
	$(BIN)/python -m pytest -q

format: install
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

clean:
	rm -rf $(VENV) demo build dist
