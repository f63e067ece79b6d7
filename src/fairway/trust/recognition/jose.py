"""Signing and checking with Ed25519, in the compact form of JWS (RFC 7515, RFC 8037, RFC 9864)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
LONGEST = 120_000  # of a token, in letters
_PART = r"[A-Za-z0-9_-]+"
_COMPACT = re.compile(rf"{_PART}\.{_PART}\.(?P<signature>{_PART})")
_SIGNATURE = 86  # letters of 64 bytes


class Unreadable(ValueError):
    """It is not a whole JWS."""


class Forged(ValueError):
    """The key is not trusted, or the signature is not the key's."""


def token_sign(payload: bytes, key: OKPKey, *, kid: str, **header: str) -> str:
    protected = {"alg": ALGORITHM, "kid": kid, **header}
    return jws.serialize_compact(protected, payload, key, algorithms=[ALGORITHM])


def token_kid(token: str, *, typ: str) -> str:
    """The key that the token says it is signed with. Raises Unreadable."""
    header = _header(token)
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or header.get("typ") != typ or not isinstance(kid, str):
        raise Unreadable(f"It is no {typ} signed with {ALGORITHM}.")
    return kid


def token_open(token: str, key: OKPKey) -> bytes:
    """What was signed. Raises Forged."""
    try:
        return bytes(jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload)
    except (JoseError, ValueError) as error:
        raise Forged(type(error).__name__) from None


def token_read(token: str, *, typ: str, key_of: Callable[[str], OKPKey | None]) -> bytes:
    """What was signed with the key that `key_of` knows. Raises Unreadable, Forged."""
    key = key_of(token_kid(token, typ=typ))
    if key is None:
        raise Forged("No trusted key has signed it.")
    return token_open(token, key)


def public_key(x: str) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})


def thumbprint(x: str) -> str:
    """The key's name: RFC 7638, SHA-256."""
    return str(public_key(x).thumbprint())


def fingerprint(kid: str) -> str:
    """The same for people who compare: groups of four hexadecimal digits."""
    digits = urlsafe_b64decode(kid + "=").hex().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _header(token: str) -> dict[str, Any]:
    found = _COMPACT.fullmatch(token)
    if found is None or len(found["signature"]) != _SIGNATURE:
        raise Unreadable("It is not whole.")
    part = token.partition(".")[0]
    try:
        header = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        raise Unreadable("Its header cannot be read.") from None
    if not isinstance(header, dict):
        raise Unreadable("Its header is no object.")
    return header
