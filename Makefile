# Thin on purpose: scripts/dev.py does the work. `make help` lists the targets.
PYTHON ?= python3
TARGETS := setup run reset test check bench screenshots messages format lock

export PORT FORCE ARGS REQUIRE_BROWSER DATABASE_URL DEBUG

.DEFAULT_GOAL := help
.PHONY: help $(TARGETS)

help:
	@$(PYTHON) -m scripts.dev help

$(TARGETS):
	@$(PYTHON) -m scripts.dev $@
