"""The daily letter: who gets one, what is in it, and that a crash sends none twice."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone
from tests.people import People

from fairway.kernel.text import Text
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.notices import digest
from fairway.platform.notices.cli import notices as command
from fairway.platform.notices.digest import MOST_TOLD, Sent, digest_send, digests_send, stop_token
from fairway.platform.notices.models import Digest, Notice
from fairway.platform.notices.services import notice_send, notices_see
from fairway.platform.operations.models import Letter

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture
def letters() -> list[mail.EmailMessage]:
    """The letters of this test, delivered at once."""
    mail.outbox = []
    return mail.outbox


def send(organisation: Organisation, words: str = "It changed.") -> Notice:
    return notice_send(organisation=organisation, kind="plan.changed", text=Text(words), href="/products/")


def now() -> datetime:
    return timezone.now() + LATER


def receivers(letters: list[mail.EmailMessage]) -> list[str]:
    return sorted(letter.to[0].partition("@")[0] for letter in letters)


def test_with_nothing_new_there_is_no_letter(people: People, letters: list[mail.EmailMessage]) -> None:
    assert digests_send(now=now()) == Sent(letters=0, failures=0)
    assert letters == []


def test_each_member_gets_one_letter_a_day(people: People, letters: list[mail.EmailMessage]) -> None:
    send(people.firm)
    send(people.firm)
    assert digests_send(now=now()).letters == 3
    send(people.firm)
    assert digests_send(now=now()).letters == 0
    assert receivers(letters) == ["adviser", "colleague", "owner"]


def test_the_next_day_tells_only_what_is_new(people: People, letters: list[mail.EmailMessage]) -> None:
    send(people.firm, "Monday.")
    digests_send(now=now())
    assert digests_send(now=now() + timedelta(days=1)).letters == 0
    send(people.firm, "Tuesday.")
    letters.clear()
    digests_send(now=now() + timedelta(days=1))
    assert "Tuesday." in letters[0].body
    assert "Monday." not in letters[0].body


def test_what_was_seen_is_not_told(people: People, letters: list[mail.EmailMessage]) -> None:
    notice = send(people.firm)
    notices_see(actor=people.actor(people.owner), organisation=people.firm, upto=notice.pk)
    digests_send(now=now())
    assert receivers(letters) == ["adviser", "colleague"]


def test_what_came_a_moment_ago_waits(people: People, letters: list[mail.EmailMessage]) -> None:
    send(people.firm)
    assert digests_send(now=timezone.now()).letters == 0
    assert digests_send(now=now()).letters == 3


@pytest.mark.parametrize(
    "change", [{"wants_digest": False}, {"is_active": False}, {"erased_at": timezone.now()}]
)
def test_who_wants_none_or_is_gone_gets_none(
    people: People, letters: list[mail.EmailMessage], change: dict[str, object]
) -> None:
    send(people.firm)
    User.objects.filter(pk=people.owner.pk).update(**change)
    digests_send(now=now())
    assert receivers(letters) == ["adviser", "colleague"]


def test_who_has_left_gets_none(people: People, letters: list[mail.EmailMessage]) -> None:
    send(people.firm)
    people.colleague.memberships.update(left_at=timezone.now() + timedelta(seconds=1))
    digests_send(now=now())
    assert receivers(letters) == ["adviser", "owner"]


def test_an_official_without_a_second_factor_gets_none(
    people: People, letters: list[mail.EmailMessage]
) -> None:
    send(people.customs)
    Authenticator.objects.filter(user=people.officer).delete()
    digests_send(now=now())
    assert receivers(letters) == ["administrator", "supervisor"]


def test_the_letter_is_in_the_receivers_language_and_its_links_are_of_this_site(
    people: People, letters: list[mail.EmailMessage]
) -> None:
    User.objects.filter(pk=people.owner.pk).update(language="fr")
    send(people.firm)
    digest_send(user=people.owner.pk, now=now())
    links = re.findall(r"https?://\S+", letters[0].body)
    assert links
    assert all(link.startswith(f"{settings.SITE_URL}/fr/") for link in links)


def test_a_letter_that_would_be_long_leaves_the_rest_to_the_page(
    people: People, letters: list[mail.EmailMessage]
) -> None:
    for _ in range(MOST_TOLD + 2):
        send(people.firm)
    digest_send(user=people.owner.pk, now=now())
    assert letters[0].body.count("It changed.") == MOST_TOLD
    assert f"2 more notices:\n{settings.SITE_URL}/workspace/{people.firm.pk}/notices/" in letters[0].body


def test_one_letter_tells_of_every_organisation(people: People, letters: list[mail.EmailMessage]) -> None:
    send(people.firm, "Of the firm.")
    send(people.chamber, "Of the chamber.")
    digest_send(user=people.adviser.pk, now=now())
    body = letters[0].body
    assert body.index("Chamber of Dakar") < body.index("Of the chamber.") < body.index("Sahel Mango")
    assert letters[0].subject == "Fairway: 2 notices"


def test_a_crash_between_two_persons_sends_none_twice(
    people: People, letters: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(people.firm)
    whole, sent = digest._letter, []

    def crash_at_the_second(*arguments: object) -> mail.EmailMessage:
        if sent:
            raise KeyboardInterrupt
        sent.append(1)
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(digest, "_letter", crash_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        digests_send(now=now())
    monkeypatch.setattr(digest, "_letter", whole)
    assert digests_send(now=now()).letters == 2
    assert receivers(letters) == ["adviser", "colleague", "owner"]


def test_one_failure_leaves_the_others_their_letter(
    people: People, letters: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(people.firm)
    User.objects.filter(pk=people.owner.pk).update(email="two\nlines@example.org")
    assert digests_send(now=now()) == Sent(letters=2, failures=1)
    assert not Digest.objects.filter(user=people.owner).exists()


@override_settings(EMAIL_BACKEND="fairway.platform.operations.mail.QueuedMail")
def test_a_letter_waits_in_the_queue_with_its_headers(people: People) -> None:
    send(people.firm)
    digest_send(user=people.owner.pk, now=now())
    letter = Letter.objects.get()
    assert letter.to == ["owner@example.org"]
    assert letter.content["headers"]["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/letters/")


def test_following_the_link_of_a_letter_changes_nothing_and_confirming_stops_it(
    client: Client, people: People
) -> None:
    page = f"/letters/{stop_token(people.owner)}/"
    assert "Stop the daily letter?" in client.get(page).content.decode()
    people.owner.refresh_from_db()
    assert people.owner.wants_digest
    assert "no more daily letters" in client.post(page).content.decode()
    people.owner.refresh_from_db()
    people.colleague.refresh_from_db()
    assert not people.owner.wants_digest
    assert people.colleague.wants_digest


def test_a_mail_program_may_stop_the_letter_in_one_step(people: People) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/letters/{stop_token(people.owner)}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    people.owner.refresh_from_db()
    assert not people.owner.wants_digest


def test_a_forged_link_is_not_found(client: Client, people: People) -> None:
    forged = stop_token(people.owner).replace(str(people.owner.pk), str(people.colleague.pk))
    for token in (forged, "x", str(people.owner.pk)):
        assert client.post(f"/letters/{token}/").status_code == 404
    assert not User.objects.filter(wants_digest=False).exists()


def test_the_command_counts_its_letters(people: People) -> None:
    send(people.firm)
    Notice.objects.update(created_at=timezone.now() - LATER)
    people.firm.memberships.update(joined_at=timezone.now() - 2 * LATER)
    done = CliRunner().invoke(command, ["digest", "--json"])
    assert json.loads(done.output) == {"letters": 3, "failures": 0}
    assert done.exit_code == 0
