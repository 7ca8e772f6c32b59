"""What the widget's application starts with: words, choices, days, and a token for its page."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal, get_args

from pydantic import BaseModel

from api import words
from api.chat import FIRST_DAY, LOOK_AHEAD, MAX_MESSAGE
from api.handoff import office_hours
from api.services import Services
from assistant.check import Check

STARTERS: Final = (
    ("Jadwal", "When", "Kapan ASN pindah ke IKN?"),
    ("Siapa", "Who", "Siapa yang dipindahkan lebih dahulu?"),
    ("Hak", "Rights", "Tunjangan apa yang didapat ASN di IKN?"),
    ("Hunian", "Housing", "Apakah ASN mendapat rumah dinas di IKN?"),
    ("Keluarga", "Family", "Bagaimana dengan pasangan dan sekolah anak saya?"),
    ("Aturan", "Rules", "Apa dasar hukum pemindahan ASN ke IKN?"),
)
COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
Theme = Literal["light", "dark", "auto"]


@dataclass(frozen=True, slots=True)
class Look:
    """How an institution wants its widget; what is not usable falls back to the default."""

    language: words.Language = "id"
    theme: Theme = "auto"
    colour: str | None = None
    institution: str = ""
    greeting: str = ""

    @classmethod
    def of(cls, lang: str, theme: str, color: str, institution: str, greeting: str) -> "Look":
        """From the options of the script tag."""
        colour = COLOUR.fullmatch(color)
        return cls(
            language="en" if lang == "en" else "id",
            theme=next((one for one in get_args(Theme) if one == theme), "auto"),
            colour=f"#{colour[1].lower()}" if colour else None,
            institution=institution[:80],
            greeting=greeting[:300],
        )


class Options(BaseModel):
    """The options of the script tag, as they were written."""

    lang: str = ""
    theme: str = ""
    color: str = ""
    institution: str = ""
    greeting: str = ""

    def look(self) -> Look:
        """What of them is usable."""
        return Look.of(self.lang, self.theme, self.color, self.institution, self.greeting)


class Choosing(BaseModel):
    """A field of the guided check; a choice is what goes into the question, and what is shown."""

    name: str
    label: str
    choices: list[tuple[str, str]]


class GuidedCheck(BaseModel):
    """The form of `assistant.check`; its question is `question`, then the choices with `; ` between
    and a full stop."""

    question: str
    fields: list[Choosing]


class Start(BaseModel):
    """The same as `Start` in `frontend/model.ts`."""

    lang: words.Language
    theme: Theme
    colour: str | None
    institution: str
    greeting: str
    origin: str | None
    token: str | None
    text: dict[str, str]
    validities: dict[str, tuple[str, str]]
    check: GuidedCheck
    starters: list[tuple[str, str]]
    knowledge_date: date
    retention_days: int
    office_hours: str
    helpdesk: bool
    max_message: int
    first_day: date
    last_day: date


@cache
def guided_check(language: words.Language) -> GuidedCheck:
    """In the words of one language; what is asked is Indonesian."""
    check = Check.load()
    fields = [
        Choosing(
            name=field.name,
            label=field.label[language],
            choices=[(choice.phrase, choice.shown[language]) for choice in field.choices],
        )
        for field in check.fields
    ]
    return GuidedCheck(question=check.question, fields=fields)


async def start_of(look: Look, origin: str | None, services: Services) -> Start:
    """For a page of `origin`; None is the chat as a page of our own, which needs no token."""
    settings, language = services.settings, look.language
    return Start(
        lang=language,
        theme=look.theme,
        colour=look.colour,
        institution=look.institution,
        greeting=look.greeting,
        origin=origin,
        token=services.tokens.issue(origin, services.clock()) if origin else None,
        text=words.words(language),
        validities=words.validities(language),
        check=guided_check(language),
        starters=[(row[language == "en"], row[2]) for row in STARTERS],
        knowledge_date=services.assistant.knowledge_date,
        retention_days=settings.retention_days,
        office_hours=office_hours(settings),
        helpdesk=await services.helpdesk(),
        max_message=MAX_MESSAGE,
        first_day=FIRST_DAY,
        last_day=services.today() + LOOK_AHEAD - timedelta(days=1),
    )
