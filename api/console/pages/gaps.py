"""Learning: gaps, statements that close them, and what people say of statements."""

from typing import Annotated, Any

from fastapi import Depends, Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import PlainTextResponse, Response

from api.console.desk import Desk
from api.console.gaps import CAUSES, Gap
from api.console.proposals import Unfit
from api.console.rights import Action
from api.console.sessions import Signed
from api.console.web import DeskOf, May, page_router, see_other, show
from knowledge.schema import Authority, Grade, Topic, Validity

router = page_router()
Reader = Annotated[Signed, Depends(May(Action.READ_GAPS))]
Writer = Annotated[Signed, Depends(May(Action.WRITE))]
Boss = Annotated[Signed, Depends(May(Action.PUBLISH))]
CHOICES = {
    "topics": [topic.value for topic in Topic],
    "validities_there": [validity.value for validity in Validity],
    "authorities": [authority.value for authority in Authority],
    "grades_there": [grade.value for grade in Grade],
}


class StatementForm(BaseModel):
    """The fields of a statement as a person fills them in."""

    model_config = ConfigDict(extra="ignore")

    csrf: str = ""
    topic: str = "jadwal"
    title: str = ""
    text: str = ""
    as_of: str = ""
    valid_until: str = ""
    validity: str = "statement"
    authority: str = "surat"
    source_title: str = ""
    publisher: str = ""
    url: str = ""
    published: str = ""
    grade: str = "P"
    locator: str = ""
    disputed_with: str = ""
    questions: str = ""

    def fields(self) -> dict[str, Any]:
        """As a file of `knowledge/` would say it."""
        questions = [line.strip() for line in self.questions.splitlines() if line.strip()]
        source = {
            "title": self.source_title,
            "publisher": self.publisher,
            "url": self.url.strip(),
            "published": self.published.strip(),
            "grade": self.grade,
            "locator": self.locator.strip() or None,
        }
        return {
            "topic": self.topic,
            "title": self.title,
            "text": " ".join(self.text.split()),
            "as_of": self.as_of or None,
            "valid_until": self.valid_until or None,
            "validity": self.validity,
            "authority": self.authority,
            "disputed_with": self.disputed_with.replace(",", " ").split(),
            "sources": [source],
            "questions": list(dict.fromkeys(questions)),
        }


Filled = Annotated[StatementForm, Form()]


@router.get("/celah")
async def gaps(request: Request, who: Reader, desk: DeskOf) -> Response:
    """What people ask and the knowledge does not answer well."""
    await desk.gaps.collect()
    return show(
        request,
        who,
        "meja-celah.html",
        gaps=await desk.gaps.all(),
        proposals=await desk.proposals.all(),
        causes=CAUSES,
    )


@router.get("/celah/patch")
async def patch(who: Reader, desk: DeskOf) -> Response:  # noqa: ARG001 the right is asked for
    """What is published, as a patch to the curated files."""
    headers = {"Content-Disposition": 'attachment; filename="pernyataan-meja-layanan.patch"'}
    return PlainTextResponse(await desk.proposals.patch(), headers=headers)


@router.get("/celah/{number}")
async def gap(request: Request, who: Reader, desk: DeskOf, number: int) -> Response:
    """One, with a form for the statement that closes it."""
    found = await desk.gaps.find(number)
    form = StatementForm(questions="\n".join(found.questions[:8]))
    return await _gap_page(request, who, desk, found, form)


@router.post("/celah/{number}/pernyataan")
async def write(request: Request, who: Writer, desk: DeskOf, number: int, form: Filled) -> Response:
    """A draft, or the form again with what is wrong."""
    found = await desk.gaps.find(number)
    form = _masked(form, desk)
    try:
        name = await desk.proposals.keep(form.fields(), who.account, found.id)
    except Unfit as unfit:
        return await _gap_page(request, who, desk, found, form, unfit.problems)
    return see_other(f"/console/pernyataan/{name}")


@router.post("/celah/{number}/abaikan")
async def dismiss(who: Writer, desk: DeskOf, number: int) -> Response:
    """Not something to know."""
    await desk.gaps.dismiss(number, who.account)
    return see_other("/console/celah")


@router.post("/celah/{number}/gabung")
async def merge(who: Writer, desk: DeskOf, number: int, ke: Annotated[int, Form()]) -> Response:
    """Two that mean the same."""
    await desk.gaps.merge(number, ke, who.account)
    return see_other(f"/console/celah/{ke}")


@router.get("/pernyataan/{name}")
async def statement(request: Request, who: Reader, desk: DeskOf, name: str) -> Response:
    """One statement, with its form while it is a draft."""
    return await _statement_page(request, who, desk, name)


@router.post("/pernyataan/{name}/simpan")
async def rewrite(request: Request, who: Writer, desk: DeskOf, name: str, form: Filled) -> Response:
    """Another text for a draft."""
    found = await desk.proposals.find(name)
    form = _masked(form, desk)
    try:
        await desk.proposals.keep(form.fields(), who.account, found.gap_id, name)
    except Unfit as unfit:
        return await _statement_page(request, who, desk, name, form, unfit.problems)
    return see_other(f"/console/pernyataan/{name}")


@router.post("/pernyataan/{name}/terbitkan")
async def publish(who: Boss, desk: DeskOf, name: str) -> Response:
    """It answers from now on."""
    await desk.proposals.publish(name, who.account)
    return see_other(f"/console/pernyataan/{name}")


@router.post("/pernyataan/{name}/tarik")
async def withdraw(who: Boss, desk: DeskOf, name: str) -> Response:
    """It answers no more."""
    await desk.proposals.withdraw(name, who.account)
    return see_other(f"/console/pernyataan/{name}")


@router.get("/umpan-balik")
async def feedback(request: Request, who: Reader, desk: DeskOf) -> Response:
    """What people say, by the statement it concerns, and why drafts were rejected."""
    return show(
        request,
        who,
        "meja-umpan.html",
        voices=await desk.summary.voices(),
        rejected=await desk.drafts.listed(state="rejected"),
    )


def _masked(form: StatementForm, desk: Desk) -> StatementForm:
    mask = desk.services.mask
    words = {name: mask(getattr(form, name)) for name in ("title", "text", "questions")}
    return form.model_copy(update=words)


async def _gap_page(
    request: Request,
    who: Signed,
    desk: Desk,
    found: Gap,
    form: StatementForm,
    problems: list[str] | None = None,
) -> Response:
    return show(
        request,
        who,
        "meja-celah-satu.html",
        status=422 if problems else 200,
        gap=found,
        others=[other for other in await desk.gaps.all() if other.id != found.id],
        causes=CAUSES,
        form=form,
        problems=problems or [],
        **CHOICES,
    )


async def _statement_page(
    request: Request,
    who: Signed,
    desk: Desk,
    name: str,
    form: StatementForm | None = None,
    problems: list[str] | None = None,
) -> Response:
    found = await desk.proposals.find(name)
    known, source = found.statement, found.statement.sources[0]
    shown = form or StatementForm(
        topic=known.topic,
        title=known.title,
        text=known.text,
        as_of=known.as_of.isoformat(),
        valid_until=known.valid_until.isoformat() if known.valid_until else "",
        validity=known.validity,
        authority=known.authority,
        source_title=source.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        grade=source.grade,
        locator=source.locator or "",
        disputed_with=" ".join(known.disputed_with),
        questions="\n".join(known.questions),
    )
    return show(
        request,
        who,
        "meja-pernyataan.html",
        status=422 if problems else 200,
        proposal=found,
        form=shown,
        problems=problems or [],
        **CHOICES,
    )
