"""Sending an application: what the firm has told is frozen, and its case opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.services import organisation_locked
from fairway.platform.audit.services import event_record
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.fee import in_minor_units
from fairway.trust.aeo.domain.workflow import State, workflow_on
from fairway.trust.aeo.models import Case, CaseEvent
from fairway.trust.aeo.policies import APPLICATIONS
from fairway.trust.aeo.services.admission import (
    criteria_check,
    evidence_check,
    free_check,
    size_checked,
    waivers_of,
)
from fairway.trust.aeo.services.application import (
    Application,
    consents_read,
    language_read,
    law_of,
    roles_read,
)
from fairway.trust.aeo.services.freezing import Frozen, files_attach, freeze
from fairway.trust.aeo.services.letters import letter_send
from fairway.trust.aeo.services.numbering import case_number
from fairway.trust.aeo.services.transition import due_refresh
from fairway.trust.assessment.models import SelfAssessment
from fairway.trust.programmes.domain.clock_rule import EventKind
from fairway.trust.programmes.domain.fees import fee_due
from fairway.trust.programmes.domain.questions import questions_for, spared
from fairway.trust.programmes.store import bank

# Called in the transaction of the submission with what the firm agreed to.
CONSENT_LISTENERS: list[Callable[[Actor, Case, Mapping[str, bool]], None]] = []


def case_submit(
    *,
    actor: Actor,
    organisation: Organisation,
    programme: str,
    tier: str,
    roles: Sequence[str],
    consents: Mapping[str, bool],
    subsidy: str,
    language: str,
    client_id: UUID,
    size_class: str = "",
) -> Case:
    """Freeze what the firm has told, compute what it says, and open the firm's case.

    The same `client_id` again gives the same case. `size_class` is what the firm takes itself for; it must
    agree with what is computed. Raises SubmissionRefused with what to do, and UserError for a programme or
    tier that there is not.
    """
    APPLICATIONS.check(actor, "cases.apply", organisation)
    at = timezone.now()
    law = law_of(programme, at)
    application = Application(
        organisation,
        law,
        law.tier(tier),
        roles_read(roles),
        consents_read(consents),
        subsidy,
        size_class,
        language_read(language),
        client_id,
        at,
    )
    with transaction.atomic():
        organisation_locked(organisation)  # a firm's applications take turns
        return _sent_before(application) or _open(actor, application)


def _sent_before(application: Application) -> Case | None:
    return Case.objects.filter(organisation=application.organisation, client_id=application.client_id).first()


def _open(actor: Actor, application: Application) -> Case:
    free_check(application)
    frozen = freeze(application.organisation, application.law, application.tier, application.roles)
    size = size_checked(application, frozen)
    evidence_check(application, frozen)
    criteria_check(application, frozen)
    case = _case(application, frozen, size)
    case.save(force_insert=True)
    event = _first_event(actor, case)
    files_attach(case, frozen.evidence, application.at)
    due_refresh(case, application.at)
    event_record(
        actor=actor,
        verb="case.submitted",
        subject=case,
        organisation=case.organisation_id,
        after={
            "number": case.number,
            "programme": case.programme,
            "tier": case.tier,
            "size_class": case.size_class,
            "consents": dict(application.consents),
        },
        rule_version=f"{case.programme} {case.version}",
    )
    for listener in CONSENT_LISTENERS:
        listener(actor, case, application.consents)
    letter_send(case, event)
    return case


def _case(application: Application, frozen: Frozen, size: SizeClass) -> Case:
    law, tier = application.law, application.tier
    fee = law.fee(tier)
    due = fee_due(fee.amount if fee else None, waivers_of(application, size))
    return Case(
        number=case_number(application.today.year),
        organisation=application.organisation,
        client_id=application.client_id,
        programme=law.programme.code,
        version=law.edition.version,
        tier=tier.code,
        size_class=size,
        roles=[str(role) for role in application.roles],
        workflow=workflow_on(application.today).version,
        state=State.SUBMITTED,
        turn=1,
        submission=frozen.plain | {"consents": dict(application.consents)},
        law_on=application.today,
        language=application.language,
        submitted_at=application.at,
        changed_at=application.at,
        fee=in_minor_units(fee.amount) if fee else 0,
        fee_due=in_minor_units(due) if due else 0,
        fee_currency=fee.amount.currency if fee else "",
        subsidy=application.subsidy,
        questions_asked=len(questions_for(frozen.dossier, law, bank(), tier.code)),
        questions_spared=len(spared(frozen.dossier, law, bank(), tier.code)),
        seconds_spent=_seconds(application),
    )


def _first_event(actor: Actor, case: Case) -> CaseEvent:
    return CaseEvent.objects.create(
        case=case,
        sequence=1,
        kind=EventKind.SUBMITTED,
        move="submit",
        target=case.state,
        at=case.submitted_at,
        by=actor.reference,
    )


def _seconds(application: Application) -> int:
    begun = SelfAssessment.objects.filter(
        organisation=application.organisation, programme=application.law.programme.code
    )
    return begun.values_list("seconds", flat=True).first() or 0
