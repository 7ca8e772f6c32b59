import httpx

from tests.api.fakes import DOCUMENT, TEXT


async def test_a_document_as_json(client: httpx.AsyncClient) -> None:
    for name in ("F9", "F9-alias"):
        response = await client.get(f"/api/v1/documents/{name}")
        assert response.json() == DOCUMENT.model_dump(mode="json")


async def test_an_unknown_document_is_404(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/documents/Z99")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_the_page_has_all_that_is_known(client: httpx.AsyncClient) -> None:
    response = await client.get("/dokumen/F9")
    assert response.headers["content-type"].startswith("text/html")
    page = response.text
    for words in (
        DOCUMENT.title,
        TEXT,
        "Pernyataan",
        "24 Januari 2025",
        "Januari 2025",
        "Sumber resmi",
        "Media arus utama",
        "Rencana pindah Juli 2024",
        "Digantikan",
        'id="F9/lanjutan"',
        '<a href="/dokumen/F10">Keterangan yang berbeda</a>',
        "Digantikan oleh Perpres 1/2030",
        "halaman 2",
    ):
        assert words in page


async def test_an_unknown_page_is_for_people(client: httpx.AsyncClient) -> None:
    response = await client.get("/dokumen/<script>alert(1)<%2Fscript>")
    assert response.status_code == 404
    response = await client.get("/dokumen/%3Cscript%3E")
    assert response.status_code == 404
    assert "<script>" not in response.text
    assert "tidak ada" in response.text.lower()
