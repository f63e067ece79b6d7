"""What is known of a firm on a day, today or as it was known at a moment of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fairway.platform.accounts.models import ApiToken, Organisation, User
from fairway.platform.firms.definitions import definitions
from fairway.platform.firms.domain.definition import SizeDefinition, applicable
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.size import SizeFinding, size_class
from fairway.platform.firms.domain.state import State, facts_of, fold
from fairway.platform.firms.models import ProfileChange


def profile_on(organisation: Organisation, day: date, *, as_of: datetime | None = None) -> FirmFacts:
    """The facts that held on `day`; with `as_of`, as far as they had been told by then."""
    return facts_of(state_on(organisation, day, as_of=as_of))


def state_on(organisation: Organisation, day: date, *, as_of: datetime | None = None) -> State:
    """The same as plain JSON. A firm begins with the name and economy it signed up with."""
    rows = ProfileChange.objects.filter(organisation=organisation, effective_on__lte=day)
    if as_of is not None:
        rows = rows.filter(recorded_at__lte=as_of)
    base: State = {"legal_name": organisation.name, "economy": organisation.economy}
    return fold(base, rows.order_by("effective_on", "number").values_list("changes", flat=True))


def figures_told(organisation: Organisation) -> list[tuple[date, State]]:
    """Every change of yearly figures, with the day from which it is true."""
    rows = ProfileChange.objects.filter(organisation=organisation, changes__has_key="figures")
    return list(rows.values_list("effective_on", "changes"))


def size_on(
    organisation: Organisation, day: date, *, as_of: datetime | None = None
) -> tuple[SizeFinding, ...]:
    """The size class under each definition that applies to the firm; the first is that of its economy."""
    return sizes_of(profile_on(organisation, day, as_of=as_of), day)


def sizes_of(facts: FirmFacts, day: date) -> tuple[SizeFinding, ...]:
    found = definitions_for(facts)
    return tuple(size_class(facts.figures, one, day, trading_since=facts.trading_since) for one in found)


def definitions_for(facts: FirmFacts) -> tuple[SizeDefinition, ...]:
    """Those of the firm's economy and of the instance's; where neither has one, the generic ones."""
    host = Organisation.objects.filter(is_host=True).values_list("economy", flat=True)
    economies = [facts.economy.code] if facts.economy else []
    return applicable(definitions(), *economies, *host)


def history(organisation: Organisation) -> QuerySet[ProfileChange]:
    """Every change that was told, the latest first."""
    return ProfileChange.objects.filter(organisation=organisation).order_by("-number")


def tellers(changes: Iterable[ProfileChange]) -> Mapping[str, str]:
    """Who told each change, by its reference, as they are called today."""
    references = {change.recorded_by for change in changes}
    ids = {reference: UUID(reference.partition(":")[2]) for reference in references}
    people = User.objects.filter(erased_at=None).in_bulk(ids.values())
    tokens = ApiToken.objects.in_bulk(ids.values())
    names = {pk: _("the token “%s”") % token.name for pk, token in tokens.items()}
    names |= {pk: str(person) for pk, person in people.items()}
    return {reference: names.get(pk, _("a deleted account")) for reference, pk in ids.items()}
