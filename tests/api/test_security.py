import re
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from tests.api.running import AppClient


@pytest.mark.parametrize(
    "path",
    ["/", "/tanya", "/docs", "/dokumen/F9", "/healthz", "/tidak-ada", "/static/tanya.css"],
)
async def test_every_response_has_the_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert headers["x-request-id"]


@pytest.mark.parametrize(
    "path",
    ["/", "/tanya", "/privasi", "/docs", "/dokumen/F9", "/dokumen/tidak-ada"],
)
async def test_pages_load_nothing_from_elsewhere_and_nothing_inline(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path)
    assert response.status_code in (200, 404)
    page = re.sub(r"<pre.*?</pre>", "", response.text, flags=re.DOTALL)
    assert not re.search(r"\son\w+=", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert re.search(r'src="/(static/|widget\.js")|type="application/json"', script)
    for loaded in re.findall(r'<(?:script|link|img|iframe)[^>]*\s(?:src|href)="([^"]+)"', page):
        assert loaded.startswith(("/static/", "/widget.js"))


async def test_a_500_has_the_headers_too(
    make_app: Callable[..., FastAPI],
) -> None:
    app = make_app()
    app.state.services.assistant.document = None
    async with AppClient(app) as client:
        response = await client.get("/api/v1/documents/F9")
    assert response.status_code == 500
    assert "content-security-policy" in response.headers


async def test_static_files_are_answered_by_304_while_unchanged(client: httpx.AsyncClient) -> None:
    first = await client.get("/static/tanya.css")
    again = await client.get("/static/tanya.css", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
