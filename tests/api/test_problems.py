import httpx
import pytest
from starlette.exceptions import HTTPException

from api.problems import KINDS, headers_of, problem, problem_of
from knowledge.errors import Busy, IndexBusy, MessageTooLong, SettingsError, UnknownDocument


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (MessageTooLong("x"), 413),
        (UnknownDocument("x"), 404),
        (Busy("x"), 503),
        (IndexBusy("x"), 503),
        (SettingsError("x"), 500),
        (KeyError("x"), 500),
        (HTTPException(400), 422),
        (HTTPException(405), 405),
        (HTTPException(418), 418),
    ],
)
def test_each_exception_has_its_status(error: Exception, status: int) -> None:
    assert problem_of(error).status == status


def test_a_person_is_told_what_the_exception_says() -> None:
    assert problem_of(Busy("Silakan tunggu.")).detail == "Silakan tunggu."
    assert headers_of(Busy("Silakan tunggu.")) == {"Retry-After": "5"}


def test_the_unforeseen_says_nothing_of_itself() -> None:
    assert "rahasia" not in problem_of(KeyError("rahasia")).model_dump_json()


@pytest.mark.parametrize("status", sorted(KINDS))
def test_titles_and_details_are_sentences(status: int) -> None:
    found = problem(status)
    assert found.status == status
    assert found.detail.endswith(".")
    assert found.title[0].isupper()


async def test_an_unknown_address_is_a_problem(client: httpx.AsyncClient) -> None:
    response = await client.get("/tidak/ada")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_wrong_method_is_a_problem_that_says_what_is_allowed(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/api/v1/chat")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.headers["content-type"] == "application/problem+json"
