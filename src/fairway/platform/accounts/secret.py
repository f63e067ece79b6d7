"""Secrets that are shown once: the database keeps a digest that leads nobody back to them."""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES = 32  # 256 bits: guessing is hopeless, so a plain digest is enough


def secret_new(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(BYTES)


def secret_digest(secret: str) -> str:
    """What is stored and looked up. Rows are found by it, never by comparing secrets."""
    return sha256(secret.encode()).hexdigest()
