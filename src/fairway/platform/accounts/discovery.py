"""The document with which an OpenID Connect provider says where it is asked: read whole, or refused."""

from __future__ import annotations

from typing import Any

from requests import Response
from requests.exceptions import InvalidJSONError

_WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def discovery_checked(answer: Response, **_how: Any) -> None:
    """A hook of `requests`: a document that lacks something is like one that cannot be read.

    Raises InvalidJSONError, where the library would fail on a missing key later.
    """
    if not answer.url.endswith(_WELL_KNOWN) or answer.status_code != 200:
        return
    document = answer.json()
    if not isinstance(document, dict):
        raise InvalidJSONError("The discovery document is no object.")
    if missing := [name for name in NEEDED if not isinstance(document.get(name), str)]:
        raise InvalidJSONError(f"The discovery document lacks {', '.join(missing)}.")
