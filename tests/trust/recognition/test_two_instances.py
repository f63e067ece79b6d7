"""Two real instances, and everything that can happen to a message between them."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.trust.recognition.conftest import SECONDS, Pair, Side

AFTER = {"suspended": "suspended", "reinstated": "active", "revoked": "revoked", "expired": "expired"}


def delivered(side: Side, attempts: int = 6) -> None:
    """Whatever fails is tried again, as the worker would do it later."""
    for _attempt in range(attempts):
        if side.do("deliver"):
            return
    raise AssertionError(side.do("partner"))


def granted(pair: Pair, number: str) -> str:
    """A firm of home that is known abroad; the secret of its certificate."""
    secret: str = pair.home.do(
        "grant", firm=f"Firm {number}", identifier=f"{number[:2]} 00{number[3:]}", number=number
    )
    delivered(pair.home)
    assert known(pair, number) == "active"
    pair.abroad.do("forget")
    return secret


def known(pair: Pair, number: str) -> str | None:
    found: dict[str, str] = pair.abroad.do("statuses")
    return found.get(number)


def test_a_grant_is_known_abroad_and_a_suspension_too(pair: Pair) -> None:
    granted(pair, "SN-1")
    assert pair.abroad.do("identifiers")["SN-1"] == "SN001"
    pair.home.do("change", number="SN-1", change="suspended")
    delivered(pair.home)
    assert known(pair, "SN-1") == "suspended"
    assert pair.home.do("waiting") == 0


@pytest.mark.parametrize(
    ("fault", "recorded"),
    [
        ("lost", ["applied"]),
        ("unanswered", ["applied"]),
        ("doubled", ["applied", "duplicate"]),
        ("cut", ["truncated", "applied"]),
        ("flipped", ["forged", "applied"]),
        ("answer-cut", ["applied"]),
        ("answer-flipped", ["applied"]),
    ],
)
def test_whatever_happens_on_the_way_a_step_is_applied_once(
    pair: Pair, fault: str, recorded: list[str]
) -> None:
    number = f"SN-2{len(fault)}{fault[0]}"
    granted(pair, number)
    pair.home.do("change", number=number, change="suspended")
    pair.way.faults.extend(["ok", fault])  # the heartbeat passes, the step does not
    delivered(pair.home)
    assert known(pair, number) == "suspended"
    assert pair.abroad.do("verdicts") == recorded
    assert pair.home.do("waiting") == 0


def test_what_comes_late_or_again_changes_nothing(pair: Pair) -> None:
    granted(pair, "SN-3")
    pair.way.passed.clear()
    for change in ("suspended", "reinstated", "revoked"):
        pair.home.do("change", number="SN-3", change=change)
    delivered(pair.home)
    before = pair.abroad.do("partner")
    heartbeat, suspended, reinstated, _revoked = pair.way.passed
    pair.abroad.do("forget")
    for token in (reinstated, suspended, heartbeat, reinstated):
        assert pair.abroad.post(token) == 200
    assert known(pair, "SN-3") == "revoked"
    assert pair.abroad.do("verdicts") == ["duplicate"] * 3
    assert pair.abroad.do("partner")["heard"] == before["heard"]


def test_what_others_sign_or_send_elsewhere_changes_nothing(pair: Pair) -> None:
    granted(pair, "SN-4")
    pair.home.do("change", number="SN-4", change="revoked")
    pair.way.faults.extend(["ok", "lost"])
    assert not pair.home.do("deliver")
    pair.abroad.do("forget")
    foreign = pair.abroad.do("credential_like")
    for token, status in (
        (foreign.encode(), 401),  # signed by somebody whom nobody knows
        (b"nothing.at.all", 422),
        (b"", 422),
        (b"\xff" * 500, 422),
        (b"A" * 130_000, 413),
    ):
        assert pair.abroad.post(token) == status
    assert pair.home.post(pair.way.passed[-1]) in (401, 422)  # its own message comes back to it
    assert pair.abroad.do("verdicts") == ["forged", "truncated", "truncated", "truncated", "too-large"]
    assert known(pair, "SN-4") == "active"
    delivered(pair.home)
    assert known(pair, "SN-4") == "revoked"


def test_after_an_outage_all_that_waited_arrives_in_its_order(pair: Pair) -> None:
    granted(pair, "SN-5")
    pair.way.is_away = True
    for change in ("suspended", "reinstated", "suspended", "reinstated", "revoked"):
        pair.home.do("change", number="SN-5", change=change)
        assert not pair.home.do("deliver")
    assert pair.home.do("waiting") == 5
    assert pair.home.do("partner")["attempts"] == 5
    assert known(pair, "SN-5") == "active"
    pair.way.is_away = False
    delivered(pair.home, attempts=1)
    assert known(pair, "SN-5") == "revoked"
    assert pair.abroad.do("verdicts") == ["applied"] * 5
    assert pair.home.do("partner")["problem"] == ""


def test_a_partner_that_has_lost_what_it_heard_is_told_again(pair: Pair) -> None:
    granted(pair, "SN-6")
    before = pair.abroad.do("statuses")
    pair.abroad.do("lose_everything_heard")
    delivered(pair.home)
    assert pair.abroad.do("statuses") == before


def test_the_full_list_repairs_what_differs_and_says_what(pair: Pair) -> None:
    for number in ("SN-7", "SN-71"):
        granted(pair, number)
    pair.home.do("change", number="SN-7", change="revoked")
    delivered(pair.home)
    pair.abroad.do("spoil", wrong="SN-7", missing="SN-71", invented="SN-72")
    assert pair.abroad.do("reconcile") == {"SN-7": "different", "SN-71": "missing", "SN-72": "left-over"}
    assert [known(pair, number) for number in ("SN-7", "SN-71", "SN-72")] == [
        "revoked",
        "active",
        "withdrawn",
    ]
    assert pair.abroad.do("reconcile") == {}


def test_a_stream_that_begins_anew_is_entered_with_the_full_list(pair: Pair) -> None:
    granted(pair, "SN-8")
    pair.home.do("restart_stream")
    pair.home.do("change", number="SN-8", change="suspended")
    assert not pair.home.do("deliver")
    assert known(pair, "SN-8") == "active"
    assert pair.abroad.instance.run("worker", "--once").returncode == 0  # fetches the list
    assert known(pair, "SN-8") == "suspended"
    delivered(pair.home, attempts=1)
    assert pair.home.do("waiting") == 0
    home, abroad = pair.home.do("partner"), pair.abroad.do("partner")
    assert (abroad["heard_stream"], abroad["heard"]) == (home["stream"], home["told"])


def test_a_withdrawn_consent_leaves_a_tombstone_abroad(pair: Pair) -> None:
    granted(pair, "SN-9")
    pair.home.do("withdraw_consent", number="SN-9")
    delivered(pair.home)
    assert known(pair, "SN-9") == "withdrawn"
    assert pair.abroad.do("name_of", number="SN-9") == ""
    pair.home.do("change", number="SN-9", change="suspended")  # is nobody's business abroad any more
    assert pair.home.do("waiting") == 0


def test_keys_change_without_a_pause(pair: Pair) -> None:
    granted(pair, "SN-10")
    new = pair.home.do("make_key")
    document = pair.home.call("GET", "/.well-known/fairway-recognition.json")[1].decode()
    pair.home.do("use_key", kid=new["kid"])
    pair.home.do("change", number="SN-10", change="suspended")
    assert not pair.home.do("deliver")  # signed with what nobody abroad trusts yet
    assert pair.abroad.do("verdicts") == ["forged"]
    assert pair.abroad.do("trust", document=document, given=new["fingerprint"]) is None
    delivered(pair.home, attempts=1)
    assert known(pair, "SN-10") == "suspended"


def test_the_status_of_a_certificate_is_public_to_who_holds_its_secret(pair: Pair) -> None:
    secret = granted(pair, "SN-11")
    status, body = pair.home.call("GET", f"/api/v1/aeo/status/{secret}")
    assert status == 200
    assert json.loads(body)["status"] == "active"
    pair.home.do("change", number="SN-11", change="revoked")
    assert json.loads(pair.home.call("GET", f"/api/v1/aeo/status/{secret}")[1])["status"] == "revoked"
    assert pair.home.call("GET", "/api/v1/aeo/status/guessed")[0] == 404
    delivered(pair.home)


def test_a_credential_proves_itself_at_home_and_abroad(pair: Pair) -> None:
    granted(pair, "SN-12")
    token = pair.home.do("credential", number="SN-12")
    here = pair.home.do("check", token=token)
    there = pair.abroad.do("check", token=token)
    assert (here["status"], here["is_good"]) == ("active", True)
    assert (there["status"], there["is_good"], there["number"]) == ("trusted", True, "SN-12")
    pair.home.do("change", number="SN-12", change="revoked")
    delivered(pair.home)
    assert pair.abroad.do("check", token=token)["status"] == "revoked"
    header, payload, signature = token.split(".")
    said = json.loads(urlsafe_b64decode(payload + "=="))
    said["credentialSubject"]["tier"] = "registered"
    forged = urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    assert "forged" in pair.abroad.do("check", token=f"{header}.{forged}.{signature}")["problem"]
    assert "whole" in pair.abroad.do("check", token=token[:-9])["problem"]


def test_a_revocation_reaches_a_partner_in_two_seconds(pair: Pair) -> None:
    granted(pair, "SN-13")
    with worker(pair.home):
        began = time.monotonic()
        pair.home.do("change", number="SN-13", change="revoked")
        while known(pair, "SN-13") != "revoked":
            assert time.monotonic() - began < 2
            time.sleep(0.02)


@contextmanager
def worker(side: Side) -> Iterator[None]:
    process = side.instance.start("worker")
    try:
        _wait_for_worker(side)
        yield
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def _wait_for_worker(side: Side) -> None:
    deadline = time.monotonic() + SECONDS
    while not list((side.instance.home / "run" / "workers").glob("*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)  # what else a first beat puts into the queue
