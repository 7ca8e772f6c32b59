"""Every route x every role, as the table of rights says; nobody signed in is sent to the form."""

import itertools
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.console.pages import ROUTERS
from api.console.rights import RIGHTS, Action, Role, allowed
from api.console.web import May
from tests.api.console.helpdesk import Person, sign_in

pytestmark = pytest.mark.database

PUBLIC = {"/console/masuk", "/console/oidc", "/console/oidc/kembali"}
EVERYONE = {"/console", "/console/keluar", "/console/sandi", "/console/peristiwa"}
REFUSED = "Peran Anda tidak mencakup"


def actions(dependant: Dependant) -> Iterator[Action]:
    for one in dependant.dependencies:
        if isinstance(one.call, May):
            yield one.call.action
        yield from actions(one)


ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def test_the_table_is_whole() -> None:
    assert set(RIGHTS) == set(Action)
    assert all(RIGHTS[action] for action in Action)
    assert all(any(allowed(role, action) for action in Action) for role in Role)


def test_every_route_asks_for_a_right_and_every_right_is_asked_for() -> None:
    asked = set()
    for route in ROUTES:
        wanted = set(actions(route.dependant))
        free = route.path in PUBLIC | EVERYONE
        assert free or len(wanted) == 1, route.path
        asked |= wanted
    assert asked == set(Action)


async def test_role_by_action(visitor: httpx.AsyncClient, app: FastAPI) -> None:
    people = {role: await sign_in(app, f"{role.value}-{n}", role) for n, role in enumerate(Role)}
    walked = set()
    for route, (role, person) in itertools.product(ROUTES, people.items()):
        for action in set(actions(route.dependant)):
            refused = await is_refused(person, route)
            assert refused is not allowed(role, action), (route.path, role)
            walked.add((role, action))
    assert walked == set(itertools.product(Role, Action))


async def is_refused(person: Person, route: APIRoute) -> bool:
    """Whether the right is what it fails for; what it asks about does not exist."""
    path = re.sub(r"{[^}]*}", "0", route.path).removeprefix("/console")
    post = "POST" in route.methods
    answer = await (person.post(path) if post else person.get(path, follow_redirects=True))
    return answer.status_code == 403 and REFUSED in answer.text


async def test_nobody_signed_in_is_sent_to_the_form(
    visitor: httpx.AsyncClient, app: FastAPI
) -> None:
    for route in ROUTES:
        if route.path not in PUBLIC:
            path = re.sub(r"{[^}]*}", "0", route.path)
            for method in route.methods:
                answer = await visitor.request(method, path)
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/console/masuk")


@pytest.mark.parametrize("path", sorted(PUBLIC - {"/console/masuk"}))
async def test_without_oidc_there_is_none(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404
