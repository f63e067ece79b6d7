"""What the tests of one's own account share: people with a password, their letters and their codes."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from fairway.platform.accounts.models import User
from fairway.platform.audit.models import Event

PASSWORD = "dried mango in the shade"
_CODE = re.compile(r"^    (\S+)$", re.MULTILINE)


class CountingHasher(PBKDF2PasswordHasher):
    """A real hasher, made quick, that counts how often it works."""

    iterations = 1
    algorithm = "counting"
    worked: list[str] = []

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self.worked.append("hash")
        return super().encode(password, salt, iterations)


def give_password(user: User, password: str = PASSWORD) -> User:
    user.set_password(password)
    user.save()
    return user


def sign_in(client: Client, user: User | str, password: str = PASSWORD, **more: str) -> Any:
    address = user if isinstance(user, str) else user.email
    return client.post(reverse("account_login"), {"login": address, "password": password, **more})


def prove(client: Client, password: str = PASSWORD) -> None:
    """Show again who one is, as the pages that protect the account ask."""
    assert client.post(reverse("account_reauthenticate"), {"password": password}).status_code == 302


def last_letter() -> mail.EmailMessage:
    return mail.outbox[-1]


def code_in(letter: mail.EmailMessage) -> str:
    found = _CODE.search(str(letter.body))
    assert found, letter.body
    return found[1]


def app_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def totp_secret(user: User) -> str:
    return str(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])


def verbs_of(user: User) -> list[str]:
    rows = Event.objects.filter(subject=f"accounts.user:{user.pk}").order_by("sequence")
    return list(rows.values_list("verb", flat=True))


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("person:settings")).status_code == 200


def text_of(response: Any) -> str:
    """A page without what differs each time: its form tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
