"""The pages of recognition, as their readers see them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from joserfc.jwk import OKPKey
from tests.people import BACKEND, People
from tests.trust.recognition.neighbour import Neighbour, document, neighbour, print_of
from tests.trust.recognition.test_recognition_services import certificate_for

from fairway.platform.accounts.models import User
from fairway.trust.recognition.domain.message import Kind
from fairway.trust.recognition.models import Agreement, InboxMessage, OutboxDelta, Partner, PartnerKey


@pytest.fixture
def ghana(people: People) -> Neighbour:
    return neighbour()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_a_firm_lets_a_partner_know_and_stops_it(people: People, ghana: Neighbour) -> None:
    certificate_for(people, "SN-1")
    client = signed_in(people.owner)
    page = reverse("recognition:consents", args=[people.firm.pk])
    assert "Not given" in client.get(page).content.decode()
    ours = [people.firm.pk, ghana.partner.pk]
    faulty = client.post(reverse("recognition:identifier", args=ours), {"value": "???"})
    assert faulty.status_code == 422
    assert "For example SN123456789" in faulty.content.decode()
    client.post(reverse("recognition:identifier", args=ours), {"value": "sn 001"})
    asked = client.get(reverse("recognition:consent", args=ours)).content.decode()
    assert "whether it is active" in asked
    client.post(reverse("recognition:consent", args=ours))
    shown = client.get(page).content.decode()
    assert "SN001" in shown
    assert "Waits" in shown  # told, and not confirmed yet
    client.post(reverse("recognition:consent", args=ours))
    assert [row.payload["entry"]["status"] for row in OutboxDelta.objects.order_by("pk")] == [
        "active", "withdrawn",
    ]  # fmt: skip
    told = b"".join(client.get(reverse("recognition:told-csv", args=[people.firm.pk]))).decode()
    assert told.count("SN001") == 2


def test_a_supervisor_adds_a_partner_with_key_and_agreement(people: People, ghana: Neighbour) -> None:
    client = signed_in(people.supervisor)
    theirs = OKPKey.generate_key("Ed25519")
    fields = {
        "name": "Togo", "economy": "TG", "base_url": "https://customs.tg.example", "issuer": "",
        "silence_hours": "24", "keys": document(theirs), "fingerprint": "AB CD",
    }  # fmt: skip
    address = reverse("recognition:partner-add", args=[people.customs.pk])
    refused = client.post(address, fields)
    assert refused.status_code == 422
    assert "No key of the document has this fingerprint" in refused.content.decode()
    assert Partner.objects.count() == 1
    assert client.post(address, fields | {"fingerprint": print_of(theirs)}).status_code == 302
    togo = Partner.objects.get(economy="TG")
    place = [people.customs.pk, togo.pk]
    terms = {
        "code": "SN-TG", "begins_on": "2026-01-01", "scheme": "tin", "recognised": "safe-msme:*",
        "accepted_scheme": "tin", "accepted": "", "tells_names": "on", "citation": "Gazette",
    }  # fmt: skip
    assert client.post(reverse("recognition:agreement-add", args=place), terms).status_code == 302
    assert Agreement.objects.get(partner=togo).recognised_types == ["safe-msme:*"]
    shown = client.get(reverse("recognition:partner", args=place)).content.decode()
    assert print_of(theirs) in shown
    assert "entered the agreement SN-TG with Togo" in shown
    key = PartnerKey.objects.get(partner=togo)
    client.post(reverse("recognition:key-retire", args=[*place, key.pk]))
    client.post(reverse("recognition:partner-state", args=place))
    togo.refresh_from_db()
    key.refresh_from_db()
    assert (togo.status, key.retired_at is not None) == ("suspended", True)


def test_an_officer_finds_firms_abroad_and_decides_doubts(people: People, ghana: Neighbour) -> None:
    ghana.tell()
    ghana.tell(number="GH-2", identifier="no. 2", name="Kumasi Cocoa")
    client = signed_in(people.officer)
    found = client.get(
        reverse("recognition:abroad", args=[people.customs.pk]), {"q": "gh 001"}
    ).content.decode()
    assert "Volta Shea" in found
    assert "Trusted" in found
    waiting = client.get(reverse("recognition:quarantine", args=[people.customs.pk])).content.decode()
    assert "Kumasi Cocoa" in waiting
    doubt = ghana.partner.statuses.get(number="GH-2").quarantines.get()
    address = reverse("recognition:decide", args=[people.customs.pk, doubt.pk])
    assert client.post(address, {"outcome": "discard", "reason": ""}).status_code == 422
    assert client.post(address, {"outcome": "match", "identifier": "GH2"}).status_code == 302
    assert ghana.partner.statuses.get(number="GH-2").identifier == "GH2"
    inbox = reverse("recognition:inbox", args=[people.customs.pk])
    assert client.get(inbox, {"verdict": "applied"}).content.decode().count("Applied</span>") == 2
    assert "Nothing yet" in client.get(inbox, {"verdict": "forged"}).content.decode()
    assert client.get(inbox, {"verdict": "?"}).status_code == 404


def test_anybody_checks_a_credential(people: People, ghana: Neighbour) -> None:
    certificate = certificate_for(people, "SN-1")
    owner = signed_in(people.owner)
    file = owner.get(reverse("recognition:credential", args=[people.firm.pk, certificate.pk]))
    assert file.headers["Content-Type"] == "application/vc+jwt"
    token = file.content.decode()
    visitor = Client()
    shown = visitor.get(reverse("recognition:verify"), {"credential": token}).content.decode()
    assert "It is true and in force" in shown
    type(certificate).objects.update(status="suspended")
    shown = visitor.get(reverse("recognition:verify"), {"credential": token}).content.decode()
    assert "it is not in force" in shown
    refused = visitor.get(reverse("recognition:verify"), {"credential": token[:-4]})
    assert refused.status_code == 422


def test_without_a_key_there_is_no_credential_and_the_firm_is_told(people: People) -> None:
    certificate = certificate_for(people, "SN-1")
    address = reverse("recognition:credential", args=[people.firm.pk, certificate.pk])
    answer = signed_in(people.owner).get(address, follow=True)
    assert answer.status_code == 200
    assert "cannot sign credentials here yet" in answer.content.decode()


def test_what_a_browser_sends_is_no_message_and_is_not_kept(people: People, ghana: Neighbour) -> None:
    sent = ghana.say(Kind.HEARTBEAT, {"position": {"stream": "s", "sequence": 0, "digest": ""}})
    address = reverse("exchange:messages")
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert Client().post(address, sent, content_type=kind).status_code == 403
    assert InboxMessage.objects.count() == 0
    assert Client().post(address, sent, content_type="application/jose").status_code == 200
