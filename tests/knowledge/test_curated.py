from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.curated import Curated, read
from knowledge.errors import KnowledgeError
from knowledge.schema import Statement
from tests.support import SOURCE, STATEMENTS, regulation, statement

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SECTIONS = {
    "A": 15, "B": 26, "C": 15, "D": 19, "E": 9, "F": 21, "G": 16, "K": 23,
}  # fmt: skip


def entry(id: str = "A1", text: str = "ASN pindah ke IKN.", **changes: Any) -> dict[str, Any]:
    return statement(id, text, **changes).model_dump(mode="json")


def folder(where: Path, *statements: Any, regulations: Any = ()) -> Path:
    for name, entries in (("statements", statements), ("regulations", regulations)):
        (where / name).mkdir(exist_ok=True)
        content = yaml.safe_dump(list(entries), allow_unicode=True)
        (where / name / "contoh.yaml").write_text(content, encoding="utf-8")
    return where


def problems(where: Path, *statements: Any, regulations: Any = ()) -> tuple[str, ...]:
    return read(folder(where, *statements, regulations=regulations)).problems


def test_sound_knowledge_has_no_problems(tmp_path: Path) -> None:
    rule = regulation().model_dump(mode="json")
    curated = read(folder(tmp_path, entry(), entry("A2", "ASN menetap."), regulations=[rule]))
    assert curated.problems == ()
    assert [s.id for s in curated.statements] == ["A1", "A2"]
    assert curated.questions == 17


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "salah").problems
    assert found.endswith("salah: folder tidak ada")


@pytest.mark.parametrize("text", ["- id: [A1", "- {a: *tidak_ada}", "\tid: A1"])
def test_bad_yaml(tmp_path: Path, text: str) -> None:
    (folder(tmp_path) / "statements" / "contoh.yaml").write_text(text)
    (found,) = read(tmp_path).problems
    assert found.startswith("contoh.yaml: bukan YAML yang benar")


def test_a_day_that_the_calendar_lacks(tmp_path: Path) -> None:
    (folder(tmp_path) / "statements" / "contoh.yaml").write_text("- as_of: 2025-02-30")
    (found,) = read(tmp_path).problems
    assert found.startswith("contoh.yaml: bukan YAML yang benar")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (folder(tmp_path) / "statements" / "contoh.yaml").write_bytes(b"- id: \xff\xfe")
    (found,) = read(tmp_path).problems
    assert found.startswith("contoh.yaml: bukan YAML yang benar")


def test_yaml_that_would_run_code(tmp_path: Path) -> None:
    text = "- !!python/object/apply:os.system ['true']"
    (folder(tmp_path) / "statements" / "contoh.yaml").write_text(text)
    (found,) = read(tmp_path).problems
    assert found.startswith("contoh.yaml: bukan YAML yang benar")


@pytest.mark.parametrize("text", ["id: A1", "teks", "", "3"])
def test_not_a_list(tmp_path: Path, text: str) -> None:
    (folder(tmp_path) / "statements" / "contoh.yaml").write_text(text)
    assert read(tmp_path).problems == ("contoh.yaml: isinya harus berupa daftar",)


def test_a_bad_field_is_named_with_its_file_and_id(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry() | {"topic": "cuaca"})
    assert found.startswith("contoh.yaml, A1: kolom topic: ")


def test_an_unknown_field(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry() | {"catatan": "x"})
    assert "kolom catatan" in found


@pytest.mark.parametrize("wrong", ["teks saja", 3, None, ["A1"]])
def test_an_entry_that_is_no_mapping(tmp_path: Path, wrong: Any) -> None:
    (found,) = problems(tmp_path, wrong)
    assert found.startswith("contoh.yaml, ")


def test_what_is_right_is_read_beside_what_is_wrong(tmp_path: Path) -> None:
    curated = read(folder(tmp_path, {"id": "A1"}, entry("A2")))
    assert [s.id for s in curated.statements] == ["A2"]
    assert len(curated.problems) == 1


def test_an_id_used_twice(tmp_path: Path) -> None:
    again = entry("A1", "ASN menetap di IKN.")
    assert "A1: id dipakai 2 kali" in problems(tmp_path, entry(), again)


def test_a_rule_in_force_that_is_replaced_on_the_same_day(tmp_path: Path) -> None:
    again = entry("A2", "ASN menetap di IKN.")
    found = problems(tmp_path, entry(validity="in_force", superseded_by=["A2"]), again)
    assert "A1: ditulis berlaku, padahal sudah digantikan A2 pada hari itu" in found


def test_an_alias_that_is_an_id(tmp_path: Path) -> None:
    found = problems(tmp_path, entry(), entry("A2", "ASN menetap.", aliases=["A1"]))
    assert "A1: id dipakai 2 kali" in found


def test_a_question_used_twice_in_whatever_case(tmp_path: Path) -> None:
    asked = [*entry()["questions"][:7], "KAPAN Pindah?"]
    again = entry("A2", "ASN menetap.")
    again["questions"][0] = "kapan pindah?"
    found = problems(tmp_path, entry() | {"questions": asked}, again)
    assert found == ("pertanyaan dipakai 2 kali: kapan pindah?",)


def test_an_article_written_twice(tmp_path: Path) -> None:
    rule = regulation().model_dump(mode="json")
    rule["articles"] = [rule["articles"][0], rule["articles"][0] | {"questions": []}]
    found = problems(tmp_path, regulations=[rule])
    assert found == ("pp-94-2021: Pasal 3 huruf h ditulis 2 kali",)


@pytest.mark.parametrize("link", ["superseded_by", "disputed_with", "completed_by", "follow_up"])
def test_a_broken_link(tmp_path: Path, link: str) -> None:
    assert problems(tmp_path, entry(**{link: ["Z9"]})) == ("A1: menunjuk Z9 yang tidak ada",)


def test_a_link_to_an_alias_is_whole(tmp_path: Path) -> None:
    other = entry("A2", "ASN menetap.", aliases=["Z9"])
    assert problems(tmp_path, entry(follow_up=["Z9"]), other) == ()


def test_too_long(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry("A1", "kata " * 80 + "akhir."))
    assert found == "A1: 81 kata, terlalu panjang (paling banyak 80)"
    assert problems(tmp_path, entry("A1", "kata " * 79 + "akhir.")) == ()


def test_an_unfinished_sentence(tmp_path: Path) -> None:
    assert problems(tmp_path, entry("A1", "ASN pindah ke")) == ("A1: kalimatnya tidak selesai",)


def test_disputed_without_the_other_side(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, entry(validity="disputed"))
    assert found == "A1: diperdebatkan, tetapi versi lainnya tidak ditunjuk"


def test_disputed_between_two_sources(tmp_path: Path) -> None:
    assert problems(tmp_path, entry(validity="disputed", sources=[SOURCE, SOURCE])) == ()


@pytest.mark.parametrize("name", ["A2", "Z9"])
def test_a_successor_that_is_older(tmp_path: Path, name: str) -> None:
    older = entry("A2", "ASN menetap.", as_of="2024-04-16", aliases=["Z9"])
    found = problems(tmp_path, entry(superseded_by=[name]), older)
    assert found == (f"A1: digantikan {name} yang lebih tua",)


@pytest.mark.parametrize("name", ["A1", "Z9"])
def test_a_cycle_of_successors(tmp_path: Path, name: str) -> None:
    one = entry("A1", superseded_by=["A2"], aliases=["Z9"])
    two = entry("A2", "ASN menetap.", superseded_by=[name])
    assert problems(tmp_path, one, two) == (
        "A1: rantai penggantinya melingkar",
        "A2: rantai penggantinya melingkar",
    )


def test_what_leads_into_a_cycle_is_not_blamed(tmp_path: Path) -> None:
    one = entry("A1", superseded_by=["A2"])
    two = entry("A2", "ASN menetap.", superseded_by=["A3"])
    three = entry("A3", "ASN kembali.", superseded_by=["A2"])
    assert [p.split(":")[0] for p in problems(tmp_path, one, two, three)] == ["A2", "A3"]


def test_nothing_half_right_becomes_documents() -> None:
    with pytest.raises(KnowledgeError, match=r"ada 2 masalah; yang pertama: satu"):
        Curated(STATEMENTS, (), ("satu", "dua")).documents()


def test_a_regulation_without_articles_is_no_document() -> None:
    rules = (regulation(), regulation(id="pp-1-2000", articles=[]))
    assert [d.id for d in Curated((), rules, ()).documents()] == ["pp-94-2021"]


@pytest.fixture(scope="module")
def real() -> Curated:
    return read(KNOWLEDGE)


def test_the_real_knowledge_is_clean(real: Curated) -> None:
    assert real.problems == ()


def test_the_real_knowledge_is_large_enough(real: Curated) -> None:
    assert len(real.statements) >= 220
    assert len(real.regulations) >= 30
    assert real.questions >= 1900


@pytest.mark.parametrize("section", SECTIONS)
def test_every_researched_fact_has_a_statement(real: Curated, section: str) -> None:
    names = {name for s in real.statements for name in (s.id, *s.aliases)}
    facts = {f"{section}{n}" for n in range(1, SECTIONS[section] + 1)}
    assert facts <= names


def test_statements_keep_to_the_sources_they_name(real: Curated) -> None:
    def newest(s: Statement) -> str:
        return max(source.published for source in s.sources)

    assert [s.id for s in real.statements if newest(s) > "2026-04-02"] == []
