"""Who owns a conversation: a small state machine, as one table.

          ask              claim              resolve
    none ─────▶ waiting ─────────▶ active ─────────────▶ ended
     ▲             ▲     release      │  ◀─────────────── reopen
     └── undo ──── └──────────────────┘        ask: ended ─▶ waiting

While it is waiting or active the assistant is silent. Only an active conversation has an owner,
and only its owner may write in it; a supervisor may take one from its owner and pass it on.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

from api.problems import HttpError

State = Literal["none", "waiting", "active", "ended"]


class Step(StrEnum):
    """What can happen to a conversation; the value is how the audit log calls it."""

    ASK = "minta-petugas"
    UNDO = "batal-petugas"
    CLAIM = "ambil"
    RELEASE = "lepas"
    TRANSFER = "alihkan"
    NOTE = "catatan"
    REPLY = "balas"
    RESOLVE = "selesai"
    REOPEN = "buka-lagi"


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation's state, and the account that owns it while it is active."""

    state: State = "none"
    owner: str | None = None

    @property
    def silent(self) -> bool:
        """Whether the assistant must not speak."""
        return self.state in ("waiting", "active")


@dataclass(frozen=True, slots=True)
class Who:
    """Who takes a step; a supervisor may act on what others own, but not write in it."""

    name: str
    supervisor: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a step is possible, where it leads, and whose it is."""

    possible: Set[State]
    leads: State | None = None
    owner: Literal["anyone", "owner", "owner or supervisor"] = "anyone"


RULES: Final[dict[Step, Rule]] = {
    Step.ASK: Rule({"none", "ended"}, "waiting"),
    Step.UNDO: Rule({"none", "waiting", "active", "ended"}, "none"),
    Step.CLAIM: Rule({"waiting"}, "active"),
    Step.RELEASE: Rule({"active"}, "waiting", "owner or supervisor"),
    Step.TRANSFER: Rule({"active"}, "active", "owner or supervisor"),
    Step.NOTE: Rule({"waiting", "active", "ended"}),
    Step.REPLY: Rule({"active"}, "active", "owner"),
    Step.RESOLVE: Rule({"active"}, "ended", "owner or supervisor"),
    Step.REOPEN: Rule({"ended"}, "active"),
}
IMPOSSIBLE: Final[dict[State, str]] = {
    "none": "Penanya sudah membatalkan permintaannya; asisten menjawab lagi.",
    "waiting": "Percakapan ini belum diambil. Ambil lebih dahulu.",
    "active": "Percakapan ini sudah ditangani petugas.",
    "ended": "Percakapan ini sudah selesai.",
}


class NotPossible(HttpError):
    """The step does not fit the state, or belongs to somebody else."""

    def __init__(self, detail: str) -> None:
        super().__init__(409, detail)


def move(case: Case, step: Step, who: Who, to: str | None = None) -> Case:
    """The conversation after a step; raises `NotPossible`.

    >>> move(Case("waiting"), Step.CLAIM, Who("siti"))
    Case(state='active', owner='siti')
    """
    rule = RULES[step]
    if case.state not in rule.possible:
        raise NotPossible(IMPOSSIBLE[case.state])
    mine = case.owner == who.name
    others = who.supervisor and rule.owner == "owner or supervisor"
    if rule.owner != "anyone" and not (mine or others):
        raise NotPossible("Percakapan ini ditangani petugas lain.")
    if rule.leads is None:
        return case
    return replace(case, state=rule.leads, owner=_owner(case, step, who, to))


def _owner(case: Case, step: Step, who: Who, to: str | None) -> str | None:
    match step:
        case Step.CLAIM | Step.REOPEN:
            return who.name
        case Step.TRANSFER:
            return to
        case Step.REPLY:
            return case.owner
        case _:
            return None
