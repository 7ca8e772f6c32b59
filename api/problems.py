"""Every error as an RFC 9457 problem document with an Indonesian title and detail.

`guarded` is the one place that catches everything: what nobody foresaw is logged and becomes a
500 that says nothing about the inside.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import Log, describe
from knowledge.errors import (
    Busy,
    EncoderError,
    IndexUnavailable,
    InputError,
    MessageTooLong,
    StorageError,
    TanyaError,
    UnknownConversation,
    UnknownDocument,
)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5


class FieldError(BaseModel):
    """One field that cannot be used, and why."""

    field: str
    detail: str


class Problem(BaseModel):
    """The body of an error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


class HttpError(InputError):
    """The request itself is wrong, with the status that says how."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class TooManyRequests(Busy):
    """One client asks too often."""

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


# Status -> slug of the type, title, and a detail for when nothing better is known.
KINDS: Final[dict[int, tuple[str, str, str]]] = {
    400: ("permintaan-rusak", "Permintaan rusak", "Permintaan tidak dapat dibaca."),
    401: ("sesi-berakhir", "Sesi berakhir", "Muat ulang halaman, lalu coba lagi."),
    403: ("dilarang", "Tidak diizinkan", "Anda tidak diizinkan membuka alamat ini."),
    404: ("tidak-ditemukan", "Tidak ditemukan", "Alamat ini tidak ada di Tanya IKN."),
    405: (
        "metode-tidak-didukung",
        "Metode tidak didukung",
        "Alamat ini tidak menerima metode permintaan tersebut.",
    ),
    408: ("terlalu-lama", "Permintaan terlalu lama", "Isi permintaan tidak kunjung lengkap."),
    409: ("bertabrakan", "Tidak dapat dilakukan", "Keadaan percakapan sudah berubah."),
    413: ("terlalu-panjang", "Terlalu panjang", "Isi permintaan terlalu besar."),
    415: (
        "jenis-isi",
        "Jenis isi tidak didukung",
        "Kirim permintaan sebagai JSON (Content-Type: application/json).",
    ),
    422: ("tidak-dapat-diproses", "Permintaan tidak dapat diproses", "Periksa isi permintaan."),
    429: ("terlalu-sering", "Terlalu banyak permintaan", "Silakan tunggu sebentar."),
    500: (
        "galat",
        "Terjadi galat di server",
        "Maaf, terjadi galat di server kami. Pertanyaan Anda tidak diproses; silakan coba lagi.",
    ),
    503: ("sibuk", "Layanan belum dapat menjawab", "Silakan coba lagi beberapa saat lagi."),
}

# The first that fits counts, so a subclass stands before its base.
STATUSES: Final[tuple[tuple[type[TanyaError], int], ...]] = (
    (MessageTooLong, 413),
    (UnknownConversation, 404),
    (UnknownDocument, 404),
    (InputError, 422),
    (TooManyRequests, 429),
    (Busy, 503),
    (IndexUnavailable, 503),
    (EncoderError, 503),
    (StorageError, 503),
)

# Pydantic's error types -> what a person is told.
FIELD_DETAILS: Final[dict[str, str]] = {
    "missing": "Wajib diisi.",
    "extra_forbidden": "Isian ini tidak dikenal.",
    "string_type": "Harus berupa teks.",
    "string_unicode": "Teks memuat karakter yang tidak sah.",
    "string_too_long": "Terlalu panjang.",
    "too_long": "Terlalu banyak.",
    "literal_error": "Nilai tidak dikenal.",
    "json_invalid": "Isi permintaan bukan JSON yang sah.",
    "list_type": "Harus berupa daftar.",
    "tuple_type": "Harus berupa daftar.",
    "model_attributes_type": "Isi permintaan harus berupa objek JSON.",
    "model_type": "Harus berupa objek JSON.",
    "dict_type": "Harus berupa objek JSON.",
}


def problem(
    status: int, detail: str | None = None, errors: list[FieldError] | None = None
) -> Problem:
    """A problem document for a status."""
    slug, title, known = KINDS.get(status, KINDS[500 if status >= 500 else 400])
    return Problem(
        type=f"urn:tanya-ikn:masalah:{slug}",
        title=title,
        status=status,
        detail=detail or known,
        errors=errors,
    )


def problem_of(error: Exception) -> Problem:
    """The problem document of an exception; 500 for one that nobody foresaw."""
    if isinstance(error, HttpError):
        return problem(error.status, str(error))
    if isinstance(error, HTTPException):
        # FastAPI says 400 for a body that it cannot parse; the contract says 422.
        return problem(422 if error.status_code == 400 else error.status_code)
    if isinstance(error, RequestValidationError):
        return _of_fields(error.errors())
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return problem(status, str(error))
    return problem(500)


def respond(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as a response."""
    body = found.model_dump_json(exclude_none=True)
    return Response(body, found.status, headers, media_type=MEDIA_TYPE)


def headers_of(error: Exception) -> dict[str, str]:
    """The headers that an error brings: when to come back, what is allowed."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, HTTPException):
        return dict(error.headers or {})
    return {"Retry-After": str(RETRY_SECONDS)} if problem_of(error).status == 503 else {}


async def guarded(work: Callable[[], Awaitable[None]], log: Log) -> Exception | None:
    """Run work to its end and hand back what it raised, logged: the one boundary."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 the one boundary, see above
        status = problem_of(error).status
        if status >= 500:
            level = log.error if status == 500 else log.warning
            level("gagal", status=status, **describe(error))
        return error
    return None


class Boundary:
    """ASGI middleware: whatever comes through the app's own handlers becomes a problem."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer for what fails, unless an answer has begun: then it is cut off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        error = await guarded(lambda: self._app(scope, receive, watch), self._log)
        if error is not None and not started:
            await respond(problem_of(error), headers_of(error))(scope, receive, send)


def install(app: FastAPI) -> None:
    """Foreseen exceptions of routes; the rest is left to `Boundary`."""
    for kind in (HTTPException, RequestValidationError, TanyaError):
        app.add_exception_handler(kind, _handle)


async def _handle(_request: Request, error: Exception) -> Response:
    if problem_of(error).status >= 500:
        raise error
    return respond(problem_of(error), headers_of(error))


def _of_fields(errors: Sequence[Any]) -> Problem:
    fields = [FieldError(field=_name(error["loc"]), detail=_detail(error)) for error in errors[:20]]
    first = fields[0]
    detail = f"{first.field}: {first.detail}" if first.field else first.detail
    return problem(422, detail, fields)


def _name(location: tuple[str | int, ...]) -> str:
    # Names of unknown fields come from outside: shortened, and without halves of characters.
    parts = [
        str(part) for part in location[1:] if not (location[0] == "body" and _is_offset(location))
    ]
    return ".".join(parts)[:80].encode("utf-8", "replace").decode("utf-8")


def _is_offset(location: tuple[str | int, ...]) -> bool:
    return len(location) == 2 and isinstance(location[1], int)


def _detail(error: dict[str, Any]) -> str:
    kind = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return FIELD_DETAILS.get(kind, "Nilai tidak dapat dipakai.")
