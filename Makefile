# Every command is one verb of scripts/bootstrap.py, which needs Python 3.11 or later and nothing else.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run setup test check full reset assets lock bench

help:    ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' $(MAKEFILE_LIST)
run:     ## Set up, fill the demo town once, serve it at http://127.0.0.1:$PORT (8000)
	@$(PYTHON) scripts/bootstrap.py run
setup:   ## Set up only; afterwards .venv/bin/jifen works
	@$(PYTHON) scripts/bootstrap.py setup
test:    ## Everything CI runs: lint, types, contracts, both databases, Chromium
	@$(PYTHON) scripts/bootstrap.py test
check:   ## The fast part of it, under a minute
	@$(PYTHON) scripts/bootstrap.py check
full:    ## Everything, each figure at its full N, written to docs/figures.md
	@$(PYTHON) scripts/bootstrap.py full
reset:   ## Remove the data folder ($JIFEN_HOME, ./home)
	@$(PYTHON) scripts/bootstrap.py reset
assets:  ## Build styles, script and icons again
	@$(PYTHON) scripts/bootstrap.py assets
lock:    ## Choose dependency versions anew and write the lock files
	@$(PYTHON) scripts/bootstrap.py lock
bench:   ## Run the benchmarks
	@$(PYTHON) scripts/bootstrap.py bench
