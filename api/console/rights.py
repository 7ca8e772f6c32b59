"""Who may do what: one table, which routes ask and a test walks."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What an account is for."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be done in the console; the value is how the audit log calls it."""

    READ = "baca-percakapan"
    HANDLE = "tangani-percakapan"
    DRAFT = "susun-konsep"
    APPROVE = "setujui-konsep"
    JUDGE = "nilai-jawaban"
    READ_CANNED = "baca-jawaban-siap"
    KEEP_CANNED = "simpan-jawaban-siap"
    READ_GAPS = "baca-celah"
    WRITE = "susun-pernyataan"
    PUBLISH = "terbitkan-pernyataan"
    UPLOAD = "unggah-dokumen"
    ADMIT = "setujui-dokumen"
    SEE = "lihat-ringkasan"
    ACCOUNTS = "kelola-akun"
    AUDIT = "baca-audit"


_DESK: Final = frozenset({Role.OFFICER, Role.SUPERVISOR})
_KNOWERS: Final = frozenset({Role.EDITOR, Role.SUPERVISOR})

# An admin keeps accounts and reads no conversation; nobody publishes what nobody else has read.
RIGHTS: Final[dict[Action, frozenset[Role]]] = {
    Action.READ: _DESK,
    Action.HANDLE: _DESK,
    Action.DRAFT: _DESK,
    Action.APPROVE: frozenset({Role.SUPERVISOR}),
    Action.JUDGE: _DESK,
    Action.READ_CANNED: _DESK | _KNOWERS,
    Action.KEEP_CANNED: frozenset({Role.SUPERVISOR, Role.EDITOR}),
    Action.READ_GAPS: _KNOWERS,
    Action.WRITE: _KNOWERS,
    Action.PUBLISH: frozenset({Role.SUPERVISOR}),
    Action.UPLOAD: _KNOWERS,
    Action.ADMIT: frozenset({Role.SUPERVISOR}),
    Action.SEE: frozenset({Role.SUPERVISOR, Role.EDITOR, Role.ADMIN}),
    Action.ACCOUNTS: frozenset({Role.ADMIN}),
    Action.AUDIT: frozenset({Role.SUPERVISOR, Role.ADMIN}),
}


def allowed(role: Role, action: Action) -> bool:
    """Whether a role may do it.

    >>> allowed(Role.OFFICER, Action.APPROVE)
    False
    """
    return role in RIGHTS[action]
