# Two commands do everything, their own set-up included: `make crawl` and `make test`.

VENV := .venv
BIN := $(VENV)/bin
HOME_PAGE := https://sana.sy/

.PHONY: crawl demo test lint clean

crawl: $(VENV)/ready  ## The latest 20 articles of SANA into data/; where the site cannot be reached, the bundled one into demo/
	@if $(BIN)/python tools/reachable.py $(HOME_PAGE); then \
		$(BIN)/scrapy crawl sana -a limit=20; code=$$?; \
		$(BIN)/scrapy show data; \
		echo "This was the live site: $(HOME_PAGE), articles in data/"; \
		exit $$code; \
	else \
		echo "$(HOME_PAGE) cannot be reached from here, so the bundled site is crawled instead."; \
		$(MAKE) --no-print-directory demo; \
	fi

demo: $(VENV)/ready  ## The same crawl over the bundled site, without network, into demo/
	@$(BIN)/scrapy crawl sana -s REPLAY=fixtures/sana -s OUTPUT_DIR=demo
	@$(BIN)/scrapy show demo
	@echo "This was the bundled site (written for the tests, not real news): fixtures/sana, articles in demo/"

test: $(VENV)/ready  ## All tests, offline; then the first articles of the demo
	@$(BIN)/python -m pytest
	@$(MAKE) --no-print-directory demo

lint: $(VENV)/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

clean:
	rm -rf $(VENV) demo

$(VENV)/ready: pyproject.toml
	@echo "Setting up $(VENV) (once) ..."
	@python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
