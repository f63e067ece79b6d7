"""What a firm allows, and how it is called abroad. Either change is told to the partners it concerns."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.services.application import MUTUAL_RECOGNITION
from fairway.trust.recognition.domain.identifier import Scheme, identifier_read
from fairway.trust.recognition.models import Agreement, Consent, Identifier, Partner
from fairway.trust.recognition.policies import FIRMS
from fairway.trust.recognition.services.sharing import consent_given, firm_share

EVERYBODY = "*"  # in the history: every partner


class IdentifierTaken(UserError):
    """Another firm is called so at this partner."""


@transaction.atomic
def consent_set(*, actor: Actor, organisation: Organisation, partner: Partner | None, is_given: bool) -> None:
    """Add a line to the ledger: about one partner, or about all, later ones too. Repeating it adds nothing.

    Withdrawing it tells those who knew that they may know nothing more.
    """
    FIRMS.check(actor, "recognition.consent", organisation)
    if partner is not None and consent_given(organisation, partner) == is_given:
        return
    consent_record(actor=actor, organisation=organisation, partner=partner, is_given=is_given)


@transaction.atomic
def consent_record(
    *, actor: Actor, organisation: Organisation, partner: Partner | None, is_given: bool
) -> Consent:
    """The line itself, for callers that have asked the policy, such as an application with its consents."""
    line = Consent.objects.create(
        organisation=organisation, partner=partner, is_given=is_given, by=actor.reference, at=timezone.now()
    )
    event_record(
        actor=actor,
        verb=f"recognition.consent-{'given' if is_given else 'withdrawn'}",
        subject=line,
        organisation=organisation.pk,
        after={"partner": partner.name if partner else EVERYBODY},
    )
    firm_share(organisation)
    return line


def consents_heard(actor: Actor, case: Case, consents: Mapping[str, bool]) -> None:
    """Listens to applications: whoever ticks mutual recognition there allows it towards every partner."""
    if consents.get(MUTUAL_RECOGNITION):
        consent_record(actor=actor, organisation=case.organisation, partner=None, is_given=True)


@transaction.atomic
def identifier_set(*, actor: Actor, organisation: Organisation, partner: Partner, value: str) -> None:
    """How the firm is called at the partner; an empty value takes it away. Raises UserError."""
    FIRMS.check(actor, "recognition.identify", organisation)
    held = Identifier.objects.filter(organisation=organisation, partner=partner).first()
    before = held.value if held else ""
    if not value.strip():
        Identifier.objects.filter(organisation=organisation, partner=partner).delete()
        after = ""
    else:
        after = _set(organisation, partner, value)
    if before == after:
        return
    event_record(
        actor=actor,
        verb="recognition.identifier-set",
        subject=partner,
        organisation=organisation.pk,
        before={"was": before},
        after={"partner": partner.name, "identifier": after},
    )
    firm_share(organisation)


def scheme_of(partner: Partner) -> Scheme | None:
    """Under which scheme the partner wants to be told our firms: that of the agreement that ends last."""
    agreements = Agreement.objects.filter(partner=partner)
    running = [one for one in agreements if one.ends_on is None or one.ends_on >= timezone.localdate()]
    return Scheme(running[0].scheme) if running else None


def _set(organisation: Organisation, partner: Partner, value: str) -> str:
    scheme = scheme_of(partner)
    if scheme is None:
        raise UserError(Text("There is no agreement with {partner}.", {"partner": partner.name}))
    plain = identifier_read(scheme, value)
    others = Identifier.objects.filter(partner=partner, scheme=scheme, value=plain)
    if others.exclude(organisation=organisation).exists():
        raise IdentifierTaken(
            Text(
                "Another firm has given {identifier}. If it is yours, write to customs.",
                {"identifier": plain},
            )
        )
    Identifier.objects.update_or_create(
        organisation=organisation,
        partner=partner,
        defaults={"scheme": scheme, "value": plain, "set_at": timezone.now()},
    )
    return plain
