"""What is recorded of one's own account: by whom and when, never an address or a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fairway.platform.accounts.models import User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.audit.services import event_record

View: TypeAlias = Callable[..., HttpResponseBase]
Part: TypeAlias = tuple[str, int]  # what belongs to an account: its kind and its key

FACTORS = {
    Authenticator.Type.TOTP: "authenticator-app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery-codes",
}


def person_event(user: User, verb: str, *, after: Mapping[str, Any] | None = None) -> None:
    """Record what a person did to their own account, in the transaction of the change."""
    event_record(actor=actor_of(user), verb=verb, subject=user, after=after)


def changes_recorded(view: View) -> View:
    """What a POST to a library's view changes of the person's account is recorded in its transaction.

    The person's row is locked, so that two requests at once cannot take the last two factors away.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=request.user.pk)
            before, main_before = _parts(user), _main_address(user)
            response = view(request, *args, **kwargs)
            _record(user, before, _parts(user))
            if main_before not in (None, _main_address(user)):
                person_event(user, "person.main-address-chosen")
        return response

    return answer


def _parts(user: User) -> set[Part]:
    factors = Authenticator.objects.filter(user=user).values_list("type", "pk")
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("pk", flat=True)
    identities = SocialAccount.objects.filter(user=user).values_list("pk", flat=True)
    return {
        *((FACTORS[Authenticator.Type(kind)], key) for kind, key in factors),
        *(("address", key) for key in addresses),
        *(("identity", key) for key in identities),
    }


def _main_address(user: User) -> int | None:
    main: int | None = (
        EmailAddress.objects.filter(user=user, primary=True).values_list("pk", flat=True).first()
    )
    return main


def _record(user: User, before: set[Part], after: set[Part]) -> None:
    for kind, _key in sorted(before - after):
        person_event(user, f"person.{kind}-removed")
    for kind, _key in sorted(after - before):
        person_event(user, f"person.{kind}-added")
