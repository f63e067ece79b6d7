"""A small OpenID Connect provider on this machine: discovery, authorisation, tokens, keys, user info."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "fairway-test", "a secret of the two houses"


@dataclass
class Provider:
    """What it claims about the person, and the codes that it gave out, each used once."""

    claims: dict[str, Any]
    issuer: str = ""
    claimed_issuer: str = ""  # what its tokens say, when they lie
    refuses: bool = False
    discovery_text: str | None = None  # what it sends instead of its document
    discovery_status: int = 200
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access_tokens: set[str] = field(default_factory=set)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person's browser goes next."""
        if asked["client_id"] != CLIENT_ID or asked["code_challenge_method"] != "S256":
            raise PermissionError
        answer = {"state": asked["state"]}
        if self.refuses:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(8)
            self.codes[answer["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, given: dict[str, str]) -> dict[str, Any]:
        asked = self.codes.pop(given["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest())
        if (
            given["client_secret"] != CLIENT_SECRET
            or given["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            raise PermissionError
        access = secrets.token_urlsafe(8)
        self.access_tokens.add(access)
        return {"access_token": access, "token_type": "Bearer", "id_token": self._id_token()}

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def _id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.claimed_issuer or self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60}
        return jwt.encode(self.claims | claims, self.key, algorithm="RS256", headers={"kid": "1"})


@contextmanager
def provider_running(claims: dict[str, Any]) -> Iterator[Provider]:
    provider = Provider(claims)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            match address.path:
                case "/.well-known/openid-configuration":
                    self._send(provider.discovery_text or provider.discovery(), provider.discovery_status)
                case "/keys":
                    self._send(provider.keys())
                case "/userinfo" if self._bearer() in provider.access_tokens:
                    self._send(provider.claims)
                case "/authorize":
                    self._redirect(provider.authorize(_flat(address.query)))
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                self._send(provider.token(_flat(body)))
            except (KeyError, PermissionError):
                self.send_error(400)

        def _bearer(self) -> str:
            return self.headers.get("Authorization", "").removeprefix("Bearer ")

        def _send(self, content: dict[str, Any] | str, status: int = 200) -> None:
            body = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _redirect(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
