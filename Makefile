# make run: serve on http://127.0.0.1:8000 (HOST and PORT override). make test: every test.
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test clean

run:
	@scripts/setup
	@TANYA_HOST=$(HOST) TANYA_PORT=$(PORT) exec .venv/bin/tanya serve --build

test:
	@scripts/setup test,eval
	@scripts/chromium
	@.venv/bin/python -m pytest

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
