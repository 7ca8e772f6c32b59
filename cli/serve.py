"""`tanya serve`: one process that serves the API and the page."""

import errno
import socket
import sys
from functools import partial

from api.app import create_app
from api.console.publishing import Publisher
from api.server import DrainingServer
from api.settings import ApiSettings
from assistant.assistant import Assistant
from assistant.privacy import mask
from assistant.settings import ChatSettings
from assistant.writer import Writer
from cli.build import build as build_index
from cli.build import rebuild
from knowledge.encoder import Encoder, open_encoder
from knowledge.errors import SettingsError
from knowledge.index import IndexFolder
from knowledge.language import Language
from knowledge.opening import index_opener
from knowledge.settings import KnowledgeSettings


def serve(host: str | None, port: int | None, build: bool) -> None:
    """Serve until a signal ends it; `build` brings the index up to date first.

    Raises:
        SettingsError: the address is taken or is not ours.
    """
    settings = ApiSettings()
    changes = {"host": host or settings.host, "port": port or settings.port}
    settings = settings.model_copy(update=changes)
    listening = _listen(settings.host, settings.port)
    knowledge = KnowledgeSettings()
    encoder = build_index(knowledge) if build else _open_encoder(knowledge)
    writer = Writer.of(ChatSettings(), knowledge.folder)
    assistant = Assistant(index_opener(knowledge, encoder), writer=writer)
    publisher = Publisher(knowledge, partial(rebuild, knowledge, encoder), assistant.refresh)
    app = create_app(assistant, settings, mask=mask, publisher=publisher)
    sys.stderr.write(f"Tanya IKN melayani di http://{settings.host}:{settings.port}\n")
    DrainingServer(app, settings).run(sockets=[listening])


def _open_encoder(settings: KnowledgeSettings) -> Encoder:
    """The encoder, unless there is no index to use it with."""
    IndexFolder(settings.folder, Language.load()).current()
    return open_encoder(settings.encoder, settings.folder)


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
