"""Where the house differs from allauth: its words, its letters, what it records and what it refuses."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import UserError
from fairway.platform.accounts.discovery import discovery_checked
from fairway.platform.accounts.models import User
from fairway.platform.accounts.names import plain_name
from fairway.platform.accounts.person_audit import person_event
from fairway.platform.accounts.person_selectors import has_other_factor, is_official
from fairway.platform.accounts.selectors import actor_of

REAUTHENTICATION_WORDS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code of your authenticator app"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and letters."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _(
            "You sign in with this address. Make another one the main address first."
        ),
        "duplicate_email": _("This address is yours already."),
        "email_password_mismatch": _(
            "The e-mail address and the password do not go together. Check both and try again."
        ),
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Check it and try again."),
        "incorrect_password": _("This is not your password."),
        "max_email_addresses": _("You cannot have more than %d addresses."),
        "too_many_login_attempts": _(
            "There were too many tries. Wait five minutes, or sign in with a passkey if you have one."
        ),
        "unverified_primary_email": _("Confirm this address first."),
        "same_as_current": _("This is the same as before."),
        "rate_limited": _("There were too many tries. Wait a minute, then try again."),
    }

    def new_user(self, request: HttpRequest) -> User:
        """The house writes to a new person in the language of the page where they signed up."""
        return User(language=get_language() or settings.LANGUAGE_CODE)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", user.name)
        super().save_user(request, user, form, commit=False)
        if commit:
            with transaction.atomic():
                user.save()
                person_event(user, "person.signed-up")
        return user

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)  # slow on purpose, and so outside the transaction
        with transaction.atomic():
            user.save(update_fields=["password"])
            person_event(user, "person.password-changed")

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """An official without a second factor is led to where one is set up, whatever was asked for."""
        response: HttpResponse = super().post_login(request, user, **how)
        if actor_of(user).lacks_second_factor:
            return HttpResponseRedirect(reverse("mfa_index"))
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("person:signed_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            method | {"description": REAUTHENTICATION_WORDS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the receiver's language; links lead to the address that the settings name, not the request."""
        with override(_language_of(email)):
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})

    def format_email_subject(self, subject: str) -> str:
        return subject


def _language_of(address: str) -> str:
    known = EmailAddress.objects.filter(email=address.lower()).values_list("user__language", flat=True)
    return known.first() or get_language() or settings.LANGUAGE_CODE


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role needs a second factor, and this is the last one. Add another one first."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm all your e-mail addresses first, or remove those that you cannot."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """An official keeps at least one second factor."""
        return not is_official(authenticator.user) or has_other_factor(authenticator)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Part of the page, not a picture beside it: the content security policy allows no data: images."""
        # Slow to import, and only this page needs it.
        from qrcode import make  # noqa: PLC0415
        from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

        svg: str = make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return svg


class SessionsAdapter(DefaultUserSessionsAdapter):
    """The devices where a person is signed in."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        with transaction.atomic():
            for session in sessions:
                session.end()
                person_event(session.user, "person.session-ended")


def _name_told(name: str) -> str:
    """What another house calls the person; nothing when it is no name to stand in our letters."""
    try:
        return plain_name(name)
    except UserError:
        return ""


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Signing in with the identity that another house, such as a national one, vouches for."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("Set a password first: without it you could not sign in any more."),
        "no_verified_email": _("Confirm an e-mail address first: without it you could not sign in any more."),
        "connected_other": _("This identity belongs to another account."),
    }

    def get_requests_session(self) -> Any:
        session = super().get_requests_session()
        session.hooks["response"].append(discovery_checked)
        return session

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        limit = User._meta.get_field("name").max_length
        user.name = _name_told((data.get("name") or "")[:limit])
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            if form is None:  # else the account adapter has saved and recorded it
                person_event(user, "person.signed-up")
        return user

    def send_notification_mail(self, template_prefix: str, user: User, **how: Any) -> None:
        """The one hook at a new connection, which comes by a redirect from the other house."""
        if template_prefix.endswith("account_connected"):
            with transaction.atomic():
                person_event(user, "person.identity-added")
        super().send_notification_mail(template_prefix, user, **how)
