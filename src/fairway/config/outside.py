"""The services outside the instance that settings name: a mail server, an OpenID Connect provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from fairway.config.environment import BadSetting, Environment

OIDC_PROVIDER = "national"  # in the address that the provider sends people back to


def mail_carrier(url: str, *, folder: Path) -> dict[str, Any]:
    """The Django mail backend that carries letters, and its options; a folder of files without `url`."""
    if not url:
        return {"backend": "django.core.mail.backends.filebased.EmailBackend", "file_path": str(folder)}
    parts = urlsplit(url)
    return {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and bool(parts.username),
        "timeout": 30,
    }


def openid_connect(environment: Environment) -> dict[str, Any]:
    """The provider that settings name, as allauth wants it. Raises BadSetting when its half is missing."""
    given = (environment.oidc_issuer, environment.oidc_client_id, environment.oidc_client_secret)
    if not any(given):
        return {}
    if not all(given):
        raise BadSetting(
            "FAIRWAY_OIDC_ISSUER, FAIRWAY_OIDC_CLIENT_ID and FAIRWAY_OIDC_CLIENT_SECRET go together: "
            "set all three."
        )
    app = {
        "provider_id": OIDC_PROVIDER,
        "name": environment.oidc_name,
        "client_id": environment.oidc_client_id,
        "secret": environment.oidc_client_secret,
        "settings": {"server_url": environment.oidc_issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
