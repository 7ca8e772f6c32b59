from ingest.content import Line
from ingest.furniture import unmarked, without


def kept(*pages: tuple[str, ...]) -> list[str]:
    lines = [Line(text, number) for number, page in enumerate(pages, 1) for text in page]
    return [line.text for line in without(lines)]


def test_running_heads_and_page_numbers_are_no_text() -> None:
    assert kept(
        ("PERATURAN CONTOH", "Pasal 1", "Satu."),
        ("PRESIDEN", "REPUBLIK INDONESIA", "- 2 -", "Pasal 2", "Dua."),
        ("PRES IDEN", "REPUBLIK INDONESIA", "-3-", "Pasal 3", "Tiga."),
    ) == ["PERATURAN CONTOH", "Pasal 1", "Satu.", "Pasal 2", "Dua.", "Pasal 3", "Tiga."]


def test_a_line_at_the_edge_of_most_pages_is_furniture() -> None:
    said = [f"Isi halaman {word}." for word in ("satu", "dua", "tiga", "empat")]
    pages = [(text, f"jdih.contoh.go.id {n}") for n, text in enumerate(said)]
    first, *others = said
    assert kept(*pages) == [first, "jdih.contoh.go.id 0", *others]


def test_a_catchword_announces_the_next_page() -> None:
    assert kept(("a. setia;", "b. taat . . ."), ("b. taat kepada aturan;", "c. jujur.")) == [
        "a. setia;",
        "b. taat kepada aturan;",
        "c. jujur.",
    ]


def test_what_flowed_into_the_text() -> None:
    assert unmarked("a. satu; 2. Pejabat 2. Pejabat Pembina") == "a. satu; 2. Pejabat Pembina"
    assert unmarked("dihukum berat. Pasal 9 Pasal 9 Penjaga") == "dihukum berat. Pasal 9 Penjaga"


def test_text_without_pages_stays() -> None:
    texts = ["Satu.", "- 2 -", "Dua."]
    assert [line.text for line in without([Line(text) for text in texts])] == texts
