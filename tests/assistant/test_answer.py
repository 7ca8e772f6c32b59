import pytest
from pydantic import ValidationError

from assistant.answer import Answer, Citation, Sentence, Status
from tests.assistant.conftest import TODAY

FIELDS = {
    "conversation_id", "message_id", "status", "answer", "sentences", "citations", "as_of",
    "knowledge_date", "suggestions", "handoff", "generator", "timings_ms",
}  # fmt: skip
CITATION = {
    "id", "document_id", "title", "publisher", "url", "published", "locator", "validity",
    "superseded_by", "quote",
}  # fmt: skip


def test_the_object_is_that_of_the_contract() -> None:
    answer = Answer(status=Status.REFUSED, answer="Maaf.", as_of=TODAY, knowledge_date=TODAY)
    data = answer.model_dump(mode="json")
    assert set(data) == FIELDS
    assert data["as_of"] == "2026-11-24"
    assert data["handoff"] == {"offered": False, "reason": None}
    assert data["generator"] == "extractive"


def test_the_parts_are_those_of_the_contract() -> None:
    assert set(Citation.model_fields) == CITATION
    assert set(Sentence.model_fields) == {"text", "citations"}


def test_the_statuses_are_those_of_the_contract() -> None:
    assert {status.value for status in Status} == {
        "answered", "partial", "not_in_knowledge", "out_of_scope", "refused", "clarify",
        "smalltalk", "handed_off",
    }  # fmt: skip


def test_only_answers_state_facts() -> None:
    assert {s for s in Status if s.states_facts} == {Status.ANSWERED, Status.PARTIAL}


def test_unknown_fields_are_errors() -> None:
    with pytest.raises(ValidationError):
        Sentence.model_validate({"text": "x", "sumber": "1"})
