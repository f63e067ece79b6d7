"""What a firm applies for, read and checked by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from fairway.kernel.text import Text
from fairway.platform.access.actor import OrganisationKind
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.selectors import host_organisation
from fairway.trust.aeo.services.refusals import SubmissionRefused
from fairway.trust.programmes.domain.dossier import ROLE_NAMES, TradeRole
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import Tier
from fairway.trust.programmes.store import calendar_of, programme_of

DATA_PROCESSING, MUTUAL_RECOGNITION = "data_processing", "mutual_recognition"


@dataclass(frozen=True, slots=True)
class Application:
    """`size_class`: what the firm takes itself for; empty: it does not say. The law is that of the day."""

    organisation: Organisation
    law: Law
    tier: Tier
    roles: tuple[TradeRole, ...]
    consents: Mapping[str, bool]
    subsidy: str
    size_class: str
    language: str
    client_id: UUID
    at: datetime

    @property
    def today(self) -> date:
        return self.law.on


def law_of(code: str, at: datetime) -> Law:
    """Raises SubmissionRefused where no customs administration runs the instance."""
    host = host_organisation()
    if host is None or host.kind != OrganisationKind.CUSTOMS:
        raise SubmissionRefused(Text("Nobody takes applications here: no customs administration runs this."))
    programme = programme_of(code)
    return law_on(programme, calendar_of(programme.calendar).local_day(at))


def roles_read(roles: Sequence[str]) -> tuple[TradeRole, ...]:
    unknown = [role for role in roles if role not in ROLE_NAMES]
    if unknown or not roles:
        raise SubmissionRefused(Text("Say what the firm does in the supply chain: one role at least."))
    return tuple(role for role in TradeRole if role in roles)


def consents_read(consents: Mapping[str, bool]) -> Mapping[str, bool]:
    if consents.get(DATA_PROCESSING) is not True:
        raise SubmissionRefused(
            Text("Without your consent that customs uses what you send, it cannot examine the application.")
        )
    return {DATA_PROCESSING: True, MUTUAL_RECOGNITION: consents.get(MUTUAL_RECOGNITION) is True}


def language_read(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise SubmissionRefused(Text("Choose the language of the letters: English, French or Spanish."))
    return language
