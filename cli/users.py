"""`tanya users` and `tanya audit`: accounts of the helpdesk, and whether the audit log holds."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.console.rights import Role

if TYPE_CHECKING:
    from api.console.accounts import Account, Accounts
    from api.console.audit import Broken, Ledger

app = typer.Typer(help="Akun meja layanan.", no_args_is_help=True)
audit = typer.Typer(help="Catatan audit meja layanan.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAMA", help="Nama akun, tanpa spasi.")]
T = TypeVar("T")


@app.command(epilog="Contoh: tanya users add siti --role officer --unit BKN")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="Peran akun.")] = Role.OFFICER,
    person: Annotated[str, typer.Option(help="Nama orangnya; hanya tampil di konsol.")] = "",
    unit: Annotated[
        str, typer.Option(help="Unit; tampil bagi penanya sebagai «Petugas UNIT».")
    ] = "",
    oidc: Annotated[bool, typer.Option("--oidc", help="Hanya masuk dengan akun instansi.")] = False,
) -> None:
    """Tambah akun; kata sandi sementaranya dicetak sekali dan harus diganti saat masuk pertama."""
    from api.console.accounts import NewAccount

    new = NewAccount(name, person, role, unit, local=not oidc)
    password = _run(lambda accounts, _: accounts.add(new, _actor()))
    if password:
        sys.stdout.write(f"{password}\n")
        sys.stderr.write(f"Akun {name} dibuat. Kata sandi sementara tercetak di atas.\n")
    else:
        sys.stderr.write(f"Akun {name} dibuat; ia masuk dengan akun instansi.\n")


@app.command("list", epilog="Contoh: tanya users list")
def list_() -> None:
    """Daftar akun: nama, peran, unit, keadaan."""
    for account in _run(lambda accounts, _: accounts.all()):
        columns = (account.name, account.role, account.unit or "-", _state(account))
        sys.stdout.write("\t".join(columns) + "\n")


@app.command(epilog="Contoh: tanya users disable siti")
def disable(name: Name) -> None:
    """Tutup akun; sesinya berakhir saat itu juga."""
    _run(lambda accounts, _: accounts.set_disabled(name, True, _actor()))
    sys.stderr.write(f"Akun {name} ditutup.\n")


@app.command(epilog="Contoh: tanya users reset siti")
def reset(name: Name) -> None:
    """Buat kata sandi sementara yang baru, sekaligus membuka kunci akun."""
    sys.stdout.write(f"{_run(lambda accounts, _: accounts.reset(name, _actor()))}\n")


@audit.command(epilog="Contoh: tanya audit verify")
def verify() -> None:
    """Periksa rantai catatan audit; keluar dengan 1 dan baris pertama yang rusak."""
    number, broken = _run(_verify)
    if broken:
        sys.stdout.write(f"Rusak pada baris {broken.number}: {broken.reason}.\n")
        raise typer.Exit(1)
    sys.stdout.write(f"Utuh: {number} baris.\n")


@audit.callback()
def _group() -> None:
    """A group, though it has one command so far."""


def noted(action: str, target: str) -> None:
    """What was done from the terminal beside accounts, in the audit log."""

    async def note(_accounts: Accounts, ledger: Ledger) -> None:
        async with ledger.change(_actor()) as change:
            change.note(action, target[:120])

    _run(note)


async def _verify(_accounts: Accounts, ledger: Ledger) -> tuple[int, Broken | None]:
    return await ledger.verify()


def _run(work: Callable[[Accounts, Ledger], Awaitable[T]]) -> T:
    """Work with the accounts in the database; its tables are made if need be."""
    from api.console.accounts import Accounts
    from api.console.audit import Ledger
    from api.database import migrate, open_engine
    from api.settings import ApiSettings

    async def run() -> T:
        engine = open_engine(ApiSettings().database)
        try:
            await migrate(engine)
            ledger = Ledger(engine, _now)
            return await work(Accounts(engine, ledger, _now), ledger)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def _now() -> datetime:
    return datetime.now(UTC)


def _actor() -> str:
    return f"terminal:{getpass.getuser()}"


def _state(account: Account) -> str:
    if account.disabled:
        return "ditutup"
    return "belum ganti sandi" if account.must_change else "aktif"
