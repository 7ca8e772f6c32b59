"""A system behind HTTP is examined like our own, and told off when it breaks the contract."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from evals.errors import RunError
from evals.run import Options, examine_endpoint
from evals.subject import EndpointSubject, answer_of
from tests.evals import fakes
from tests.evals.conftest import TODAY, QuestionSet

ANSWER: dict[str, Any] = {
    "conversation_id": "x", "message_id": "y", "status": "not_in_knowledge",
    "answer": "Maaf, belum ada dalam dokumen.", "sentences": [], "citations": [],
    "as_of": "2026-04-02", "knowledge_date": "2026-04-02", "suggestions": [],
    "handoff": {"offered": False, "reason": None}, "generator": "lain", "timings_ms": {"total": 9},
    "beyond_the_contract": True,
}  # fmt: skip


class Other(BaseHTTPRequestHandler):
    """Another system that withholds everything."""

    asked: list[Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked.append(json.loads(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(ANSWER).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def url() -> Iterator[str]:
    Other.asked = []
    server = HTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_history_and_day_are_sent(url: str, questions: QuestionSet) -> None:
    run = examine_endpoint(questions, Options(TODAY, endpoint=url), None)
    assert Other.asked[1]["as_of"] == "2024-05-01"
    assert Other.asked[0]["as_of"] == "2026-04-02"
    assert Other.asked[4]["history"][0] == {"role": "user", "content": "Apakah ASN pindah?"}
    assert [r.outcome.value for r in run.records].count("withheld_wrongly") == 5
    assert run.config["endpoint"] == url
    assert run.config["index"] is None


def test_nobody_at_home() -> None:
    one = fakes.item("x")
    with pytest.raises(RunError, match="tidak menjawab"):
        EndpointSubject("http://127.0.0.1:9").reply(one, TODAY)


def test_only_the_web() -> None:
    with pytest.raises(RunError, match="http"):
        EndpointSubject("file:///etc/passwd")


@pytest.mark.parametrize("data", [None, [], {}, ANSWER | {"status": "entah"}])
def test_what_is_no_answer_object(data: Any) -> None:
    with pytest.raises(RunError, match="q9"):
        answer_of(data, "q9")
