# make demo    install into .venv and see the main job done on synthetic films
# make test    install into .venv and run all checks and tests
# make help    say what else there is

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: help demo test quick lint format install clean schema

help:
	@sed -n 's/^# //p' Makefile
	@echo "make quick   the tests without the slow ones"
	@echo "make lint    ruff and mypy; make format: ruff format"
	@echo "make schema  write the JSON Schema of findings.json anew"
	@echo "make clean   remove the environment and what the demo made"

install: $(VENV)/installed

# uv installs in half the time; where it cannot, for want of itself or of a certificate,
# pip does.
WHAT := -c constraints.txt -e ".[dev]"
UV := UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || true
	$(UV) $(WHAT) || $(BIN)/python -m pip install --quiet --disable-pip-version-check $(WHAT)
	touch $@

demo: install
	$(BIN)/poisonkit demo --force

lint: install
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

test: lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "" -n $(WORKERS) --dist loadfile -q

quick: install
	$(BIN)/python -m pytest -q

format: install
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

schema: install
	$(BIN)/python -c "from poisonkit.auditschema import schema_text; print(schema_text())" \
		> poisonkit/reports/schemas/findings.schema.json

clean:
	rm -rf $(VENV) demo build dist
