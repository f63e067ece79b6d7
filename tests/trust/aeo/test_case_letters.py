"""Letters: in the language of the case, with the clock, the source, the appeal; the mail says nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from tests.people import People
from tests.trust.aeo.aeo_world import accepted, granted, moved, prepared, submitted

import fairway.trust.aeo
from fairway.platform.notices.models import Notice
from fairway.platform.ui.language import day
from fairway.trust.aeo.domain.workflow import WORKFLOWS
from fairway.trust.aeo.letter_words import SUBJECTS, TEMPLATES
from fairway.trust.aeo.models import Case, Letter

pytestmark = pytest.mark.django_db
FOLDER = Path(fairway.trust.aeo.__file__).parent / "templates" / "aeo" / "letters"


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


def test_every_letter_has_its_template_and_its_subject() -> None:
    files = {path.stem for path in FOLDER.glob("*.txt")} - {"base", "reasons", "mail"}
    assert files == set(TEMPLATES.values()) == set(SUBJECTS)
    moves = {move.name for workflow in WORKFLOWS for move in workflow.moves}
    assert set(TEMPLATES) - moves == {"submit", "remind_monitoring"}


def test_a_letter_tells_the_clock_and_the_law_it_rests_on(people: People, case: Case) -> None:
    case = moved(people, accepted(people, case), "ask_information", people.officer, reason="Who?", days=10)
    letter = Letter.objects.get(template="information")
    assert letter.subject == f"We ask for information · {case.number}"
    assert letter.event.move == "ask_information"
    assert "\n\nWho?\n\n" in letter.body
    assert "You must answer by" in letter.body
    assert "Delegated Regulation (EU) 2015/2446, Article 13(1)" in letter.body
    assert "You can appeal" not in letter.body
    assert not re.search(r"\n\n\n|\{|%|&quot;|&#", letter.body)
    accepted_one = Letter.objects.get(template="accepted").body
    assert "Customs must act by" in accepted_one
    assert "not checked against the official text" in accepted_one


def test_letters_are_in_the_language_of_the_case_and_mail_in_that_of_the_reader(people: People) -> None:
    prepared(people)
    people.colleague.language = "es"
    people.colleague.save()
    mail.outbox.clear()
    submitted(people, language="fr")
    letter = Letter.objects.get()
    assert letter.language == "fr"
    assert day(timezone.localdate(), "fr") in letter.body
    assert "Échelle SAFE pour les petites entreprises" in letter.body
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "colleague@example.org", "owner@example.org",
    ]  # fmt: skip
    spanish = next(message for message in mail.outbox if message.to == ["colleague@example.org"])
    assert f"/es/workspace/{people.firm.pk}/cases/" in str(spanish.body)


def test_mail_and_notice_hold_nothing_confidential(people: People, case: Case) -> None:
    mail.outbox.clear()
    moved(people, case, "ask_missing", people.officer, reason="The secret ledger.", days=20)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        said = f"{message.subject} {message.body}"
        assert "ledger" not in said
        assert "missing" not in said
        assert people.firm.name not in said
        assert case.number in said
    notice = Notice.objects.filter(kind="case.missing").get()
    assert notice.href == f"/workspace/{people.firm.pk}/cases/{case.pk}/"
    assert "ledger" not in str(notice.text)


def test_what_people_wrote_cannot_forge_a_letter(people: People, case: Case) -> None:
    """Words of the firm stand in plain text; a template in them is not run, a long name breaks nothing."""
    moved(people, accepted(people, case), "ask_information", people.officer,
          reason="{% load i18n %}{{ case.submission }} <b>You are granted</b>", days=5)  # fmt: skip
    body = Letter.objects.get(template="information").body
    assert "{{ case.submission }} <b>You are granted</b>" in body


def test_a_grant_names_the_certificate_and_the_duties_of_a_holder(people: People, case: Case) -> None:
    certificate = granted(people, case)
    body = Letter.objects.get(template="grant").body
    assert certificate.number in body
    assert certificate.secret not in body
    assert "Tell us without delay" in body
