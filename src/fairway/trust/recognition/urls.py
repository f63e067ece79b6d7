"""The pages of the room; what machines call stands in `machine_urls`."""

from django.urls import path

from fairway.trust.recognition import firm_views, office_change_views, office_views, public_views

app_name = "recognition"

_OFFICE = "office/<uuid:organisation>/recognition/"
_PARTNER = f"{_OFFICE}partners/<uuid:partner>/"
_FIRM = "workspace/<uuid:organisation>/recognition/"

urlpatterns = [
    path("recognition/verify/", public_views.verify, name="verify"),
    path(_OFFICE, office_views.partners, name="partners"),
    path(f"{_OFFICE}partners.csv", office_views.partners_csv, name="partners-csv"),
    path(f"{_OFFICE}partners/new/", office_change_views.partner_add, name="partner-add"),
    path(_PARTNER, office_views.partner, name="partner"),
    path(f"{_PARTNER}state/", office_change_views.partner_state, name="partner-state"),
    path(f"{_PARTNER}keys/new/", office_change_views.key_trust, name="key-trust"),
    path(f"{_PARTNER}keys/<uuid:key>/retire/", office_change_views.key_retire, name="key-retire"),
    path(f"{_PARTNER}agreements/new/", office_change_views.agreement_add, name="agreement-add"),
    path(
        f"{_PARTNER}agreements/<uuid:agreement>/end/",
        office_change_views.agreement_end,
        name="agreement-end",
    ),
    path(f"{_OFFICE}outbox/", office_views.outbox, name="outbox"),
    path(f"{_OFFICE}outbox.csv", office_views.outbox_csv, name="outbox-csv"),
    path(f"{_OFFICE}inbox/", office_views.inbox, name="inbox"),
    path(f"{_OFFICE}inbox.csv", office_views.inbox_csv, name="inbox-csv"),
    path(f"{_OFFICE}quarantine/", office_views.quarantine, name="quarantine"),
    path(f"{_OFFICE}quarantine.csv", office_views.quarantine_csv, name="quarantine-csv"),
    path(f"{_OFFICE}quarantine/<uuid:quarantine>/", office_change_views.decide, name="decide"),
    path(f"{_OFFICE}abroad/", office_views.abroad, name="abroad"),
    path(f"{_OFFICE}abroad.csv", office_views.abroad_csv, name="abroad-csv"),
    path(_FIRM, firm_views.consents, name="consents"),
    path(f"{_FIRM}told.csv", firm_views.told_csv, name="told-csv"),
    path(f"{_FIRM}consent/give/", firm_views.consent_all, {"is_given": True}, name="consent-give"),
    path(f"{_FIRM}consent/withdraw/", firm_views.consent_all, {"is_given": False}, name="consent-withdraw"),
    path(f"{_FIRM}partners/<uuid:partner>/consent/", firm_views.consent, name="consent"),
    path(f"{_FIRM}partners/<uuid:partner>/identifier/", firm_views.identifier, name="identifier"),
    path(f"{_FIRM}certificates/<uuid:certificate>/credential.jwt", firm_views.credential, name="credential"),
]
