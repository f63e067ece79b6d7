"""Who is asking and how often, for every request; and what the views of libraries ask of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from fairway.config.errors import is_api, token_unknown, too_many_requests
from fairway.platform.access.actor import ActorKind
from fairway.platform.access.decisions import PUBLIC, SIGNED_IN, Decision, decision_of, refusal
from fairway.platform.accounts.authentication import brings_bad_token, token_actor
from fairway.platform.accounts.limits import Meter, client_address, neighbourhood
from fairway.platform.accounts.selectors import actor_of

# By route. The API's operations carry their own decisions, which its authentication enforces.
OF_LIBRARIES: dict[str, Decision] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_confirm_password_reset_code": PUBLIC,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "mfa_authenticate": PUBLIC,  # between the password and the second factor nobody is signed in
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "socialaccount_connections": SIGNED_IN,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
}

# The pages that compute: who asks for them is counted as on the API.
COMPUTING = (
    "helpdesk:answer",
    "helpdesk:answer-download",
    "helpdesk:compare",
    "helpdesk:compare-download",
    "plans:save",
    "plans:question",
    "plans:check",
    "plans:pdf",
    "plans:shared-pdf",
    "plans:compare",
    "plans:compare-download",
)
METER = Meter()


class AccessMiddleware:
    """Sets `request.actor`, and refuses what a view does not allow. A view without a decision fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        # The API knows tokens only: a browser's session would let other sites call it.
        request.actor = SimpleLazyObject(
            lambda: token_actor(request) if is_api(request) else actor_of(request.user)
        )
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "CSRF_COOKIE" in request.META:
            # It may be a person's own, or hold the token of their form: no cache between keeps it, nor
            # a browser that others use after.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match.namespace == "api":
            return token_unknown() if brings_bad_token(request) else None
        return refusal(request, decision_of(view) or OF_LIBRARIES.get(match.url_name or ""))


class LimitMiddleware:
    """Slows down who calls the API or asks for answers too often. Before AccessMiddleware in the settings:
    so a bad token is counted before it is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match.namespace != "api" and match.view_name not in COMPUTING:
            return None
        wait = self._wait(request)
        return too_many_requests(request, wait) if wait else None

    def _wait(self, request: Any) -> int:
        """A token and a person are counted wherever they call from; a bad token is counted by its address."""
        actor = request.actor
        if actor.kind is ActorKind.TOKEN:
            return METER.wait(actor.reference, settings.RATE_LIMITS["token"])
        if actor.is_signed_in:
            return METER.wait(actor.reference, settings.RATE_LIMITS["person"])
        caller = neighbourhood(client_address(request))
        return METER.wait(caller, settings.RATE_LIMITS["visitor"]) if caller else 0
