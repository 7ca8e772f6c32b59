"""`tanya serve`: one process that serves the API and the page."""

import errno
import socket

import uvicorn

from api.app import create_app
from api.settings import ApiSettings
from assistant.privacy import mask
from cli.wiring import assistant
from knowledge.errors import SettingsError
from knowledge.settings import KnowledgeSettings


def serve(host: str | None, port: int | None) -> None:
    """Serve until a signal ends it.

    Raises:
        SettingsError: the address is taken or is not ours.
    """
    settings = ApiSettings()
    listening = _listen(host or settings.host, port or settings.port)
    app = create_app(assistant(KnowledgeSettings()), settings, mask=mask)
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=10)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {port} sedang dipakai. Pilih port lain, misalnya `PORT={port + 1} make run`."
            ) from error
        raise SettingsError(
            f"Alamat {host}:{port} tidak dapat dipakai: {error.strerror}."
        ) from error
