"""The same Idempotency-Key: the first answer again, nothing done twice; and after a failure, a new try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone
from ninja.responses import Status
from tests.contest import Contest
from tests.people import People, nothing_changes

from fairway.platform.access.actor import VISITOR, Actor, ActorKind
from fairway.platform.accounts.idempotency import BadKey, StillUnderWay, idempotent
from fairway.platform.accounts.models import ApiToken, KeptAnswer, Organisation


@idempotent
def open_stall(request: Any, *, name: str = "Stall", status: int | None = None) -> Any:
    stall = Organisation.objects.create(kind="firm", name=name, economy="SN")
    answer = {"id": str(stall.pk), "name": stall.name, "opened": stall.created_at}
    return answer if status is None else Status(status, answer)


@pytest.fixture
def token(people: People, firm_token: str) -> Actor:
    return Actor(ActorKind.TOKEN, str(ApiToken.objects.get().pk))


def request(actor: Actor, key: str | None = "k-1", body: str = "{}", path: str = "/api/v1/stalls") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    made: Any = RequestFactory().post(path, body, content_type="application/json", headers=headers)
    made.actor = actor
    return made


def stalls() -> int:
    return Organisation.objects.filter(name="Stall").count()


def test_the_same_key_gets_the_first_answer_and_nothing_twice(token: Actor) -> None:
    first = open_stall(request(token))
    again = open_stall(request(token))
    assert again["id"] == first["id"]
    assert stalls() == 1


def test_the_status_comes_again_too(token: Actor) -> None:
    first = open_stall(request(token), status=201)
    again = open_stall(request(token), status=201)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.value["id"] == first.value["id"]


def test_another_key_path_or_token_is_another_request(token: Actor, people: People) -> None:
    other = ApiToken.objects.create(
        organisation=people.other_firm,
        name="Other",
        secret_digest="x",
        scopes=[],
        created_by=people.stranger,
        expires_at=timezone.now(),
    )
    open_stall(request(token))
    open_stall(request(token, key="k-2"))
    open_stall(request(token, path="/api/v1/stalls/2"))
    open_stall(request(Actor(ActorKind.TOKEN, str(other.pk))))
    assert stalls() == 4


def test_without_a_key_every_call_counts(token: Actor) -> None:
    open_stall(request(token, key=None))
    open_stall(request(token, key=None))
    assert (stalls(), KeptAnswer.objects.count()) == (2, 0)


def test_nobody_but_a_token_has_its_answers_kept(people: People) -> None:
    open_stall(request(VISITOR))
    assert KeptAnswer.objects.count() == 0


def test_the_same_key_with_another_body_is_refused(token: Actor) -> None:
    open_stall(request(token))
    with nothing_changes(KeptAnswer), pytest.raises(BadKey, match="another request"):
        open_stall(request(token, body='{"name": "Two"}'))


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "é"])
def test_a_key_that_cannot_be_is_refused(token: Actor, key: str) -> None:
    with nothing_changes(KeptAnswer), pytest.raises(BadKey, match="letters"):
        open_stall(request(token, key=key))


def test_a_call_that_fails_leaves_nothing_and_may_be_corrected(token: Actor) -> None:
    with nothing_changes(KeptAnswer), pytest.raises(TypeError):
        open_stall(request(token, body='{"name": 7}'), name=[object()])  # type: ignore[arg-type]
    open_stall(request(token, body='{"name": "Stall"}'))
    assert stalls() == 1


def test_an_answer_that_cannot_be_kept_undoes_the_change(token: Actor) -> None:
    @idempotent
    def unspeakable(request: Any) -> Any:
        Organisation.objects.create(kind="firm", name="Stall", economy="SN")
        return {"what": object()}

    with nothing_changes(KeptAnswer), pytest.raises(TypeError):
        unspeakable(request(token))


def test_while_the_first_call_is_under_way_the_second_waits_outside(token: Actor) -> None:
    @idempotent
    def slow(call: Any) -> Any:
        with pytest.raises(StillUnderWay):
            slow(request(token))
        return {"done": True}

    assert slow(request(token)) == {"done": True}


def test_a_call_that_never_ended_is_taken_over(token: Actor) -> None:
    open_stall(request(token))
    KeptAnswer.objects.update(finished_at=None, begun_at=timezone.now() - timedelta(minutes=2))
    open_stall(request(token))
    assert KeptAnswer.objects.get().finished_at is not None


def test_a_call_that_was_taken_over_undoes_what_it_did(token: Actor) -> None:
    @idempotent
    def very_slow(call: Any) -> Any:
        Organisation.objects.create(kind="firm", name="Stall", economy="SN")
        KeptAnswer.objects.all().delete()  # as the call that takes over does
        return {"done": True}

    with pytest.raises(StillUnderWay, match="taken over"):
        very_slow(request(token))
    assert stalls() == 0


def test_an_answer_is_forgotten_after_its_day(token: Actor) -> None:
    open_stall(request(token))
    KeptAnswer.objects.update(begun_at=timezone.now() - timedelta(hours=25))
    open_stall(request(token))
    assert stalls() == 2


def test_an_upload_counts_by_its_content(token: Actor) -> None:
    def upload(content: bytes) -> Any:
        made: Any = RequestFactory().post(
            "/api/v1/stalls",
            {"file": SimpleUploadedFile("a.txt", content)},
            headers={"Idempotency-Key": "k-1"},
        )
        made.actor = token
        return made

    first = open_stall(upload(b"one"))
    assert open_stall(upload(b"one"))["id"] == first["id"]
    with pytest.raises(BadKey):
        open_stall(upload(b"two"))


def test_two_calls_at_once_do_it_once(
    people: People, firm_token: str, contest: Callable[[], Contest]
) -> None:
    token = Actor(ActorKind.TOKEN, str(ApiToken.objects.get().pk))
    inside, refused = Signal(), Signal()

    @idempotent
    def slow(call: Any) -> Any:
        inside.set()
        assert refused.wait(10)
        Organisation.objects.create(kind="firm", name="Stall", economy="SN")
        return {"done": True}

    def second() -> Any:
        assert inside.wait(10)
        try:
            return slow(request(token))
        finally:
            refused.set()

    arena = contest()
    outcomes = arena.at_once(lambda: slow(request(token)), second, expected=StillUnderWay)
    assert [type(outcome).__name__ for outcome in outcomes] == ["dict", "StillUnderWay"]
    assert arena.afterwards(stalls) == 1
