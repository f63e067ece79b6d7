"""What supervisors and administrators change, and what officers decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.forms import HouseForm
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.views import entered, form_page
from fairway.trust.recognition import presentation
from fairway.trust.recognition.domain.identifier import Scheme
from fairway.trust.recognition.forms import AgreementForm, DecideForm, EndForm, KeyForm, PartnerForm
from fairway.trust.recognition.jose import fingerprint
from fairway.trust.recognition.models import Agreement, Partner, PartnerKey, Quarantine
from fairway.trust.recognition.office_views import office_of
from fairway.trust.recognition.services import partners as services
from fairway.trust.recognition.services.foreign import quarantine_discard, quarantine_match
from fairway.trust.recognition.words import DOUBT_WORDS


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def partner_add(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """A partner, and the fingerprint of its key."""
    office = office_of(request, organisation, "recognition.manage")
    form = PartnerForm(entered(request))

    def added(given: dict[str, Any]) -> Partner:
        given["fingerprint_given"] = given.pop("fingerprint")
        return services.partner_add(actor=request.actor, **given)

    partner = form.applied(added)
    if partner:
        messages.success(request, _("%(name)s is a partner. Enter the agreement next.") % {"name": partner})
        return redirect("recognition:partner", office.pk, partner.pk)
    return form_page(request, "recognition/office/partner_add.html", form, {"organisation": office})


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def key_trust(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    """One more key of a partner."""
    office, found = _partner_of(request, organisation, partner)
    form = KeyForm(entered(request))
    key = form.applied(
        lambda given: services.key_trust(
            actor=request.actor,
            partner=found,
            keys=given["keys"],
            fingerprint_given=given["fingerprint"],
        )
    )
    if key:
        messages.success(request, _("The key is trusted."))
        return redirect("recognition:partner", office.pk, found.pk)
    context: dict[str, object] = {"organisation": office, "partner": found}
    return form_page(request, "recognition/office/key_trust.html", form, context)


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def key_retire(request: AccessRequest, organisation: UUID, partner: UUID, key: UUID) -> HttpResponse:
    """Asks first, then believes the key no longer."""
    office, found = _partner_of(request, organisation, partner)
    held = get_object_or_404(PartnerKey, pk=key, partner=found)
    form = HouseForm(entered(request))

    def retired(given: dict[str, Any]) -> bool:
        services.partner_key_retire(actor=request.actor, key=held)
        return True

    if form.applied(retired):
        messages.success(request, _("Nothing that it signs is believed any more."))
        return redirect("recognition:partner", office.pk, found.pk)
    context: dict[str, object] = {
        "organisation": office,
        "partner": found,
        "fingerprint": fingerprint(held.kid),
    }
    return form_page(request, "recognition/office/key_retire.html", form, context)


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def partner_state(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    """Asks first, then suspends the exchange, or resumes it."""
    office, found = _partner_of(request, organisation, partner)
    form = HouseForm(entered(request))
    is_active = found.status == Partner.Status.ACTIVE
    change = services.partner_suspend if is_active else services.partner_restore

    def changed(given: dict[str, Any]) -> bool:
        change(actor=request.actor, partner=found)
        return True

    if form.applied(changed):
        messages.success(
            request, _("The exchange is suspended.") if is_active else _("The exchange goes on.")
        )
        return redirect("recognition:partner", office.pk, found.pk)
    context: dict[str, object] = {"organisation": office, "partner": found, "is_active": is_active}
    return form_page(request, "recognition/office/partner_state.html", form, context)


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def agreement_add(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    office, found = _partner_of(request, organisation, partner)
    form = AgreementForm(entered(request))
    made = form.applied(
        lambda given: services.agreement_add(actor=request.actor, partner=found, terms=_terms(given))
    )
    if made:
        messages.success(request, _("The agreement is entered."))
        return redirect("recognition:partner", office.pk, found.pk)
    context: dict[str, object] = {"organisation": office, "partner": found}
    return form_page(request, "recognition/office/agreement_add.html", form, context)


@requires("recognition.manage")
@require_http_methods(["GET", "POST"])
def agreement_end(request: AccessRequest, organisation: UUID, partner: UUID, agreement: UUID) -> HttpResponse:
    """Its last day, with the reason."""
    office, found = _partner_of(request, organisation, partner)
    held = get_object_or_404(Agreement, pk=agreement, partner=found)
    form = EndForm(entered(request))

    def ended(given: dict[str, Any]) -> bool:
        services.agreement_end(actor=request.actor, agreement=held, **given)
        return True

    if form.applied(ended):
        messages.success(request, _("The last day is set."))
        return redirect("recognition:partner", office.pk, found.pk)
    context: dict[str, object] = {"organisation": office, "partner": found, "agreement": held}
    return form_page(request, "recognition/office/agreement_end.html", form, context)


@requires("recognition.decide")
@require_http_methods(["GET", "POST"])
def decide(request: AccessRequest, organisation: UUID, quarantine: UUID) -> HttpResponse:
    """Whom a status in doubt means."""
    office = office_of(request, organisation, "recognition.decide")
    held = get_object_or_404(Quarantine.objects.select_related("status__partner"), pk=quarantine)
    form = DecideForm(entered(request), initial={"identifier": held.told_identifier})

    def decided(given: dict[str, Any]) -> bool:
        both: Any = {"actor": request.actor, "office": office, "quarantine": held}
        if given["outcome"] == "match":
            quarantine_match(**both, identifier=given["identifier"])
        else:
            quarantine_discard(**both, reason=given["reason"])
        return True

    if form.applied(decided):
        messages.success(request, _("The decision is kept."))
        return redirect("recognition:quarantine", office.pk)
    context: dict[str, object] = {
        "organisation": office,
        "quarantine": held,
        "facts": presentation.status_facts(held.status),
        "doubt": DOUBT_WORDS[held.doubt],
    }
    return form_page(request, "recognition/office/decide.html", form, context)


def _partner_of(request: AccessRequest, organisation: UUID, partner: UUID) -> tuple[Organisation, Partner]:
    office = office_of(request, organisation, "recognition.manage")
    return office, get_object_or_404(Partner, pk=partner)


def _terms(given: dict[str, Any]) -> services.Terms:
    return services.Terms(
        code=given["code"],
        begins_on=given["begins_on"],
        ends_on=given["ends_on"],
        scheme=Scheme(given["scheme"]),
        recognised_types=services.types_read(given["recognised"]),
        accepted_scheme=Scheme(given["accepted_scheme"]),
        accepted_types=services.types_read(given["accepted"]),
        tells_names=given["tells_names"],
        citation=given["citation"],
        citation_url=given["citation_url"],
    )
