# Every command of the project. What they do is in deploy/, in plain Python.

PYTHON := .venv/bin/python
START := sh deploy/python

.PHONY: help run admin test soak lint style pages types tools bench lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

run: ## From a bare clone to the running catalogue on 127.0.0.1 (PORT=8000)
	@$(START) deploy/run.py

admin: ## Create an administrator (ARGS=--no-codes leaves one-time codes for later)
	@$(START) deploy/admin.py $(ARGS)

test: ## Run the tests on SQLite, and on PostgreSQL where there is one (ARGS="-k words")
	@$(START) deploy/check.py

soak: ## Run the long random tests whole, on both databases
	@CSBM_SOAK_SCALE=$${CSBM_SOAK_SCALE:-1.0} $(START) deploy/check.py -m soak

lint: style pages types ## Check style, templates and types

style: tools
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

pages: tools
	$(PYTHON) -m djlint --lint --quiet templates

types: export DJANGO_SECRET_KEY = types
types: tools
	$(PYTHON) -m mypy

tools:
	@$(START) deploy/environment.py --tests

bench: tools ## Measure the list page
	@$(PYTHON) -m benchmarks $(ARGS)

lock: ## Pin what requirements.in and tests/requirements.in ask for, with hashes
	@$(START) deploy/environment.py && $(PYTHON) -m pip install --quiet uv
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url tests/requirements.in -o tests/requirements.txt

clean: ## Remove what was installed and built; the database and .env stay
	rm -rf .venv staticfiles .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
