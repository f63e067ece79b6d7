"""One's own account: settings, data, devices and the way out. The rest of it are allauth's pages."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import logout as library_sign_out
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.providers.openid_connect.views import callback as library_identity_return
from allauth.socialaccount.providers.openid_connect.views import login as library_identity_sign_in
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as session_end
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from fairway.platform.access.decisions import AccessRequest, public, signed_in
from fairway.platform.accounts.models import User
from fairway.platform.accounts.person_forms import EraseForm, SettingsForm
from fairway.platform.accounts.person_selectors import led_alone, must_be_handed_over, person_data
from fairway.platform.accounts.person_services import person_erase, settings_save
from fairway.platform.accounts.services import Refused
from fairway.platform.ui.language import say


class PersonRequest(AccessRequest):
    """Behind `@signed_in`."""

    user: User


logger = logging.getLogger(__name__)
ON_SIGN_OUT = '"cache", "storage"'  # copies kept for reading offline go with the session


def recently_proven(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For who proved in the last minutes who they are. A form posted too late is asked for again."""
    proven: Callable[..., HttpResponseBase] = reauthentication_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return proven(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method == "POST":  # the library would keep the form and send it itself afterwards
                return HttpResponseRedirect(request.path)
            raise

    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings_edit(request: PersonRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_valid():
        settings_save(user=request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("person:settings")
    return render(request, "account/settings.html", {"form": form})


@signed_in
@require_safe
@never_cache
def data_download(request: PersonRequest) -> HttpResponse:
    """Everything the instance holds about the person."""
    body = json.dumps(person_data(request.user), ensure_ascii=False, indent=2)
    name = f"fairway-my-data-{timezone.now().date().isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="application/json", headers=headers)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@recently_proven
def erase(request: PersonRequest) -> HttpResponse:
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            person_erase(user=request.user)
        except Refused as refused:
            form.add_error(None, say(refused.text))
        else:
            session_end(request)
            return _leaving(redirect("person:erased"))
    return render(request, "account/erase.html", {"form": form, **_what_goes(request)})


def _what_goes(request: PersonRequest) -> dict[str, Any]:
    alone = led_alone(request.user)
    return {
        "to_hand_over": [one.organisation for one in alone if must_be_handed_over(one)],
        "to_close": [one.organisation for one in alone if not must_be_handed_over(one)],
    }


@signed_in
@require_POST
def session_revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign out on one device."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    get_sessions_adapter().end_sessions([session])
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@public  # also the way back from between the password and the second factor
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = library_sign_out(request)
    return _leaving(response) if request.method == "POST" else response


def _leaving(response: HttpResponse) -> HttpResponse:
    response.headers["Clear-Site-Data"] = ON_SIGN_OUT
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response


@public
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signed_out.html")


@public
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "account/erased.html")


def when_provider_is_away(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A provider that does not answer, or not in a way that can be read, is no failure of ours."""

    @wraps(view)
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException as error:
            logger.warning("The OpenID Connect provider cannot be asked: %s", error)
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return render(request, "socialaccount/provider_away.html", status=status)

    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
@when_provider_is_away
def identity_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the other house by a page of ours: a form of ours may lead to ourselves only (form-action)."""
    response: HttpResponse = library_identity_sign_in(request, provider_id)
    if isinstance(response, HttpResponseRedirect):
        return render(request, "socialaccount/login_redirect.html", {"redirect_to": response.url})
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
@when_provider_is_away
def identity_return(request: HttpRequest, provider_id: str) -> HttpResponse:
    response: HttpResponse = library_identity_return(request, provider_id)
    return response


class PasskeyRemoval(RemoveWebAuthnView):
    """The library asks before it removes an authenticator app whether it may; here too."""

    form_class = DeactivateTOTPForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {"data": {}, **kwargs, "authenticator": self.object}
