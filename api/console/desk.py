"""What the console's routes work with, in one frozen bundle that hangs on the app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from api.console.audit import Ledger
from api.console.canned import CannedAnswers
from api.console.cases import Cases
from api.console.documents import Documents
from api.console.drafts import Drafts
from api.console.gaps import Gaps
from api.console.judgements import Judgements
from api.console.oidc import Oidc
from api.console.proposals import Proposals
from api.console.sessions import Sessions
from api.console.summary import Summary

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from api.console.accounts import Accounts
    from api.console.publishing import Publishing
    from api.pages import Pages
    from api.services import Services
    from api.settings import ApiSettings


@dataclass(frozen=True, slots=True)
class Desk:
    """The stores of the console; made once by `create_app`."""

    services: Services
    pages: Pages
    ledger: Ledger
    sessions: Sessions
    oidc: Oidc | None
    cases: Cases
    drafts: Drafts
    judgements: Judgements
    canned: CannedAnswers
    gaps: Gaps
    proposals: Proposals
    documents: Documents
    summary: Summary

    @property
    def accounts(self) -> Accounts:
        """Who works here."""
        return self.services.accounts


def make_desk(
    engine: AsyncEngine, services: Services, ledger: Ledger, pages: Pages, publisher: Publishing
) -> Desk:
    """The bundle over one database."""
    clock, settings = services.clock, services.settings
    proposals = Proposals(engine, ledger, publisher)
    return Desk(
        services=services,
        pages=pages,
        ledger=ledger,
        sessions=Sessions(engine, clock, timedelta(hours=settings.session_hours)),
        oidc=_oidc(settings),
        cases=Cases(engine, ledger, services.mask),
        drafts=Drafts(engine, ledger, services.mask, settings.approval),
        judgements=Judgements(engine, ledger),
        canned=CannedAnswers(engine, ledger, services.assistant),
        gaps=Gaps(engine, ledger, services.assistant),
        proposals=proposals,
        documents=Documents(engine, ledger, settings.folder, partial(proposals.sync, force=True)),
        summary=Summary(engine),
    )


def _oidc(settings: ApiSettings) -> Oidc | None:
    if not settings.oidc_issuer:
        return None
    return Oidc(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
