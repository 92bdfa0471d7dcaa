# The front door. A target that needs Python packages sets up .venv first, once per content of the locks.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

VENV_PYTHON := .venv/bin/python
ARGS =

# A stamp's name carries its lock's checksum: same locks, nothing to do. A .venv whose Python is gone has no stamps.
$(shell test -x $(VENV_PYTHON) || rm -f .venv/.runtime-* .venv/.dev-*)
RUNTIME := .venv/.runtime-$(firstword $(shell cksum .locks/runtime.txt))
DEV := .venv/.dev-$(firstword $(shell cksum .locks/dev.txt))
COMMAND := .venv/bin/gpuslice

$(RUNTIME):
	@.ci/setup .locks/runtime.txt $@ $(RUNTIME) $(DEV)

$(DEV):
	@.ci/setup .locks/dev.txt $@ $(RUNTIME) $(DEV)

# By a file of ours, since a package that is installed in place takes tools that are in no lock.
$(COMMAND): .ci/gpuslice $(RUNTIME)
	@cp .ci/gpuslice $@

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: render
render: $(COMMAND) ## write out/NAME/ from profiles/NAME.yaml: make render PROFILE=homelab
	@$(VENV_PYTHON) -m generator render $(PROFILE) $(ARGS)

.PHONY: render-all
render-all: $(COMMAND) ## write the bundles of all profiles
	@$(VENV_PYTHON) -m generator render --all

.PHONY: check
check: export GPUSLICE_NO_SKIPS = 1
check: lint docs-check render-check test ## lint, docs, bundles, tests with no skip; CI runs this, e2e and mutants

.PHONY: test
test: $(DEV) ## run every test, on all cores: make test ARGS="-k mig -x", ARGS="-n0 --pdb" on one
	@$(VENV_PYTHON) -m pytest --numprocesses auto --dist loadfile $(ARGS)

.PHONY: e2e
e2e: export GPUSLICE_NO_SKIPS = 1
e2e: $(DEV) ## prove the bundles on a real control plane, built once (minutes): make e2e ARGS="-k quota"
	@$(VENV_PYTHON) -m pytest --e2e $(wildcard tests/e2e tests/devices) $(ARGS)

.PHONY: golden
golden: $(DEV) ## rewrite the expected files of the golden tests
	@$(VENV_PYTHON) -m pytest tests/golden --update-golden $(ARGS)

.PHONY: lint
lint: $(DEV) ## ruff and mypy, changing nothing
	@$(VENV_PYTHON) -m ruff check --quiet .
	@$(VENV_PYTHON) -m ruff format --quiet --check .
	@$(VENV_PYTHON) -m mypy --no-error-summary

.PHONY: format
format: $(DEV) ## let ruff mend what it can
	@$(VENV_PYTHON) -m ruff check --quiet --fix-only .
	@$(VENV_PYTHON) -m ruff format --quiet .

.PHONY: docs
docs: $(DEV) ## write the generated pages under docs/
	@$(VENV_PYTHON) -m tests.support.docs

.PHONY: docs-check
docs-check: $(DEV) ## fail where a generated page is out of date
	@$(VENV_PYTHON) -m tests.support.docs --check

.PHONY: render-check
render-check: $(RUNTIME) ## fail where a bundle in out/ is not what its profile gives
	@$(VENV_PYTHON) -m generator render --all --check

.PHONY: bench
bench: $(DEV) ## print what commands and fleets cost, as ratios from one run: make bench ARGS="--kapitan --page"
	@$(VENV_PYTHON) -m tests.bench $(ARGS)

.PHONY: traps
traps: $(DEV) ## take the handling of each trap away: its test must fail
	@$(VENV_PYTHON) -m tests.mutants.run $(ARGS)

.PHONY: mutants
mutants: $(DEV) ## plant faults one at a time, a test must notice each: make mutants MODULE=generator/rules/x.py
	@$(VENV_PYTHON) -m tests.mutation $(MODULE) $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## look for inputs that break a law, 5 minutes for each target: make fuzz ARGS="lint --minutes 60"
	@$(VENV_PYTHON) -m tests.fuzz $(ARGS)

.PHONY: build
build: $(DEV) ## build the wheel and the source archive into dist/
	@$(VENV_PYTHON) -m hatchling build

.PHONY: setup
setup: $(DEV) $(COMMAND) ## set up .venv with everything that development needs
	@:

.PHONY: tools
tools: $(DEV) ## find or build kustomize, Helm 3, Helm 4, kubeconform and NVIDIA's parsers, and print their paths
	@$(VENV_PYTHON) -m tests.support.tools

.PHONY: lock
lock: $(DEV) ## pin the newest versions and their hashes anew
	@$(VENV_PYTHON) -m tests.support.locks

.PHONY: clean
clean: ## remove .venv, built tools and caches; out/ stays
	@chmod -R u+w .tools 2>/dev/null; rm -rf .venv .tools dist .ruff_cache .hypothesis
