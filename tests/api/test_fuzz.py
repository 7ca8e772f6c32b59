"""Whatever JSON comes, the answer is one that the contract names, and never a 500."""

import asyncio
import json
from collections.abc import Callable

from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.running import AppClient

TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system"]), "content": TEXT}
    )
)
QUESTIONS = st.fixed_dictionaries(
    {"message": TEXT | ANYTHING},
    optional={
        "conversation_id": st.none() | TEXT | ANYTHING,
        "history": MESSAGES | ANYTHING,
        "as_of": st.none() | st.dates().map(str) | ANYTHING,
    },
)
CODES = {200, 404, 413, 422}


def test_no_json_makes_a_500(make_app: Callable[..., FastAPI]) -> None:
    app = AppClient(make_app())
    with asyncio.Runner() as runner:
        client = runner.run(app.__aenter__())

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(QUESTIONS | ANYTHING, st.booleans())
        def ask(body: object, stream: bool) -> None:
            headers = {"content-type": "application/json"}
            if stream:
                headers["accept"] = "text/event-stream"
            sent = json.dumps(body).encode()
            response = runner.run(client.post("/api/v1/chat", content=sent, headers=headers))
            assert response.status_code in CODES
            assert "event: error" not in response.text

        ask()
        runner.run(app.__aexit__())
