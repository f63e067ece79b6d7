"""`fairway recognition`, run in this process."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from joserfc.jwk import OKPKey
from tests.people import People
from tests.trust.recognition.neighbour import OPERATOR, URL, document, neighbour, print_of

from fairway.trust.recognition.cli import recognition
from fairway.trust.recognition.keys import folder, key_make
from fairway.trust.recognition.models import OwnKey, Partner
from fairway.trust.recognition.transport import Unreachable, message_post


def run(*arguments: str, expected: int = 0) -> Any:
    done = CliRunner().invoke(recognition, [*arguments, "--json"], standalone_mode=True)
    assert done.exit_code == expected, done.output
    return json.loads(done.stdout) if done.stdout else None


def test_an_operator_sets_up_a_partner(people: People, tmp_path: Path) -> None:
    assert len(run("keys", "init")["fingerprint"].split()) == 16
    theirs = OKPKey.generate_key("Ed25519")
    file = tmp_path / "keys.json"
    file.write_text(document(theirs))
    added = run(
        "partners", "add", "Ghana", "--economy", "Ghana", "--url", URL, "--keys", str(file),
        "--fingerprint", print_of(theirs),
    )  # fmt: skip
    assert (added["economy"], added["is_stale"], added["keys"]) == ("GH", True, [print_of(theirs)])
    agreed = run(
        "agree", URL, "MRA-1", "--from", "2026-01-01", "--recognised", "safe-msme:secured, eu-aeo:*",
        "--accepted", "gh:*", "--citation", "Official Gazette 12",
    )  # fmt: skip
    assert agreed["recognised_types"] == ["safe-msme:secured", "eu-aeo:*"]
    assert [one["issuer"] for one in run("partners", "list")] == [URL]
    new = run("keys", "new")
    assert [key["used_from"] is None for key in run("keys", "list")] == [True, False]
    run("keys", "use", new["kid"])


def test_what_the_operator_gets_wrong_is_said(people: People, tmp_path: Path) -> None:
    neighbour()
    file = tmp_path / "keys.json"
    file.write_text("{}")
    agree = ("agree", URL, "M", "--from", "2026-01-01", "--citation", "x")
    for arguments, words in (
        (("keys", "init"), "There is a key already"),
        (("keys", "use", "unknown"), "no key unknown"),
        (("partners", "trust", URL, "--fingerprint", "AB", "--keys", str(file)), "no document of keys"),
        ((*agree, "--recognised", "all"), "programme:tier"),
        (agree, "at least one type"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            CliRunner().invoke(recognition, [*arguments, "--json"], catch_exceptions=False)
    done = CliRunner().invoke(recognition, ["sync", "https://nobody.example"])
    assert done.exit_code == 2
    assert f"The partners are: {URL}." in done.output


def test_what_is_no_credential_is_said_in_json_too() -> None:
    done = CliRunner().invoke(recognition, ["verify", "eyJhbGciOiJub25lIn0.e30.", "--json"])
    assert done.exit_code == 2
    (error,) = json.loads(done.stderr)["errors"]
    assert "no whole credential" in error["message"]


def test_status_without_a_firm_is_that_of_the_partners(people: People) -> None:
    neighbour()
    assert [partner["issuer"] for partner in run("status")] == [URL]


def test_the_name_of_a_key_may_begin_with_a_hyphen(people: People) -> None:
    key = key_make(actor=OPERATOR, use=False)
    kid = f"-{key.kid[1:]}"
    OwnKey.objects.update(kid=kid)
    (folder() / f"{key.kid}.pem").rename(folder() / f"{kid}.pem")
    assert run("keys", "use", kid)["kid"] == kid


def test_the_status_of_a_foreign_firm_is_an_exit_code(people: People) -> None:
    ghana = neighbour()
    ghana.tell()
    (found,) = run("status", "gh001")
    assert (found["standing"], found["partner"]) == ("trusted", "Ghana")
    Partner.objects.update(heard_at=None)
    assert run("status", "GH001", expected=4)[0]["standing"] == "stale"
    assert run("status", "GH999", expected=4) == []


def test_a_partner_that_cannot_be_reached_is_said_and_tried_later(people: People) -> None:
    ghana = neighbour(base_url="http://127.0.0.1:9", issuer=URL)  # nobody listens there
    (done,) = run("sync", expected=1)
    assert not done["followed"]
    assert "refused" in done["problem"]
    ghana.partner.refresh_from_db()
    assert ghana.partner.attempts == 1
    assert ghana.partner.retry_at is not None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b'{"verdict": "wrong-partner"}', "It answered with 401 (wrong-partner)."),
        (b'{"verdict": "<b>anything</b>"}', "It answered with 401."),
        (b"[]", "It answered with 401."),
    ],
)
def test_why_a_partner_refuses_is_told(answer: bytes, words: str) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(401)
            self.end_headers()
            self.wfile.write(answer)

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(Unreachable) as refused:
            message_post(f"http://127.0.0.1:{server.server_port}", "a.b.c")
    assert str(refused.value) == words
