# make app    set up everything and open the app        make test   set up everything and pass all tests
# make lint   style, types, licences, advisories         make docs   write the generated pages of docs/ and README anew
# make fuzz   try 20,000 changed inputs at every way in (some minutes); make fuzz INPUTS=200000 for more
# make trust  measure what docs/trust.md promises and write its figures anew (some minutes)
# make load   how many one process serves at once (a quarter of an hour); make soak: whether memory grows (half an hour)
# make pins   write every requirements*.txt anew after pyproject.toml has changed; make pins UPGRADE=--upgrade takes the newest of all
# make oldest / make newest   the tests on the oldest and the newest versions allowed, set up in build/ (a quarter of an hour
#             each); make newest ON=python3.13 for another Python than that of .venv
# make offline   all tests where there is no network (Linux)
# make bench  measure speed beside other tools (about ten minutes) and write docs/benchmarks.md anew
# make bench-batch  measure ten thousand scenarios (some minutes) and write docs/batch.md anew

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: app test offline lint docs pins oldest newest fuzz trust load soak bench bench-batch picture browser clean

app: $(VENV)/ready
	@$(RUN) -m roi app

test: $(VENV)/ready-dev browser $(VENV)/nginx
	@ROI_BROWSER_REQUIRED=1 $(RUN) -m pytest -n 2 --dist loadfile

# A network of its own, with nothing in it but itself.
offline: $(VENV)/ready-dev browser $(VENV)/nginx
	@ROI_BROWSER_REQUIRED=1 unshare --map-root-user --net sh -c 'ip link set lo up && exec $(RUN) -m pytest -n 2 --dist loadfile'

lint: $(VENV)/ready-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	@$(RUN) -m trust.licences
	@$(RUN) -m trust.sbom
	@$(RUN) -m trust.audit

docs: $(VENV)/ready-dev
	$(RUN) docs/generate.py
	$(RUN) -m trust.licences --write
	$(RUN) -m trust.sbom --write

# What stands is kept where it fits. One version for all platforms and Pythons: what is tested is what everybody gets.
UPGRADE :=
PIN = $(RUN) -m uv --no-config pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --custom-compile-command "make pins, from pyproject.toml" $(UPGRADE)
pins: $(VENV)/ready-dev
	$(PIN) --group build --output-file requirements-build.txt
	$(PIN) --extra fast pyproject.toml --output-file requirements.txt
	$(PIN) --group sign-in --constraint requirements.txt --output-file requirements-sign-in.txt
	$(PIN) --extra fast --extra dask --group dev pyproject.toml --constraint requirements.txt --constraint requirements-sign-in.txt \
		--output-file requirements-dev.txt
	$(PIN) --group bench --constraint requirements-dev.txt --output-file benchmarks/requirements.txt

ON := $(RUN)
oldest newest: $(VENV)/ready-dev browser $(VENV)/nginx
	@ROI_BROWSER_REQUIRED=1 $(RUN) -m trust.versions $@ --python "$(ON)"

INPUTS := 20000
fuzz: $(VENV)/ready-dev
	@$(RUN) -m trust.fuzz --guided --inputs $(INPUTS)

# What docs/trust.md says of many at once; for a machine at rest.
trust load soak: $(VENV)/ready-dev
	@$(RUN) -m trust.page $@

# Peers that cannot be set up here are left out, and the page says so.
bench: $(VENV)/ready-bench
	@$(RUN) -m benchmarks.run --to docs/benchmarks.md
	@$(RUN) -m benchmarks.browser --to docs/slider.md

bench-batch: $(VENV)/ready-dev
	@$(RUN) -m benchmarks.batch --to docs/batch.md

$(VENV)/ready-bench: $(VENV)/ready-dev benchmarks/requirements.txt benchmarks/package-lock.json
	@echo "Setting up the peers (once) …"
	@$(INSTALL) --require-hashes -r benchmarks/requirements.txt || echo "Not all of them." >&2
	@! command -v npm >/dev/null || npm --prefix benchmarks ci --silent || echo "Squiggle is left out." >&2
	@touch $@

# The pictures in the README, taken from the app itself.
picture: $(VENV)/ready-dev browser
	$(RUN) docs/picture.py

# A Chromium for the browser tests: the machine's own, Debian's, or Playwright's.
browser: $(VENV)/ready-dev
	@test -n "$$CHROMIUM" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || SUDO="sudo -n"; } \
	     && $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium >/dev/null; } \
	|| $(RUN) -m playwright install chromium \
	|| { echo "The browser tests need Chromium: install it, or set CHROMIUM to its path." >&2; exit 1; }

# nginx for the test of hosting: the machine's own, else Debian's unpacked (installed it would start to serve), else none.
$(VENV)/nginx: | $(VENV)/python
	@mkdir -p $@
	@command -v nginx >/dev/null || test -x /usr/sbin/nginx \
	|| { cd $@ && apt-get download -qq nginx >/dev/null 2>&1 && dpkg -x nginx_*.deb . 2>/dev/null && test -x usr/sbin/nginx; } \
	|| echo "No nginx here: the tests of deploy/nginx.conf are skipped." >&2

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Nothing is installed that is not pinned to its bytes, what builds the package included.
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check
$(VENV)/ready: $(VENV)/python requirements.txt requirements-build.txt pyproject.toml
	@echo "Setting up (once) …"
	@$(INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# For who hosts it with a sign-in (docs/hosting.md).
$(VENV)/ready-sign-in: $(VENV)/ready requirements-sign-in.txt
	@$(INSTALL) --require-hashes -r requirements-sign-in.txt
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
