"""What a firm allows abroad, how it is called there, what was told; and its credential."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.forms import HouseForm
from fairway.platform.accounts.listing import page_of
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.views import entered, form_page
from fairway.platform.ui.downloads import csv_file_in_parts, csv_stream
from fairway.trust.aeo.models import Certificate
from fairway.trust.recognition import presentation, selectors
from fairway.trust.recognition.credential import MEDIA_TYPE, credential_of
from fairway.trust.recognition.forms import IdentifierForm
from fairway.trust.recognition.keys import NoKey
from fairway.trust.recognition.models import Partner
from fairway.trust.recognition.policies import FIRMS
from fairway.trust.recognition.services.consents import consent_set, identifier_set, scheme_of
from fairway.trust.recognition.services.sharing import consent_given


@requires("recognition.told")
@require_safe
def consents(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Partners with consent and identifier, and what each was told."""
    firm = _firm(request, organisation, "recognition.told")
    partners = list(_partners())
    page = page_of(request, selectors.told_of(firm))
    context: dict[str, object] = {
        "organisation": firm,
        "partners": partners,
        "table": presentation.consents_table(
            firm,
            partners,
            {one.pk: consent_given(firm, one) for one in partners},
            selectors.identifiers_of(firm),
            may_consent=_may(request, "recognition.consent", firm),
            may_identify=_may(request, "recognition.identify", firm),
        ),
        "page": page,
        "told": presentation.told_table(page),
        "may_consent": _may(request, "recognition.consent", firm),
        "certificates": firm.certificates.all() if _may(request, "recognition.credential", firm) else (),
    }
    return render(request, "recognition/firm/consents.html", context)


@requires("recognition.told")
@require_safe
def told_csv(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    firm = _firm(request, organisation, "recognition.told")
    rows = map(presentation.outbox_line, selectors.told_of(firm).iterator())
    return csv_file_in_parts("told", csv_stream(presentation.OUTBOX_COLUMNS, rows))


@requires("recognition.consent")
@require_http_methods(["GET", "POST"])
def consent(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    """What is sent to a partner; give the consent or withdraw it."""
    firm = _firm(request, organisation, "recognition.consent")
    found = get_object_or_404(_partners(), pk=partner)
    return _consent(request, firm, found, is_given=not consent_given(firm, found))


@requires("recognition.consent")
@require_http_methods(["GET", "POST"])
def consent_all(request: AccessRequest, organisation: UUID, *, is_given: bool) -> HttpResponse:
    """The same for all partners, later ones too."""
    firm = _firm(request, organisation, "recognition.consent")
    return _consent(request, firm, None, is_given=is_given)


@requires("recognition.identify")
@require_http_methods(["GET", "POST"])
def identifier(request: AccessRequest, organisation: UUID, partner: UUID) -> HttpResponse:
    """How the firm is called at a partner."""
    firm = _firm(request, organisation, "recognition.identify")
    found = get_object_or_404(_partners(), pk=partner)
    held = selectors.identifiers_of(firm).get(found.pk)
    form = IdentifierForm(scheme_of(found), entered(request), initial={"value": held.value if held else ""})

    def kept(given: dict[str, Any]) -> bool:
        identifier_set(actor=request.actor, organisation=firm, partner=found, value=given["value"])
        return True

    if form.applied(kept):
        messages.success(request, _("The identifier is kept."))
        return redirect("recognition:consents", firm.pk)
    context: dict[str, object] = {"organisation": firm, "partner": found}
    return form_page(request, "recognition/firm/identifier.html", form, context)


@requires("recognition.credential")
@require_safe
def credential(request: AccessRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    """The certificate as a verifiable credential, a file that programs read. Without a key there is none."""
    firm = _firm(request, organisation, "recognition.credential")
    held = get_object_or_404(
        Certificate.objects.select_related("case", "organisation"), pk=certificate, organisation=firm
    )
    try:
        signed = credential_of(held)
    except NoKey:
        said = _("Customs cannot sign credentials here yet. Show the certificate as PDF, or ask customs.")
        messages.error(request, said)
        return redirect("recognition:consents", firm.pk)
    return HttpResponse(
        signed,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{held.number}.jwt"'},
    )


def _consent(
    request: AccessRequest, firm: Organisation, partner: Partner | None, *, is_given: bool
) -> HttpResponse:
    form = HouseForm(entered(request))

    def changed(given: dict[str, Any]) -> bool:
        consent_set(actor=request.actor, organisation=firm, partner=partner, is_given=is_given)
        return True

    if form.applied(changed):
        said = _("The consent is given.") if is_given else _("The consent is withdrawn.")
        messages.success(request, said)
        return redirect("recognition:consents", firm.pk)
    context: dict[str, object] = {"organisation": firm, "partner": partner, "gives": is_given}
    return form_page(request, "recognition/firm/consent.html", form, context)


def _partners() -> Any:
    return selectors.partners_list().filter(status=Partner.Status.ACTIVE)


def _firm(request: AccessRequest, organisation: UUID, permission: str) -> Organisation:
    return FIRMS.find(request.actor, permission, Organisation.objects.all(), pk=organisation)


def _may(request: AccessRequest, permission: str, firm: Organisation) -> bool:
    return FIRMS.allowed(request.actor, permission, Organisation.objects.filter(pk=firm.pk)).exists()
