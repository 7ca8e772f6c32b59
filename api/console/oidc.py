"""Signing in with the institution's own accounts (OpenID Connect), through Authlib.

What must be remembered between going there and coming back stays in a short-lived cookie; who
comes back must already have an account here, under their address or name at the institution.
"""

import base64
import binascii
import json
from hmac import compare_digest
from typing import Any, Final, cast

from authlib.integrations.starlette_client import OAuth, OAuthError
from httpx2 import HTTPError
from joserfc.errors import JoseError
from pydantic import SecretStr

from api.problems import HttpError
from knowledge.errors import Busy

COOKIE: Final = "tanya_oidc"
SECONDS: Final = 600
REFUSED: Final = "Layanan masuk instansi menolak atau jawabannya tidak sah. Silakan coba lagi."
UNREACHABLE: Final = "Layanan masuk instansi tidak dapat dihubungi. Silakan coba lagi nanti."


class Oidc:
    """The provider of one institution."""

    def __init__(self, issuer: str, client_id: str, secret: SecretStr | None) -> None:
        self._client = OAuth().register(
            "instansi",
            client_id=client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )

    async def go(self, callback: str) -> tuple[str, str]:
        """Where to send the browser, and the cookie that it must bring back."""
        try:
            begun = await self._client.create_authorization_url(callback)
        except HTTPError as error:
            raise Busy(UNREACHABLE) from error
        kept = {name: begun[name] for name in ("state", "nonce", "code_verifier")}
        return begun["url"], base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()

    async def names(self, cookie: str, state: str, code: str, callback: str) -> list[str]:
        """By which names the institution knows who came back; 403 if anything is amiss."""
        kept = _read(cookie)
        if not compare_digest(kept["state"].encode(), state.encode()):
            raise HttpError(403, REFUSED)
        try:
            token = await self._client.fetch_access_token(
                code=code, redirect_uri=callback, code_verifier=kept["code_verifier"]
            )
            claims = await self._client.parse_id_token(token, nonce=kept["nonce"])
        except (OAuthError, JoseError) as error:
            raise HttpError(403, REFUSED) from error
        except HTTPError as error:
            raise Busy(UNREACHABLE) from error
        return _names(cast(dict[str, Any], claims or {}))


def _read(cookie: str) -> dict[str, str]:
    try:
        kept = json.loads(base64.urlsafe_b64decode(cookie))
        return {name: str(kept[name]) for name in ("state", "nonce", "code_verifier")}
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise HttpError(403, REFUSED) from None


def _names(claims: dict[str, Any]) -> list[str]:
    """An address counts only where the institution vouches for it."""
    names = [claims.get("preferred_username"), claims.get("sub")]
    if claims.get("email_verified", False) is True:
        names.append(claims.get("email"))
    return [str(name) for name in dict.fromkeys(names) if name]
