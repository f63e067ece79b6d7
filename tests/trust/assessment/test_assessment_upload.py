"""Answers that were given offline: their order, their numbers, and what the house says of each."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone
from tests.people import People, nothing_changes, signed_in
from tests.trust.assessment.firm_samples import tell

from fairway.platform.audit.models import Event
from fairway.trust.assessment.domain.draft import MOST_ANSWERS, DraftAnswer, UnreadableDraft, read_draft
from fairway.trust.assessment.models import Answer
from fairway.trust.assessment.selectors import answers_on
from fairway.trust.assessment.upload_services import Receipt, answers_upload

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def draft(fact: str, value: Any, *, hours_ago: float = 0, client_id: UUID | None = None) -> DraftAnswer:
    return DraftAnswer(client_id or uuid4(), fact, value, timezone.now() - timedelta(hours=hours_ago))


def upload(people: People, *answers: DraftAnswer, seen: datetime | None = None) -> tuple[Receipt, ...]:
    return answers_upload(
        actor=people.actor(people.owner),
        organisation=people.firm,
        answers=answers,
        seen=seen or timezone.now() - timedelta(days=1),
    )


def arrivals(receipts: tuple[Receipt, ...]) -> list[str]:
    return [receipt.arrival.value for receipt in receipts]


@pytest.mark.django_db
class TestArriving:
    def test_each_answer_is_told_what_became_of_it_and_none_holds_up_the_others(self, people: People) -> None:
        sent = (
            draft("negative_net_assets", False),
            draft("net_assets_covered", True),
            draft("favourite_colour", "blue"),
            draft("archive_years", "ten"),
            draft("archive_years", "10"),
        )
        receipts = upload(people, *sent)
        assert arrivals(receipts) == ["accepted", "refused", "refused", "refused", "accepted"]
        assert "contradicts" in str(receipts[1].words)
        assert [receipt.client_id for receipt in receipts] == [answer.client_id for answer in sent]
        assert list(Answer.objects.order_by("pk").values_list("fact", "value")) == [
            ("negative_net_assets", False),
            ("archive_years", "10"),
        ]
        event = Event.objects.get()
        assert (event.verb, event.after) == (
            "assessment.uploaded",
            {"count": 2, "facts": ["negative_net_assets", "archive_years"]},
        )

    def test_they_are_applied_in_their_order(self, people: People) -> None:
        moment = timezone.now()
        answers = [DraftAnswer(uuid4(), "archive_years", value, moment) for value in ("1", "2", "3")]
        assert arrivals(upload(people, *answers)) == ["accepted"] * 3
        assert answers_on(people.firm, timezone.localdate())["archive_years"].value == "3"

    def test_sent_twice_nothing_is_kept_twice(self, people: People) -> None:
        sent = (draft("archive_years", "10"), draft("keeps_records", True))
        upload(people, *sent)
        with nothing_changes(Answer):
            assert arrivals(upload(people, *sent)) == ["repeated", "repeated"]

    def test_an_older_answer_is_kept_and_does_not_win(self, people: People) -> None:
        tell(people, "archive_years", "10", hours_ago=1)
        (receipt,) = upload(people, draft("archive_years", "2", hours_ago=5))
        assert receipt.arrival == "older"
        assert "later answer" in str(receipt.words)
        assert answers_on(people.firm, timezone.localdate())["archive_years"].value == "10"
        assert Answer.objects.count() == 2

    def test_a_later_answer_wins_over_one_that_the_person_had_not_seen_and_is_told(
        self, people: People
    ) -> None:
        seen = timezone.now()
        tell(people, "archive_years", "10", actor=people.actor(people.colleague))
        (receipt,) = upload(people, draft("archive_years", "2"), seen=seen)
        assert receipt.arrival == "overtaking"
        assert answers_on(people.firm, timezone.localdate())["archive_years"].value == "2"

    def test_another_firm_gets_nothing(self, people: People) -> None:
        with nothing_changes(Answer), pytest.raises(Http404):
            answers_upload(
                actor=people.actor(people.stranger),
                organisation=people.firm,
                answers=[draft("keeps_records", True)],
                seen=timezone.now(),
            )


class TestReadingADraft:
    def document(self, **change: Any) -> dict[str, Any]:
        answer = {
            "client_id": str(uuid4()),
            "fact": "keeps_records",
            "value": True,
            "told_at": "2026-11-25T10:00:00Z",
        }
        answer |= {name: value for name, value in change.items() if name in answer}
        whole = {"seen": "2026-11-25T09:00:00Z", "sent_at": "2026-11-25T12:00:30Z", "answers": [answer]}
        return whole | {name: value for name, value in change.items() if name not in answer}

    def test_it_is_read(self) -> None:
        found = read_draft(self.document(), now=NOW)
        assert found.seen == datetime(2026, 11, 25, 9, tzinfo=UTC)
        assert found.answers[0].told_at == datetime(2026, 11, 25, 10, tzinfo=UTC)

    @pytest.mark.parametrize("sent_at", ["2026-11-25T15:00:00Z", "2026-11-25T09:00:00Z"])
    def test_a_clock_that_is_wrong_is_set_right_by_the_difference(self, sent_at: str) -> None:
        device = datetime.fromisoformat(sent_at)
        told_at = (device - timedelta(minutes=20)).isoformat()
        (answer,) = read_draft(self.document(sent_at=sent_at, told_at=told_at), now=NOW).answers
        assert answer.told_at == NOW - timedelta(minutes=20)

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"seen": "yesterday"}, "seen"),
            ({"sent_at": None}, "sent_at"),
            ({"sent_at": "2026-11-25T12:00:00"}, "sent_at"),
            ({"answers": "all"}, "answers"),
            ({"answers": [{}] * (MOST_ANSWERS + 1)}, str(MOST_ANSWERS)),
            ({"answers": [7]}, "answers"),
            ({"more": 1}, "more"),
            ({"client_id": "7"}, "client_id"),
            ({"fact": ["keeps_records"]}, "fact"),
            ({"told_at": "0001-01-01T00:00:00+14:00"}, "told_at"),
            ({"told_at": "9999-12-31T23:59:59Z", "sent_at": "2020-01-01T00:00:00Z"}, "told_at"),
        ],
    )
    def test_a_fault_is_told_with_its_place(self, change: dict[str, Any], where: str) -> None:
        with pytest.raises(UnreadableDraft, match=where):
            read_draft(self.document(**change), now=NOW)

    @pytest.mark.parametrize("document", [None, [], "draft", 7])
    def test_what_is_no_draft_is_refused(self, document: object) -> None:
        with pytest.raises(UnreadableDraft):
            read_draft(document, now=NOW)


@pytest.mark.django_db
class TestTheAddress:
    def post(self, client: Client, people: People, body: object) -> Any:
        text = body if isinstance(body, str) else json.dumps(body)
        return client.post(f"/workspace/{people.firm.pk}/trust/upload", text, content_type="application/json")

    def test_it_takes_a_draft_and_answers_in_the_words_of_the_reader(
        self, client: Client, people: People
    ) -> None:
        document = TestReadingADraft().document(fact="favourite_colour", sent_at=timezone.now().isoformat())
        answer = self.post(signed_in(client, people.adviser), people, document)
        (receipt,) = answer.json()["receipts"]
        assert (receipt["arrival"], receipt["fact"]) == ("refused", "favourite_colour")
        assert "favourite_colour" in receipt["words"]

    @pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "null", "{}"])
    def test_what_is_no_draft_is_refused_as_a_whole(self, client: Client, people: People, body: str) -> None:
        with nothing_changes(Answer):
            assert self.post(signed_in(client, people.owner), people, body).status_code == 422
