PYTHON3 ?= python3
PYTHON := .venv/bin/python
# Values that satisfy production's own checks; nothing is contacted.
PRODUCTION := PUNTO_ENV=production SECRET_KEY=check-2f9c1d7e84b6a05b3c9e1f7d2a8b4c6e0d5f9a3b7c1e \
	ALLOWED_HOSTS=portal.example SITE_URL=https://portal.example DATABASE_URL=postgres://check@127.0.0.1/check \
	CACHE_URL=dbcache://cache EMAIL_URL=smtp+tls://check:check@portal.example:587 \
	DEFAULT_FROM_EMAIL=check@portal.example CLIENT_DATA_KEY=WmFoS2F6R1p0U2xqYVdRb1BxTnZYeUJjRGVGZ0hpSms=

.PHONY: run test check bench permissions privacy constraints audit security lock runtime development

run: runtime
	@exec $(PYTHON) manage.py serve

test: check
	@exec $(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

check: development
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --quiet .
	@.venv/bin/lint-imports --no-logo
	@$(PYTHON) -m djlint templates --lint --quiet
	@$(PYTHON) -W "ignore:Got an error checking:RuntimeWarning" manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py check
	@$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@$(PYTHON) bench/audit.py

bench: development var/bench-venv/bin/datasette
	@$(PYTHON) bench/run.py $(ARGS)
	@$(if $(ARGS),,exec $(PYTHON) -m bench.community)

# Beside .venv, which holds what is pinned for the portal and nothing else.
var/bench-venv/bin/datasette: requirements-bench.txt
	@$(PYTHON3) -m venv --clear var/bench-venv
	@var/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

permissions: development
	@WRITE_PERMISSIONS=1 $(PYTHON) -m pytest -q tests/permissions -k table_says

privacy: development
	@WRITE_PRIVACY=1 $(PYTHON) -m pytest -q tests/puntocomunita/test_privacy.py

constraints: development
	@WRITE_CONSTRAINTS=1 $(PYTHON) -m pytest -q tests/community/test_rules.py

audit: development
	@exec $(PYTHON) bench/audit.py

# The attackers live beside .venv too. About a quarter of an hour; docs/security.md says what they found.
security: development var/security-venv/bin/wapiti
	@exec $(PYTHON) -m bench.scan

var/security-venv/bin/wapiti: requirements-security.txt
	@$(PYTHON3) -m venv --clear var/security-venv
	@var/security-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock: development
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --annotation-style line requirements.in --output-file requirements.txt
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --annotation-style line requirements-dev.in --output-file requirements-dev.txt
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --annotation-style line requirements-bench.in --output-file requirements-bench.txt
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --annotation-style line requirements-security.in --output-file requirements-security.txt

runtime:
	@$(PYTHON3) puntocomunita/environment.py requirements.txt

development:
	@$(PYTHON3) puntocomunita/environment.py requirements-dev.txt
