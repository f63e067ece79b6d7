"""A firm applies, answers, reads its clocks and letters, has its certificate, and tells what happened."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import People, signed_in
from tests.trust.aeo.aeo_world import PROGRAMME, TIER, accepted, granted, moved, prepared, submitted

from fairway.kernel.text import Text
from fairway.platform.access.actor import system
from fairway.platform.ui.language import say
from fairway.trust.aeo.law import case_clocks
from fairway.trust.aeo.models import BenefitUse, Case, Certificate, Report
from fairway.trust.aeo.selectors import benefits_of
from fairway.trust.aeo.services.moves import case_move
from fairway.trust.assessment.models import Answer

pytestmark = pytest.mark.django_db
UNPROCESSABLE = 422


@pytest.fixture
def case(people: People) -> Case:
    prepared(people)
    return submitted(people)


@pytest.fixture
def certificate(people: People, case: Case) -> Certificate:
    return granted(people, case)


def apply_address(people: People) -> str:
    return reverse("aeo:apply", args=[people.firm.pk, PROGRAMME, TIER])


def applied(client: Client, people: People, **changes: Any) -> Any:
    page = client.get(apply_address(people))
    sent = {
        "client_id": page.context["form"]["client_id"].value(),
        "subsidy": "micro-waiver",
        "language": "es",
        "data_processing": "on",
    }
    return client.post(apply_address(people), {k: v for k, v in (sent | changes).items() if v is not None})


def test_an_owner_sees_what_is_sent_and_sends_it(client: Client, people: People) -> None:
    prepared(people)
    answer = applied(signed_in(client, people.owner), people)
    case = Case.objects.get(organisation=people.firm)
    assert answer.url == reverse("aeo:case", args=[people.firm.pk, case.pk])
    assert (case.state, case.language, case.fee_due, case.subsidy) == ("submitted", "es", 0, "micro-waiver")
    assert case.submission["consents"] == {"data_processing": True, "mutual_recognition": False}


def test_what_is_only_recommended_keeps_nobody_waiting(client: Client, people: People) -> None:
    prepared(people)
    page = signed_in(client, people.owner).get(apply_address(people)).content.decode()
    assert "Cannot tell, a recommendation" in page
    assert "customs will ask" not in page
    Answer.objects.filter(fact="goods_traced").delete()
    assert "customs will ask" in client.get(apply_address(people)).content.decode()


def test_a_form_sent_twice_is_one_application(client: Client, people: People) -> None:
    prepared(people)
    owner = signed_in(client, people.owner)
    key = owner.get(apply_address(people)).context["form"]["client_id"].value()
    sent = {"client_id": key, "subsidy": "", "language": "en", "data_processing": "on"}
    led = [owner.post(apply_address(people), sent).url for _time in range(2)]
    case = Case.objects.get()
    assert led == [reverse("aeo:case", args=[people.firm.pk, case.pk])] * 2


def test_without_consent_nothing_is_sent(client: Client, people: People) -> None:
    prepared(people)
    answer = applied(signed_in(client, people.owner), people, data_processing=None)
    assert answer.status_code == UNPROCESSABLE
    assert b"Without this consent" in answer.content
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "adviser"])
def test_only_the_owner_applies(client: Client, people: People, who: str) -> None:
    prepared(people)
    answer = signed_in(client, getattr(people, who)).post(apply_address(people), {"data_processing": "on"})
    assert answer.status_code == 403
    assert not Case.objects.exists()


def test_whoever_has_begun_nothing_is_led_to_the_questions(client: Client, people: People) -> None:
    answer = signed_in(client, people.owner).get(apply_address(people))
    assert answer.url == reverse("assessment:start", args=[people.firm.pk, PROGRAMME])


def test_the_page_shows_the_fee_that_is_left_for_a_firm_of_its_size(client: Client, people: People) -> None:
    prepared(people)
    page = signed_in(client, people.owner).get(apply_address(people))
    assert page.context["size_class"] == "micro"
    assert page.context["fee_due"].amount == 0


def test_the_page_of_a_case_says_whose_turn_it_is_and_until_when(
    client: Client, people: People, case: Case
) -> None:
    page = signed_in(client, people.adviser).get(reverse("aeo:case", args=[people.firm.pk, case.pk]))
    assert "Customs must answer by" in str(page.context["turn"])
    assert page.context["steps"] == []  # an adviser only looks
    assert [line.clock.rule.code for line in page.context["clocks"] if line.is_open] == ["acceptance"]


def test_a_firm_answers_a_request_with_a_file(client: Client, people: People, case: Case) -> None:
    case = accepted(people, case)
    moved(people, case, "ask_information", people.officer, reason="Which lock is at the gate?", days=20)
    colleague = signed_in(client, people.colleague)
    address = reverse("aeo:step", args=[people.firm.pk, case.pk, "give_information"])
    turn = colleague.get(address).context["form"]["seen_turn"].value()
    file = SimpleUploadedFile("lock.txt", b"A steel lock of class 4.", "text/plain")
    colleague.post(address, {"seen_turn": turn, "reason": "A steel lock.", "file": file})
    case.refresh_from_db()
    event = case.events.get(move="give_information")
    assert (case.state, event.text) == ("examination", "A steel lock.")
    assert [attached.file.name for attached in event.files.all()] == ["lock.txt"]


def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_answer_stays(
    client: Client, people: People, case: Case
) -> None:
    case = accepted(people, case)
    moved(people, case, "ask_information", people.officer, reason="Which lock?", days=20)
    owner = signed_in(client, people.owner)
    address = reverse("aeo:step", args=[people.firm.pk, case.pk, "give_information"])
    turn = owner.get(address).context["form"]["seen_turn"].value()
    file = SimpleUploadedFile("lock.pdf", b"MZ\x90\x00 this is a program", "application/pdf")
    answer = owner.post(address, {"seen_turn": turn, "reason": "A steel lock.", "file": file})
    assert answer.status_code == UNPROCESSABLE
    assert b"A steel lock." in answer.content
    case.refresh_from_db()
    assert case.state == "information"


def test_an_answer_does_not_go_without_its_file(
    client: Client, people: People, case: Case, settings: Any
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000_000
    case = accepted(people, case)
    moved(people, case, "ask_information", people.officer, reason="Which lock?", days=20)
    owner = signed_in(client, people.owner)
    address = reverse("aeo:step", args=[people.firm.pk, case.pk, "give_information"])
    turn = owner.get(address).context["form"]["seen_turn"].value()
    file = SimpleUploadedFile("lock.txt", b"x" * 1_100_000, "text/plain")
    answer = owner.post(address, {"seen_turn": turn, "reason": "A steel lock.", "file": file})
    assert answer.status_code == UNPROCESSABLE
    assert b"larger than 1 megabyte" in answer.content
    assert b"A steel lock." in answer.content
    case.refresh_from_db()
    assert case.state == "information"


def test_a_step_seen_before_the_case_moved_is_refused_and_what_was_typed_stays(
    client: Client, people: People, case: Case
) -> None:
    owner = signed_in(client, people.owner)
    address = reverse("aeo:step", args=[people.firm.pk, case.pk, "withdraw"])
    turn = owner.get(address).context["form"]["seen_turn"].value()
    accepted(people, case)
    answer = owner.post(address, {"seen_turn": turn, "reason": "We changed our mind."})
    assert answer.status_code == UNPROCESSABLE
    assert b"We changed our mind." in answer.content
    case.refresh_from_db()
    assert case.state == "examination"


@pytest.mark.parametrize("who", ["colleague", "adviser"])
def test_only_the_owner_withdraws(client: Client, people: People, case: Case, who: str) -> None:
    address = reverse("aeo:step", args=[people.firm.pk, case.pk, "withdraw"])
    answer = signed_in(client, getattr(people, who)).post(address, {"seen_turn": case.turn, "reason": "x"})
    assert answer.status_code == 403


def test_a_letter_is_read_in_its_own_language(client: Client, people: People) -> None:
    prepared(people)
    case = submitted(people, language="fr")
    letter = case.letters.get()
    address = reverse("aeo:letter", args=[people.firm.pk, case.pk, letter.pk])
    page = signed_in(client, people.colleague).get(address)
    assert b'lang="fr"' in page.content
    assert letter.subject in page.content.decode()


def test_a_case_of_another_firm_does_not_exist(client: Client, people: People, case: Case) -> None:
    for firm in (people.firm, people.other_firm):
        address = reverse("aeo:case", args=[firm.pk, case.pk])
        assert signed_in(client, people.stranger).get(address).status_code == 404


def test_the_certificate_is_one_page_with_a_code_that_leads_to_its_status(
    client: Client, people: People, certificate: Certificate
) -> None:
    address = reverse("aeo:certificate", args=[people.firm.pk, certificate.pk])
    made = signed_in(client, people.owner).get(address)
    assert made["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == 1
        links = [str(note.A.URI) for note in pdf.pages[0].Annots]
    assert links == [f"http://127.0.0.1:8000/aeo/verify/{certificate.secret}/"]


def test_whoever_has_the_code_sees_the_status_of_the_moment(
    client: Client, people: People, certificate: Certificate
) -> None:
    address = reverse("aeo:verified", args=[certificate.secret])
    page = client.get(address)
    assert b"This certificate is in force" in page.content
    assert page["Referrer-Policy"] == "no-referrer"
    Certificate.objects.filter(pk=certificate.pk).update(status="suspended")
    page = client.get(address)
    assert b"not in force" in page.content
    assert b"Suspended" in page.content


def test_what_has_run_out_is_not_in_force_before_any_job_has_run(
    client: Client, certificate: Certificate
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=yesterday)
    page = client.get(reverse("aeo:verified", args=[certificate.secret])).content.decode()
    assert "This certificate is not in force" in page
    assert "Its status: Expired." in page
    told = client.get(reverse("exchange:status", args=[certificate.secret])).json()
    assert told["status"] == "expired"


def test_the_public_page_tells_nothing_of_the_firm_but_what_is_on_the_certificate(
    client: Client, people: People, certificate: Certificate
) -> None:
    page = client.get(reverse("aeo:verified", args=[certificate.secret])).content.decode()
    assert str(certificate.organisation_id) not in page
    assert str(certificate.case_id) not in page
    assert f">{certificate.case.number}<" not in page


@pytest.mark.parametrize("guess", ["x", "0" * 43, "a" * 500, "\u202e"])
def test_a_guessed_code_finds_nothing(client: Client, certificate: Certificate, guess: str) -> None:
    assert client.get(f"/aeo/verify/{guess}/").status_code == 404


def test_a_code_is_taken_out_of_a_pasted_address(client: Client, certificate: Certificate) -> None:
    pasted = f"https://customs.example/aeo/verify/{certificate.secret}/"
    answer = client.get(reverse("aeo:verify"), {"code": pasted})
    assert answer.url == reverse("aeo:verified", args=[certificate.secret])
    assert b"not the code" in client.get(reverse("aeo:verify"), {"code": "hello"}).content


def test_benefits_that_were_received_are_noted_and_taken_back(
    client: Client, people: People, certificate: Certificate
) -> None:
    owner = signed_in(client, people.owner)
    address = reverse("aeo:benefits", args=[people.firm.pk, certificate.pk])
    noted = {
        "benefit": benefits_of(certificate.case)[0],
        "on": timezone.localdate().isoformat(),
        "times": "2",
        "minutes": "90",
        "amount": "120 USD",
    }
    assert owner.post(address, noted).status_code == 302
    use = BenefitUse.objects.get()
    assert (use.times, use.minutes, use.amount, use.currency) == (2, 90, 12000, "USD")
    csv = owner.get(reverse("aeo:benefits-download", args=[people.firm.pk, certificate.pk])).content
    assert b"120.00 USD" in csv
    owner.post(reverse("aeo:benefit-take-back", args=[people.firm.pk, certificate.pk, use.pk]))
    use.refresh_from_db()
    assert use.withdrawn_at is not None


@pytest.mark.parametrize("amount", ["a lot", "12", "12 XYZ", "-5 USD"])
def test_a_bad_amount_is_said_at_the_form(
    client: Client, people: People, certificate: Certificate, amount: str
) -> None:
    address = reverse("aeo:benefits", args=[people.firm.pk, certificate.pk])
    noted = {"benefit": benefits_of(certificate.case)[0], "on": "2026-01-01", "times": "1", "amount": amount}
    answer = signed_in(client, people.owner).post(address, noted)
    assert answer.status_code == UNPROCESSABLE
    assert not BenefitUse.objects.exists()


def test_a_holder_looks_at_its_answers_again(
    client: Client, people: People, certificate: Certificate
) -> None:
    address = reverse("aeo:monitoring", args=[people.firm.pk, certificate.pk])
    owner = signed_in(client, people.owner)
    assert owner.post(address, {}).status_code == UNPROCESSABLE
    owner.post(address, {"is_current": "on", "text": "A new van."})
    report = Report.objects.get()
    assert (report.kind, report.text, report.told_by) == (
        "monitoring",
        "A new van.",
        people.actor(people.owner).reference,
    )


def test_a_holder_tells_of_a_change(client: Client, people: People, certificate: Certificate) -> None:
    address = reverse("aeo:change", args=[people.firm.pk, certificate.pk])
    page = signed_in(client, people.colleague)
    for what, _label in page.get(address).context["form"].fields["what"].choices:
        assert page.post(address, {"what": what, "text": "Since May."}).status_code == 302
    adviser = signed_in(Client(), people.adviser)
    assert adviser.post(address, {"what": "name", "text": "x"}).status_code == 403


def test_no_job_may_sign_for_a_firm(people: People, case: Case) -> None:
    with pytest.raises((PermissionDenied, Http404)):
        case_move(actor=system("anything"), case=case, move="withdraw", seen_turn=case.turn)


def test_the_day_of_a_firm_is_its_own_though_customs_is_late(
    client: Client, people: People, case: Case
) -> None:
    case = accepted(people, case)
    case.events.update(at=timezone.now() - timedelta(days=200))  # customs had 120
    case = moved(people, case, "ask_information", people.officer, reason="Which seals?", days=20)
    clocks = case_clocks(case, timezone.localdate())
    due = {clock.rule.code: clock.due_on for clock in clocks}
    assert due["decision"] < timezone.localdate() < due["information"]
    page = reverse("aeo:case", args=[people.firm.pk, case.pk])
    shown = signed_in(client, people.owner).get(page).content.decode()
    assert f"It is your turn, until {say(Text('{day}', {'day': due['information']}))}." in shown
