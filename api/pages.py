"""Pages for people: Jinja templates, and static files whose address changes with them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api import wording

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"


class PublicFiles(StaticFiles):
    """Static files that a portal may load too: nothing in them is secret or personal."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, for every origin."""
        response = await super().get_response(path, scope)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


class Pages:
    """The templates of the package, with the words and filters that they share."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([FOLDER / "templates", FOLDER / "console" / "templates"]),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            tanggal=wording.long_date,
            alamat=wording.web_address,
            statis=_static_url,
            wib=wording.jakarta_time,
            lama=wording.waiting,
        )
        self._environment.globals.update(
            validities={v.value: words for v, words in wording.VALIDITIES.items()},
            kinds=wording.KINDS,
            grades=wording.GRADES,
            role_words=wording.ROLES,
            reason_words=wording.REASONS,
            state_words=wording.STATES,
            language_words=wording.LANGUAGES,
            step_words=wording.STEPS,
            change_words=wording.CHANGES,
            status_words=wording.STATUSES,
        )

    def render(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """A template as a response."""
        found = self._environment.get_template(template)
        return HTMLResponse(found.render(request=request, **values), status)


@cache
def _static_url(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
