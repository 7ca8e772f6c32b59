import stat
from datetime import timedelta
from pathlib import Path

import pytest

from api.embedding import LIFETIME, RENEWABLE, Tokens, allowed, read_key
from api.problems import HttpError
from tests.api.conftest import NOW

MINISTRY = "https://www.kementerian.go.id"


@pytest.mark.parametrize(
    ("origin", "listed", "may"),
    [
        ("http://localhost:8123", (), True),
        ("http://127.0.0.1:9", (), True),
        ("http://[::1]:9", (), True),
        ("https://tanya.go.id", (), True),
        (MINISTRY, (), False),
        (MINISTRY, (MINISTRY,), True),
        ("https://jahat.example", (MINISTRY,), False),
        ("http://localhost:8123", (MINISTRY,), False),
        ("https://tanya.go.id", (MINISTRY,), True),
        ("https://www.kementerian.go.id.jahat.example", (MINISTRY,), False),
        ("http://www.kementerian.go.id", (MINISTRY,), False),
        ("null", (), False),
        ("", (), False),
        ("*", (), False),
        ("https://tanya.go.id/jalan", (), False),
        ("https://x@tanya.go.id", (), False),
        ("http://tanya.go.id; script-src *", (), False),
        ("http://localhost:1\r\nX: y", (), False),
        ("javascript://localhost/%0a", (), False),
    ],
)
def test_who_may_embed(origin: str, listed: tuple[str, ...], may: bool) -> None:
    assert allowed(origin, "tanya.go.id", listed) is may


def test_a_token_is_for_one_origin_and_a_short_while(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    token = tokens.issue(MINISTRY, NOW)
    assert tokens.origin(token, NOW + LIFETIME) == MINISTRY
    late = NOW + LIFETIME + timedelta(seconds=2)
    with pytest.raises(HttpError):
        tokens.origin(token, late)
    assert tokens.origin(token, late, grace=RENEWABLE) == MINISTRY


@pytest.mark.parametrize("token", ["", ".", "a.b", "WyJ4IiwgMV0.x", "é.é", "x" * 5_000])
def test_a_forged_token_is_401(tmp_path: Path, token: str) -> None:
    with pytest.raises(HttpError) as raised:
        Tokens(tmp_path).origin(token, NOW)
    assert raised.value.status == 401


def test_another_servers_token_is_401(tmp_path: Path) -> None:
    token = Tokens(tmp_path / "a").issue(MINISTRY, NOW)
    with pytest.raises(HttpError):
        Tokens(tmp_path / "b").origin(token, NOW)


def test_the_key_is_ours_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "dalam" / "widget.key"
    key = read_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == key
    assert [p.name for p in path.parent.iterdir()] == ["widget.key"]
