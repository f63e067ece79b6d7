"""What partners say of their firms, and what people decide where that is in doubt."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.trust.recognition.domain.identifier import Scheme, identifier_read
from fairway.trust.recognition.domain.matching import Accepted, Known, Match, entry_match
from fairway.trust.recognition.domain.message import Delta, Entry, Status
from fairway.trust.recognition.models import Agreement, ForeignStatus, Partner, Quarantine
from fairway.trust.recognition.policies import OFFICE


class AlreadyDecided(UserError):
    """Somebody has decided it, or the partner has told otherwise."""


def status_apply(partner: Partner, delta: Delta) -> ForeignStatus:
    """Take over what the partner says; a doubt whom it means goes to a person."""
    entry = delta.entry
    before = ForeignStatus.objects.filter(partner=partner, number=entry.number).first()
    is_new_name = before is None or before.told_identifier != entry.identifier
    status, _created = ForeignStatus.objects.update_or_create(
        partner=partner,
        number=entry.number,
        defaults={
            "agreement": delta.agreement,
            "told_identifier": entry.identifier,
            "status": entry.status,
            "programme": entry.programme,
            "tier": entry.tier,
            "name": entry.name,
            "valid_until": entry.valid_until,
            "as_of": delta.made_at,
            "sequence": delta.sequence,
        }
        | ({"identifier": ""} if is_new_name else {}),
    )
    if entry == entry.tombstone():
        _settle(status)
    else:
        _match(status, entry)
    return status


def entry_of(status: ForeignStatus) -> Entry:
    """As the partner told it."""
    return Entry(
        number=status.number,
        identifier=status.told_identifier,
        status=Status(status.status),
        programme=status.programme,
        tier=status.tier,
        name=status.name,
        valid_until=status.valid_until,
    )


@transaction.atomic
def quarantine_match(*, actor: Actor, office: Organisation, quarantine: Quarantine, identifier: str) -> None:
    """It means the firm of this identifier; what the partner tells under the other one does too from now on.

    Raises BadIdentifier, AlreadyDecided.
    """
    OFFICE.check(actor, "recognition.decide", office)
    held = _undecided(quarantine)
    value = identifier_read(_scheme(held.status), identifier)
    ForeignStatus.objects.filter(pk=held.status_id).update(identifier=value)
    _decide(actor, office, held, Quarantine.Outcome.MATCHED, matched_to=value)


@transaction.atomic
def quarantine_discard(*, actor: Actor, office: Organisation, quarantine: Quarantine, reason: str) -> None:
    """It means nobody here; it stays without benefit. Raises AlreadyDecided, UserError without a reason."""
    OFFICE.check(actor, "recognition.decide", office)
    if not reason.strip():
        raise UserError(Text("Say why it is discarded."))
    _decide(actor, office, _undecided(quarantine), Quarantine.Outcome.DISCARDED, reason=reason.strip())


def agreement_of(status: ForeignStatus) -> Agreement | None:
    """The agreement under which it was told, if it is in force."""
    today = timezone.localdate()
    found = Agreement.objects.filter(partner=status.partner_id, code=status.agreement).first()
    in_force = found and found.begins_on <= today and (found.ends_on is None or today <= found.ends_on)
    return found if in_force else None


def _match(status: ForeignStatus, entry: Entry) -> None:
    found = _decided_before(status) or _computed(status, entry)
    if found.doubt is None:
        ForeignStatus.objects.filter(pk=status.pk).update(identifier=found.identifier)
        _settle(status)
        return
    ForeignStatus.objects.filter(pk=status.pk).update(identifier="")
    Quarantine.objects.get_or_create(
        status=status,
        outcome="",
        defaults={
            "doubt": found.doubt,
            "told_identifier": status.told_identifier,
            "since": timezone.now(),
        },
    )


def _decided_before(status: ForeignStatus) -> Match | None:
    """What a person has said of the same words of the same partner, which still holds."""
    about = Quarantine.objects.filter(
        status__partner=status.partner_id, told_identifier=status.told_identifier
    )
    matched = about.filter(outcome=Quarantine.Outcome.MATCHED).order_by("-decided_at").first()
    discarded = about.filter(outcome=Quarantine.Outcome.DISCARDED, status=status)
    if matched is not None and agreement_of(status) is not None:
        return Match(matched.matched_to)
    return Match() if discarded.exists() else None


def _computed(status: ForeignStatus, entry: Entry) -> Match:
    agreement = agreement_of(status)
    told = "".join(entry.identifier.split()).upper()
    others = ForeignStatus.objects.filter(identifier=told).exclude(pk=status.pk)
    return entry_match(
        entry,
        partner=str(status.partner_id),
        economy=status.partner.economy,
        accepted=Accepted(Scheme(agreement.accepted_scheme), tuple(agreement.accepted_types))
        if agreement
        else None,
        known=[Known(str(one.partner_id), one.number, one.name) for one in others],
    )


def _settle(status: ForeignStatus) -> None:
    """The doubt is over: the partner has told otherwise."""
    Quarantine.objects.filter(status=status, outcome="").update(
        outcome=Quarantine.Outcome.SETTLED, decided_at=timezone.now()
    )


def _scheme(status: ForeignStatus) -> Scheme:
    agreement = Agreement.objects.filter(partner=status.partner_id, code=status.agreement).first()
    return Scheme(agreement.accepted_scheme) if agreement else Scheme.TIN


def _undecided(quarantine: Quarantine) -> Quarantine:
    held = Quarantine.objects.select_for_update().get(pk=quarantine.pk)
    if held.outcome:
        raise AlreadyDecided(Text("This was decided already."))
    return held


def _decide(
    actor: Actor,
    office: Organisation,
    held: Quarantine,
    outcome: Quarantine.Outcome,
    *,
    matched_to: str = "",
    reason: str = "",
) -> None:
    held.outcome, held.matched_to, held.reason = outcome, matched_to, reason
    held.decided_by_id, held.decided_at = actor.id, timezone.now()
    held.save()
    event_record(
        actor=actor,
        verb=f"recognition.quarantine-{outcome}",
        subject=held,
        organisation=office.pk,
        after={"identifier": held.told_identifier} | ({"to": matched_to} if matched_to else {}),
        reason=reason,
    )
