# Two commands do everything: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python

.PHONY: demo test lint unit docs diagrams pictures gallery bench lock history clean

demo: $(VENV)/.run
	$(BIN)/rasoat demo --out demo-out

test: lint unit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p rasoat.messages -p rasoat.models -p rasoat.workflow -p rasoat.steps -p rasoat.notices \
		-p rasoat.exchange -p rasoat.reports -p rasoat.demo -p rasoat.commands -m rasoat.cli
	$(BIN)/lint-imports --no-cache

unit: $(VENV)/.dev
	$(BIN)/pytest -n 2 --cov --cov-report=term:skip-covered

docs: $(VENV)/.run
	$(RUN) docs/fill.py

diagrams: $(VENV)/.run
	$(RUN) docs/make_diagrams.py

pictures: $(VENV)/.run
	$(RUN) docs/make_pictures.py

# make history PROCEDURE=qd24-periodic REASON="..." records anew what a shipped procedure must replay to
history: $(VENV)/.dev
	cd tests && ../$(RUN) histories.py $(PROCEDURE) --reason "$(REASON)"

gallery: $(VENV)/.run
	$(RUN) docs/make_gallery.py

bench: $(VENV)/.bench
	$(RUN) bench/run.py

lock:
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev --group bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	mkdir -p .dev && ln -sfn .. .dev/rasoat
	touch $@ $(VENV)/.run

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

clean:
	rm -rf $(VENV) .dev build demo-out *.egg-info
