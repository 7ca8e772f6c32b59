"""`kill -9` of a real server in mid-conversation, again and again: what was acknowledged is there
afterwards, once and in its order; what nobody heard of is sent again, and is there once too."""

import itertools
import os
import random
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from api.console.rights import Role
from api.handoff import case_name
from tests.api.console.helpdesk import PASSWORD, hidden, hire_in
from tests.api.product import Served, free_port, home_like, serve, tanya

KILLS = int(os.environ.get("TANYA_KILLS", "3"))
ASKERS = 3
BEFORE_THE_OFFICER = 2
QUESTIONS = ("Kapan ASN pindah ke IKN?", "Berapa jam kerja ASN seminggu?", "Siapa yang pindah?")


@dataclass
class Killing:
    """Kills the server a moment after so many acknowledgements: in the middle of others."""

    served: Served
    left: int
    done: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self) -> None:
        with self.lock:
            self.left -= 1
            if self.left == 0:
                threading.Timer(random.uniform(0, 0.2), self._kill).start()

    def _kill(self) -> None:
        self.served.kill()
        self.done.set()


@dataclass
class Talk:
    """A conversation, as those who are in it know it."""

    id: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    replied: list[str] = field(default_factory=list)
    handed_over: bool = False
    awaited: bool = False
    # What was sent, and nobody knows what became of it: a question and its key, a draft's number.
    question: tuple[str, str] | None = None
    draft: tuple[str, str] | None = None

    @property
    def hands_over(self) -> bool:
        return len(self.asked) == BEFORE_THE_OFFICER and not self.handed_over

    def ask(self, http: httpx.Client) -> None:
        """The next question, or the one again that is open."""
        text = f"{random.choice(QUESTIONS)} ({secrets.token_hex(4)})"
        self.question = self.question or (text, secrets.token_urlsafe(18))
        text, key = self.question
        body = {"message": text, "conversation_id": self.id or None}
        response = http.post("/api/v1/chat", json=body, headers={"Idempotency-Key": key})
        assert response.status_code == 200, response.text
        answer = response.json()
        self.id, self.question = answer["conversation_id"], None
        self.asked.append((text, answer["status"]))

    def go_on(self, http: httpx.Client) -> bool:
        """The asker's next step; False while it is the officer's turn."""
        if self.awaited:
            return False
        if self.hands_over:
            assert http.post(f"/api/v1/conversations/{self.id}/handoff").status_code == 200
            self.handed_over = True
        else:
            self.ask(http)
            self.awaited = self.handed_over
        return True


class Officer:
    """Answers in conversations through the forms of the console."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()
        self.csrf = ""

    def sign_in(self, http: httpx.Client) -> None:
        form = {"nama": "ani", "sandi": PASSWORD}
        form["kata"] = hidden(http.get("/console/masuk").text, "kata")
        http.post("/console/masuk", data=form)
        self.csrf = hidden(http.get("/console/antrean").text, "csrf")
        self.cookies = http.cookies

    def answer(self, talk: Talk, http: httpx.Client) -> None:
        case = f"/percakapan/{case_name(talk.id)}"
        self._post(http, f"{case}/ambil")
        page = self._post(http, f"{case}/konsep")
        found = re.search(r'action="/console/konsep/(\d+)/simpan"', page.text)
        assert found, page.text
        talk.draft = (found[1], f"Balasan {secrets.token_hex(4)}.")
        sent = self._post(http, f"/konsep/{found[1]}/kirim", isi=talk.draft[1])
        assert sent.status_code == 200, sent.text
        self._sent(talk)

    def look_after(self, talk: Talk, http: httpx.Client) -> None:
        """Whether what was on its way has gone."""
        if talk.draft and "Terkirim" in http.get(f"/console/konsep/{talk.draft[0]}").text:
            self._sent(talk)
        talk.draft = None

    def _sent(self, talk: Talk) -> None:
        assert talk.draft
        talk.replied.append(talk.draft[1])
        talk.draft, talk.awaited = None, False

    def _post(self, http: httpx.Client, path: str, **fields: str) -> httpx.Response:
        data = {"csrf": self.csrf} | fields
        return http.post(f"/console{path}", data=data, follow_redirects=True)


class Desk:
    """People who ask, and one officer, until the server is gone."""

    def __init__(self) -> None:
        self.officer = Officer()
        self.talks: list[Talk] = []
        self.failures: list[BaseException] = []

    def work(self, served: Served) -> None:
        fresh = [Talk() for _ in range(ASKERS)]
        self.talks += fresh
        killing = Killing(served, random.randint(2, 14))
        jobs = [self._asking(talk, killing) for talk in fresh] + [self._answering(fresh, killing)]
        threads = [threading.Thread(target=self._watched, args=(job, killing)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.failures == []

    def recover(self, served: Served) -> None:
        """Over a new server: what was open is sent again."""
        with self._client(served) as http:
            for talk in self.talks:
                self.officer.look_after(talk, http)
                if talk.question or talk.hands_over:
                    talk.go_on(http)

    def check(self, served: Served) -> None:
        with self._client(served) as http:
            for talk in [talk for talk in self.talks if talk.id]:
                check(talk, http.get(f"/api/v1/conversations/{talk.id}").json())

    def _client(self, served: Served) -> httpx.Client:
        return httpx.Client(base_url=served.url, timeout=60, cookies=self.officer.cookies)

    def _asking(self, talk: Talk, killing: Killing) -> Callable[[httpx.Client], None]:
        def job(http: httpx.Client) -> None:
            if talk.go_on(http):
                killing.acknowledged()

        return job

    def _answering(self, talks: list[Talk], killing: Killing) -> Callable[[httpx.Client], None]:
        def job(http: httpx.Client) -> None:
            if not self.officer.csrf:
                self.officer.sign_in(http)
            for talk in talks:
                if talk.awaited:
                    self.officer.answer(talk, http)
                    killing.acknowledged()

        return job

    def _watched(self, job: Callable[[httpx.Client], None], killing: Killing) -> None:
        try:
            with self._client(killing.served) as http:
                while not killing.done.wait(0.02):
                    job(http)
        except httpx.TransportError:
            killing.done.wait()
        except Exception as error:  # noqa: BLE001 told by whoever waits for the threads
            self.failures.append(error)
            killing.served.kill()
            killing.done.set()


def check(talk: Talk, kept: dict[str, list[dict[str, str]]]) -> None:
    """Nothing lost, nothing doubled, each answer behind its question."""
    messages = kept["messages"]
    told = [text for text, _ in talk.asked]
    assert [m["content"] for m in messages if m["role"] == "user"] == told
    assert [m["content"] for m in messages if m["role"] == "officer"] == talk.replied
    answered = {text for text, status in talk.asked if status != "handed_off"}
    answers = {
        before["content"]
        for before, after in itertools.pairwise(messages)
        if after["role"] == "assistant"
    }
    assert answers == answered
    assert sum(m["role"] == "assistant" for m in messages) == len(answered)
    assert bool(kept["handoff"]) is talk.handed_over


@pytest.mark.timeout(60 * KILLS + 300)
def test_a_server_that_is_killed_loses_and_doubles_nothing(
    product_home: Path, tmp_path: Path
) -> None:
    home, port, desk = home_like(product_home, tmp_path), free_port(), Desk()
    served = serve(home, port)
    hire_in(f"sqlite+aiosqlite:///{home / 'tanya.db'}", {"ani": Role.OFFICER})
    for _ in range(KILLS):
        desk.work(served)
        served = serve(home, port)
        desk.recover(served)
        desk.check(served)
    served.stop()
    assert tanya(home, "audit", "verify").startswith("Utuh")
    # Somebody was answered, and somebody was cut off: otherwise this showed nothing.
    assert sum(len(talk.asked) for talk in desk.talks) > KILLS
