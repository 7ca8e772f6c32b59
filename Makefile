# make run: serve on http://127.0.0.1:8000 (HOST and PORT override). make test: every test.
# make widget: the widget from its sources.
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test widget clean

run:
	@scripts/setup
	@TANYA_HOST=$(HOST) TANYA_PORT=$(PORT) exec .venv/bin/tanya serve --build

test:
	@scripts/setup test,eval,chat
	@scripts/chromium
	@scripts/tesseract
	@.venv/bin/python -m pytest

# Only who changes the widget needs this, and Node: what it makes is committed in api/static.
widget: api/frontend/node_modules/.package-lock.json
	@cd api/frontend && npm run --silent check && npm run --silent build
	@[ ! -x .venv/bin/python ] || .venv/bin/python -m api.sizes

api/frontend/node_modules/.package-lock.json: api/frontend/package-lock.json
	@cd api/frontend && npm ci --silent && touch node_modules/.package-lock.json

clean:
	rm -rf .venv build api/frontend/node_modules *.egg-info .mypy_cache .ruff_cache .pytest_cache
