"""The pages of a self-assessment as plain forms: the order of questions, refusals, evidence, the result."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.people import People, nothing_changes, signed_in
from tests.trust.assessment.firm_samples import GOOD, PROGRAMME, begun, profile_told, tell, tell_all

from fairway.trust.assessment.answer_forms import _SALT
from fairway.trust.assessment.evidence_services import evidence_add
from fairway.trust.assessment.models import Answer, Evidence, SelfAssessment

pytestmark = pytest.mark.django_db


def address(people: People, path: str = "") -> str:
    return f"/workspace/{people.firm.pk}/trust/{PROGRAMME}/{path}"


def stamp(fact: str, *, minutes: int) -> str:
    """A page of the question that was shown so many minutes ago."""
    shown = timezone.now() - timedelta(minutes=minutes)
    return signing.dumps([fact, shown.isoformat()], salt=_SALT)


def typed(fact: str, value: Any) -> dict[str, Any]:
    """What a browser sends for the answer."""
    if value == []:
        return {"none": "none"}
    return {"value": {True: "yes", False: "no"}[value] if isinstance(value, bool) else value}


def post_answer(
    client: Client, people: People, fact: str, fields: dict[str, Any], *, minutes: int = 0
) -> Any:
    hidden = {"client_id": str(uuid4()), "shown": stamp(fact, minutes=minutes)}
    return client.post(address(people, f"question/{fact}/"), hidden | fields)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestTheWayThrough:
    def test_a_firm_comes_from_the_overview_to_the_result_with_forms_alone(
        self, client: Client, people: People
    ) -> None:
        signed_in(client, people.owner)
        assert address(people) in text(client.get(f"/workspace/{people.firm.pk}/trust/"))
        assert client.get(address(people, "next/")).url == address(people)
        start = client.post(address(people), {"tier": "registered", "roles": ["exporter"]})
        assert start.url == address(people, "next/")
        assert client.get(start.url).url == address(people, "size/")
        page = text(client.get(address(people, "size/")))
        assert (
            f"/profile/figures/?year={timezone.localdate().year - 1}&amp;next={address(people, 'next/')}"
            in page
        )
        profile_told(people)
        asked = self.answer_all(client, people)
        assert asked[: len(GOOD)] == [*GOOD][: len(asked)]
        assert [one for one in asked if one.startswith("evidence:")] == [
            "evidence:compliance",
            "evidence:finance",
        ]
        assert "still open" in text(client.get(address(people, "result/")))

    def answer_all(self, client: Client, people: People) -> list[str]:
        """Follow the questions to the result; which they were."""
        asked, place = [], client.get(address(people, "next/")).url
        while "/question/" in place:
            code = place.split("/")[-2]
            asked.append(code)
            assert len(asked) < 40
            if code in GOOD:
                answer = post_answer(client, people, code, typed(code, GOOD[code]))
                assert answer.status_code == 302, text(answer)
                place = client.get(answer.url).url
            else:
                place = client.get(address(people, f"next/?after={code}")).url
        assert place == address(people, "result/")
        return asked

    def test_it_says_how_far_one_is_and_what_was_spared(self, client: Client, people: People) -> None:
        begun(people, tier="certified")
        profile_told(people)
        tell(people, "archive_years", "10")
        page = text(signed_in(client, people.owner).get(address(people, "question/keeps_records/")))
        assert re.search(r"2 of \d\d answered", page)
        assert "spared, by your size and roles" in page
        assert address(people, "question/serious_criminal_record/") in page  # back
        assert 'id="standing"' in page

    def test_not_sure_moves_on_and_an_answer_can_be_taken_back(self, client: Client, people: People) -> None:
        begun(people)
        profile_told(people)
        signed_in(client, people.adviser)
        where = address(people, "question/keeps_records/")
        with nothing_changes(Answer):
            onward = client.post(where, {"unsure": str(uuid4())})
        assert client.get(onward.url).url == address(people, "question/customs_may_see_records/")
        tell(people, "keeps_records", True)
        assert "your answer" in text(client.get(where))
        client.post(where, {"unsure": str(uuid4())})
        assert Answer.objects.first().value is None

    def test_answers_are_carried_over_to_the_next_programme(self, client: Client, people: People) -> None:
        begun(people)
        tell_all(people)
        page = text(signed_in(client, people.owner).get(f"/workspace/{people.firm.pk}/trust/eu-aeo/"))
        assert re.search(r"\d+ answers carried over from “SAFE ladder for small firms”", page)

    def test_the_time_between_page_and_answer_is_kept_unless_it_was_tampered_with(
        self, client: Client, people: People
    ) -> None:
        begun(people)
        signed_in(client, people.owner)
        post_answer(client, people, "keeps_records", {"value": "yes"}, minutes=2)
        post_answer(client, people, "keeps_records", {"value": "yes", "shown": "forged"})
        post_answer(
            client, people, "keeps_records", {"value": "no", "shown": stamp("archive_years", minutes=9)}
        )
        assert Answer.objects.count() == 3
        assert 120 <= SelfAssessment.objects.get().seconds <= 125


class TestRefusals:
    @pytest.mark.parametrize(
        ("fact", "fields", "words"),
        [
            ("keeps_records", {}, "Choose an answer."),
            ("keeps_records", {"value": "perhaps"}, "perhaps"),
            ("archive_years", {"value": "ten"}, "is not a number"),
            ("archive_years", {"value": "1,5"}, "write decimals with a point"),
            ("training_done_on", {"value": "2999-01-01"}, "still to come"),
            ("training_done_on", {"value": "soon"}, "must be a day"),
            ("customs_incidents", {}, "Give the day of at least one"),
            ("customs_incidents", {"decided_on-0": "2024-01-01"}, "Say on which day it happened"),
        ],
    )
    def test_an_answer_that_cannot_be_is_shown_again_with_the_reason(
        self, client: Client, people: People, fact: str, fields: dict[str, str], words: str
    ) -> None:
        begun(people)
        with nothing_changes(Answer):
            answer = post_answer(signed_in(client, people.owner), people, fact, fields)
        assert answer.status_code == 422
        assert words in text(answer)

    def test_a_contradiction_is_told_on_the_page(self, client: Client, people: People) -> None:
        begun(people)
        tell(people, "negative_net_assets", False)
        with nothing_changes(Answer):
            answer = post_answer(
                signed_in(client, people.owner), people, "net_assets_covered", {"value": "yes"}
            )
        assert "contradicts that to" in text(answer)

    def test_what_there_is_not_is_not_found(self, client: Client, people: People) -> None:
        begun(people)
        piece = evidence_add(
            actor=people.actor(people.stranger), organisation=people.other_firm, kind="owner-declaration",
            issued_on=timezone.localdate(),
        )  # fmt: skip
        signed_in(client, people.owner)
        for path in (
            "question/favourite_colour/",
            "evidence/horoscope/add/",
            f"evidence/{piece.pk}/withdraw/",
            "result/?tier=golden",
        ):
            assert client.get(address(people, path)).status_code == 404, path
        assert client.get(f"/workspace/{people.firm.pk}/trust/moon/").status_code == 404


class TestEvidencePages:
    def test_a_piece_is_added_with_its_file_and_leads_back_to_the_question(
        self, client: Client, people: People
    ) -> None:
        begun(people)
        profile_told(people)
        signed_in(client, people.adviser)
        back = address(people, "question/evidence:finance/")
        add = address(people, "evidence/bank-letter/add/")
        assert f"{add}?next={back}" in text(client.get(back)).replace("%3A", ":").replace("%2F", "/")
        file = SimpleUploadedFile("letter.csv", b"bank,since\nBDK,2019\n")
        answer = client.post(f"{add}?next={back}", {"issued_on": str(timezone.localdate()), "file": file})
        assert answer.url == back
        assert Evidence.objects.get().file.name == "letter.csv"
        page = text(client.get(address(people, "evidence/")))
        assert "letter.csv" in page
        assert "Counts" in page

    def test_nobody_is_led_to_another_site(self, client: Client, people: People) -> None:
        begun(people)
        signed_in(client, people.owner)
        for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
            add = address(people, f"evidence/bank-letter/add/?next={elsewhere}")
            answer = client.post(add, {"issued_on": str(timezone.localdate())})
            assert answer.url == address(people, "evidence/")

    def test_an_expired_piece_is_told(self, client: Client, people: People) -> None:
        begun(people)
        profile_told(people)
        signed_in(client, people.owner)
        day = str(timezone.localdate() - timedelta(days=800))
        answer = client.post(address(people, "evidence/bank-letter/add/"), {"issued_on": day}, follow=True)
        assert "it does not count" in text(answer)
        assert "Expired" in text(answer)

    def test_a_hostile_file_is_refused_in_words_and_nothing_is_kept(
        self, client: Client, people: People
    ) -> None:
        begun(people)
        file = SimpleUploadedFile("letter.pdf", b"<html><script>alert(1)</script></html>")
        fields = {"issued_on": str(timezone.localdate()), "file": file}
        answer = signed_in(client, people.owner).post(address(people, "evidence/bank-letter/add/"), fields)
        assert answer.status_code == 422
        assert not Evidence.objects.exists()

    def test_a_piece_is_withdrawn_after_a_question(self, client: Client, people: People) -> None:
        begun(people)
        piece = evidence_add(
            actor=people.actor(people.owner), organisation=people.firm, kind="owner-declaration",
            issued_on=timezone.localdate(),
        )  # fmt: skip
        signed_in(client, people.owner)
        where = address(people, f"evidence/{piece.pk}/withdraw/")
        with nothing_changes(Evidence):
            assert "counts for nothing" in text(client.get(where))
        client.post(where)
        piece.refresh_from_db()
        assert piece.withdrawn_at is not None


class TestTheResult:
    def complete(self, people: People) -> None:
        begun(people)
        profile_told(people)
        tell_all(people)
        for kind in ("owner-declaration", "bank-letter"):
            evidence_add(
                actor=people.actor(people.owner), organisation=people.firm, kind=kind,
                issued_on=timezone.localdate(),
            )  # fmt: skip

    def test_the_owner_may_apply_and_an_adviser_is_told_who_may(self, client: Client, people: People) -> None:
        self.complete(people)
        result = address(people, "result/")
        owner = text(signed_in(client, people.owner).get(result))
        adviser = text(signed_in(client, people.adviser).get(result))
        assert "You meet everything that “Registered” asks" in owner
        apply = f"/workspace/{people.firm.pk}/apply/{PROGRAMME}/registered/"
        assert (apply in owner, apply in adviser) == (True, False)
        assert "The owner of the firm submits the application." in adviser

    def test_what_is_missing_is_a_list_of_what_to_do(self, client: Client, people: People) -> None:
        begun(people)
        profile_told(people)
        tell_all(people)
        tell(people, "archive_years", "2")
        page = text(signed_in(client, people.owner).get(address(people, "result/")))
        assert "“Registered” is not reached yet" in page
        assert address(people, "evidence/bank-letter/add/") in page
        assert address(people, "question/archive_years/") in page
        assert "2 h and 20.00" in page

    def test_the_findings_are_a_file(self, client: Client, people: People) -> None:
        self.complete(people)
        answer = signed_in(client, people.owner).get(address(people, "result.csv?tier=registered"))
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert {row["status"] for row in rows} == {"met"}
        assert rows[0]["criterion"] == "activity"
        assert "40" in rows[0]["because"]


class TestTheSize:
    def test_a_rate_that_only_the_programme_needs_is_asked_in_the_profile_and_leads_back(
        self, client: Client, people: People
    ) -> None:
        """The definition of the EU counts in euros; that of the firm's economy does not."""
        profile_told(people)
        signed_in(client, people.owner)
        home = f"/workspace/{people.firm.pk}/trust/eu-aeo/"
        client.post(home, {"tier": "aeoc", "roles": ["exporter"]})
        page = text(client.get(f"{home}size/"))
        (form,) = re.findall(r'href="([^"#]*/profile/figures/[^"#]*)', page)
        form = form.replace("&amp;", "&")
        assert 'name="USD/EUR"' in text(client.get(form))
        fields = {"year": form.partition("year=")[2][:4], "currency": "USD", "USD/EUR": "0.9"}
        answer = client.post(form, fields | {"employees": "4", "turnover": "90000", "balance_sheet": "50000",
                                             "effective_on": str(timezone.localdate())})  # fmt: skip
        assert answer.url == f"{home}next/"
        assert client.get(answer.url).url.startswith(f"{home}question/")

    def test_an_adviser_is_told_whom_to_ask(self, client: Client, people: People) -> None:
        begun(people)
        page = text(signed_in(client, people.adviser).get(address(people, "size/")))
        assert "Only the owner or a colleague can complete the profile." in page
        assert "/profile/figures/" not in page
