"""A passkey made of software, which signs like a device."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

from fairway.platform.accounts.models import User

HOST = "testserver"
_SEEN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV  # present, and known by finger or PIN
_ID = b"software passkey"


class Passkey:
    """Of one person, kept with the account as the library keeps it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self._key.public_key())
        known = AttestedCredentialData.create(Aaguid.NONE, _ID, public)
        told = AttestationObject.create("none", self._seen(known), {})
        made = {"attestationObject": websafe_encode(told), "clientDataJSON": _client("webauthn.create", "")}
        WebAuthn.add(user, "Phone", _credential(made, clientExtensionResults={"credProps": {"rk": True}}))

    def sign_in(self, client: Client) -> Any:
        """What the button “Sign in with a passkey” does."""
        address = reverse("mfa_login_webauthn")
        asked = client.get(address, headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        return client.post(address, {"credential": json.dumps(self._answer(challenge))})

    def _answer(self, challenge: str) -> dict[str, Any]:
        seen, said = self._seen(), _client("webauthn.get", challenge)
        signed = seen + hashlib.sha256(websafe_decode(said)).digest()
        return _credential(
            {
                "authenticatorData": websafe_encode(seen),
                "clientDataJSON": said,
                "signature": websafe_encode(self._key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
            }
        )

    @staticmethod
    def _seen(known: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = _SEEN | AuthenticatorData.FLAG.AT if known else _SEEN
        return AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0, known or b"")


def _client(kind: str, challenge: str) -> str:
    return websafe_encode(
        json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{HOST}"}).encode()
    )


def _credential(response: dict[str, Any], **more: Any) -> dict[str, Any]:
    identity = websafe_encode(_ID)
    return {"id": identity, "rawId": identity, "type": "public-key", "response": response, **more}
