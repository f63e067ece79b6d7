"""Works in one instance for the tests: a line of JSON in, a line of JSON out. Run in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from joserfc.jwk import OKPKey  # noqa: E402

from fairway.platform.access.actor import OrganisationKind, Role, system  # noqa: E402
from fairway.platform.accounts.models import Membership, Organisation, User  # noqa: E402
from fairway.platform.accounts.operator_services import host_open  # noqa: E402
from fairway.platform.accounts.selectors import actor_of  # noqa: E402
from fairway.trust.aeo.models import Case, Certificate  # noqa: E402
from fairway.trust.aeo.services.status import Change, certificate_change  # noqa: E402
from fairway.trust.recognition import keys  # noqa: E402
from fairway.trust.recognition.credential import BadCredential, credential_check, credential_of  # noqa: E402
from fairway.trust.recognition.domain.identifier import Scheme  # noqa: E402
from fairway.trust.recognition.exchange import TYPE  # noqa: E402
from fairway.trust.recognition.jose import fingerprint, token_sign  # noqa: E402
from fairway.trust.recognition.models import ForeignStatus, InboxMessage, OutboxDelta, Partner  # noqa: E402
from fairway.trust.recognition.plain import checked_plain  # noqa: E402
from fairway.trust.recognition.services.consents import consent_set, identifier_set  # noqa: E402
from fairway.trust.recognition.services.delivery import partner_deliver, stream_restart  # noqa: E402
from fairway.trust.recognition.services.partners import (  # noqa: E402
    Terms,
    agreement_add,
    key_trust,
    partner_add,
)
from fairway.trust.recognition.services.reconciling import partner_reconcile  # noqa: E402

OPERATOR = system("operator")


def begin(name: str, economy: str) -> str:
    """The host and its first key, whose fingerprint is returned."""
    host_open(actor=OPERATOR, kind=OrganisationKind.CUSTOMS, name=name, economy=economy)
    return fingerprint(keys.key_make(actor=OPERATOR, use=True).kid)


def befriend(**partner: str) -> str:
    added = partner_add(actor=OPERATOR, **partner)  # type: ignore[arg-type]
    terms = Terms(
        code="MRA-1",
        begins_on=date(2020, 1, 1),
        scheme=Scheme.TIN,
        recognised_types=["safe-msme:secured"],
        accepted_scheme=Scheme.TIN,
        accepted_types=["safe-msme:secured"],
        citation="Agreement of the tests",
    )
    agreement_add(actor=OPERATOR, partner=added, terms=terms)
    return str(added.pk)


def grant(firm: str, identifier: str, number: str) -> str:
    """A firm with its owner, certificate, identifier and consent; the secret of the certificate."""
    economy = Organisation.objects.get(is_host=True).economy
    made = Organisation.objects.create(kind=OrganisationKind.FIRM, name=firm, economy=economy)
    owner = User.objects.create(email=f"{number}@example.org")
    Membership.objects.create(user=owner, organisation=made, role=Role.OWNER, joined_at=timezone.now())
    certificate = _certificate(made, number)
    actor = actor_of(owner)
    for partner in Partner.objects.all():
        identifier_set(actor=actor, organisation=made, partner=partner, value=identifier)
    consent_set(actor=actor, organisation=made, partner=None, is_given=True)
    return certificate.secret


def _certificate(firm: Organisation, number: str) -> Certificate:
    now = timezone.now()
    case = Case.objects.create(
        number=f"case {number}", organisation=firm, programme="safe-msme", version="1", tier="secured",
        size_class="micro", workflow="2026-1", state="authorised", submission={}, law_on=now.date(),
        language="en", submitted_at=now, changed_at=now, client_id=uuid4(),
    )  # fmt: skip
    return Certificate.objects.create(
        case=case, organisation=firm, number=number, secret=f"secret-of-{number}", status="active",
        valid_from=date(2026, 1, 1), valid_until=date(2099, 1, 1), changed_at=now,
    )  # fmt: skip


def change(number: str, change: str) -> str:
    """As a decision does it. When it was committed."""
    with transaction.atomic():
        certificate = Certificate.objects.get(number=number)
        certificate_change(OPERATOR, certificate, Change(change), timezone.now())
    return timezone.now().isoformat()


def withdraw_consent(number: str) -> None:
    firm = Certificate.objects.get(number=number).organisation
    owner = User.objects.get(email=f"{number}@example.org")
    consent_set(actor=actor_of(owner), organisation=firm, partner=None, is_given=False)


def deliver() -> bool:
    return all(partner_deliver(partner) for partner in Partner.objects.all())


def reconcile() -> dict[str, str]:
    return {number: str(change) for number, change in partner_reconcile(Partner.objects.get()).items()}


def partner() -> dict[str, Any]:
    found = Partner.objects.get()
    return {
        "told": found.told_sequence, "heard": found.heard_sequence, "stream": str(found.stream),
        "heard_stream": found.heard_stream, "problem": found.problem, "attempts": found.attempts,
        "retry_at": found.retry_at and found.retry_at.isoformat(), "repaired": found.repaired,
    }  # fmt: skip


def statuses() -> dict[str, str]:
    return {row.number: row.status for row in ForeignStatus.objects.order_by("number")}


def identifiers() -> dict[str, str]:
    return {row.number: row.identifier for row in ForeignStatus.objects.order_by("number")}


def verdicts() -> list[str]:
    """Of all that was not a heartbeat, in the order of arrival."""
    heard = InboxMessage.objects.order_by("pk").exclude(kind="heartbeat")
    return list(heard.values_list("verdict", flat=True))


def forget() -> None:
    InboxMessage.objects.all().delete()


def waiting() -> int:
    return OutboxDelta.objects.filter(acknowledged_at__isnull=True).count()


def spoil(wrong: str, missing: str, invented: str) -> None:
    """What a faulty disk or hand may do to what we know."""
    ForeignStatus.objects.filter(number=wrong).update(status="active")
    found = ForeignStatus.objects.get(number=missing)
    found.delete()
    found.pk, found.number, found.told_identifier = None, invented, "SN999"
    found.save()


def restart_stream() -> None:
    stream_restart(Partner.objects.get())


def lose_everything_heard() -> None:
    """As after a restore of a backup from before the partner was heard of."""
    ForeignStatus.objects.all().delete()
    Partner.objects.update(heard_stream="", heard_sequence=0, heard_digest="", heard_at=None)


def make_key() -> dict[str, Any]:
    return keys.key_plain(keys.key_make(actor=OPERATOR, use=False))


def use_key(kid: str) -> None:
    keys.key_use(actor=OPERATOR, kid=kid)


def trust(document: str, given: str) -> None:
    key_trust(actor=OPERATOR, partner=Partner.objects.get(), keys=document, fingerprint_given=given)


def credential(number: str) -> str:
    return credential_of(Certificate.objects.get(number=number))


def credential_like() -> str:
    """Whole, and signed with a key that nobody trusts."""
    key = OKPKey.generate_key("Ed25519")
    return token_sign(b"{}", key, kid=key.thumbprint(), typ=TYPE)


def check(token: str) -> dict[str, Any]:
    try:
        return checked_plain(credential_check(token, timezone.now()))
    except BadCredential as error:
        return {"problem": str(error)}


def name_of(number: str) -> str:
    return ForeignStatus.objects.get(number=number).name


def answer_calls(functions: Mapping[str, Any]) -> None:
    for line in sys.stdin:
        call = json.loads(line)
        try:
            answer = {"done": functions[call["do"]](**call["with"])}
        except Exception as error:
            answer = {"problem": f"{type(error).__name__}: {error}"}
        connections.close_all()
        print(json.dumps(answer, default=_plain), flush=True)


def _plain(value: object) -> str:
    assert isinstance(value, UUID)
    return str(value)


if __name__ == "__main__":
    answer_calls(globals())
