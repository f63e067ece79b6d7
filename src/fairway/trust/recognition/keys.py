"""The keys of this instance: private halves are files, rows say which signs."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from joserfc.jwk import OKPKey

from fairway.kernel.text import Text, UserError
from fairway.platform.access.actor import Actor
from fairway.platform.audit.services import event_record
from fairway.trust.recognition.jose import ALGORITHM, fingerprint, thumbprint
from fairway.trust.recognition.models import OwnKey


class NoKey(UserError):
    """This instance has no key to sign with."""


class UnknownKey(UserError):
    """No key of this instance has that name."""


def folder() -> Path:
    return Path(settings.FAIRWAY_HOME) / "keys" / "recognition"


@transaction.atomic
def key_make(*, actor: Actor, use: bool) -> OwnKey:
    """A new key, published from now on. It signs at once with `use`; otherwise after `key_use`.

    Partners must know a key before it signs: make it, let them trust it, use it, retire the old one.
    """
    private = Ed25519PrivateKey.generate()
    x = str(OKPKey.import_key(private.public_key()).as_dict(private=False)["x"])
    kid = thumbprint(x)
    _write(kid, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    now = timezone.now()
    key = OwnKey.objects.create(kid=kid, public=x, made_at=now, used_from=now if use else None)
    event_record(actor=actor, verb="recognition.key-made", subject=key, after={"kid": kid, "signs": use})
    return key


@transaction.atomic
def key_use(*, actor: Actor, kid: str) -> OwnKey:
    """Sign with this key from now on. Raises UnknownKey."""
    key = _own(kid)
    if not _path(key.kid).is_file():
        where = {"kid": kid, "folder": str(folder())}
        raise UnknownKey(Text("The private half of {kid} is missing in {folder}.", where))
    key.used_from = timezone.now()
    key.save(update_fields=["used_from"])
    event_record(actor=actor, verb="recognition.key-used", subject=key, after={"kid": kid})
    return key


@transaction.atomic
def key_retire(*, actor: Actor, kid: str) -> OwnKey:
    """Publish this key no longer; its file goes. The one that signs cannot be retired. Raises UserError."""
    key = _own(kid)
    if key.kid == signing_key().kid:
        raise UserError(Text("{kid} signs. Use another key first.", {"kid": kid}))
    key.retired_at = timezone.now()
    key.save(update_fields=["retired_at"])
    event_record(actor=actor, verb="recognition.key-retired", subject=key, after={"kid": kid})
    _path(kid).unlink(missing_ok=True)
    return key


def signing_key() -> OwnKey:
    """The key used most lately. Raises NoKey."""
    used = OwnKey.objects.filter(retired_at__isnull=True, used_from__isnull=False)
    key = used.order_by("-used_from", "kid").first()
    if key is None:
        raise NoKey(Text("This instance has no key. Run “fairway recognition keys init”."))
    return key


def keys_published() -> list[OwnKey]:
    return list(OwnKey.objects.filter(retired_at__isnull=True))


def private_key(key: OwnKey) -> OKPKey:
    """Raises NoKey when its file is gone or readable by others."""
    path = _path(key.kid)
    try:
        if path.stat().st_mode & 0o077:
            raise NoKey(Text("{file} may be read by others. Run “chmod 600” on it.", {"file": str(path)}))
        return OKPKey.import_key(path.read_bytes())
    except OSError as error:
        raise NoKey(
            Text("{file} cannot be read: {why}.", {"file": str(path), "why": error.strerror or "unknown"})
        ) from None


def jwk(key: OwnKey) -> dict[str, str]:
    """The public half, as it is published."""
    return {"kty": "OKP", "crv": "Ed25519", "x": key.public, "kid": key.kid, "use": "sig", "alg": ALGORITHM}


def key_plain(key: OwnKey) -> dict[str, str | None]:
    return {
        "kid": key.kid,
        "fingerprint": fingerprint(key.kid),
        "made_at": key.made_at.isoformat(),
        "used_from": _iso(key.used_from),
        "retired_at": _iso(key.retired_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _own(kid: str) -> OwnKey:
    key = OwnKey.objects.filter(kid=kid, retired_at__isnull=True).first()
    if key is None:
        raise UnknownKey(Text("This instance has no key {kid}.", {"kid": kid}))
    return key


def _path(kid: str) -> Path:
    return folder() / f"{kid}.pem"


def _write(kid: str, pem: bytes) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder().chmod(0o700)
    with os.fdopen(os.open(_path(kid), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
