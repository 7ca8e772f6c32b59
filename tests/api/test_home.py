import httpx


async def test_the_page_says_how_old_the_knowledge_is(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert "2 April 2026" in page
    assert 'lang="id"' in page
    assert "30 hari" in page


async def test_the_api_is_described(client: httpx.AsyncClient) -> None:
    response = await client.get("/docs")
    assert response.status_code == 200
    for words in ("/api/v1/chat", "ChatRequest", "conversation_id", "curl -X POST", "429"):
        assert words in response.text
    schema = (await client.get("/openapi.json")).json()
    assert set(schema["paths"]["/api/v1/chat"]["post"]["responses"]) >= {"200", "422", "503"}


async def test_there_is_an_icon(client: httpx.AsyncClient) -> None:
    response = await client.get("/favicon.ico")
    assert response.headers["content-type"] == "image/svg+xml"


async def test_the_page_shows_the_widget_as_an_institution_embeds_it(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/", params={"tema": "dark", "bahasa": "en"})
    assert '<script src="/widget.js" defer data-lang="en" data-theme="dark"' in response.text
    assert "frame-src 'self'" in response.headers["content-security-policy"]
