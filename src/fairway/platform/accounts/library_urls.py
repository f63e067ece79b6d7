"""allauth's addresses, by allauth's names; first those where the house does something more."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as identities
from django.urls import include, path

from fairway.platform.accounts import person_views
from fairway.platform.accounts.person_audit import changes_recorded

urlpatterns = [
    path("logout/", person_views.sign_out, name="account_logout"),
    path("email/", changes_recorded(account.email), name="account_email"),
    path(
        "confirm-email/",
        changes_recorded(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("2fa/totp/activate/", changes_recorded(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", changes_recorded(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/generate/",
        changes_recorded(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/add/", changes_recorded(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        changes_recorded(person_views.PasskeyRemoval.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("3rdparty/", changes_recorded(identities.connections), name="socialaccount_connections"),
    path("oidc/<slug:provider_id>/login/", person_views.identity_sign_in, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        person_views.identity_return,
        name="openid_connect_callback",
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
