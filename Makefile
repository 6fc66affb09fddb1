# The only commands. Each one makes its environment first; `make` alone shows this list.
PYTHON ?= python3

.PHONY: help run test check fix docs demo manage bench
help: ## show this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /	/' | expand -t 10

run: ## start the portal here, with invented people (PORT=8000, DATA=./var)
	@exec $(PYTHON) portal/local/bootstrap.py run

test: ## run the whole suite (ARGS="tests/policy" for a part)
	@exec $(PYTHON) portal/local/bootstrap.py test $(ARGS)

check: ## layers, types, style, templates, migrations, settings, stale documents
	@exec $(PYTHON) portal/local/bootstrap.py check

fix: ## put code and templates in order
	@exec $(PYTHON) portal/local/bootstrap.py fix

docs: ## write the generated documents again
	@exec $(PYTHON) portal/local/bootstrap.py manage make_docs

demo: ## empty the data and load the invented council again
	@exec $(PYTHON) portal/local/bootstrap.py demo

bench: ## measure every staff page at 640,000 plans (BENCH_PLANS=10000 for fewer)
	@exec $(PYTHON) portal/local/bootstrap.py bench $(ARGS)

manage: ## any command of the portal (ARGS="due --list")
	@exec $(PYTHON) portal/local/bootstrap.py manage $(ARGS)
