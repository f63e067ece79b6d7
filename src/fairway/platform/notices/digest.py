"""The daily letter: what a person has not seen since the last one. With nothing new, there is no letter."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from fairway.platform.accounts.models import User
from fairway.platform.accounts.selectors import actor_of
from fairway.platform.notices.models import Digest, Notice
from fairway.platform.notices.selectors import address_for, notices_unseen
from fairway.platform.ui.language import say

MOST_TOLD = 20  # of one organisation; the page has the others
# A younger notice waits for the next letter: one with a lower number may not have been committed yet.
SETTLED = timedelta(minutes=10)

_signer = Signer(salt="fairway.notices.unsubscribe", sep="~")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    letters: int
    failures: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter says of an organisation. `more` is how many it leaves to the page."""

    organisation: str
    notices: Sequence[tuple[str, str]]  # sentence, address
    more: int
    page: str


def digests_send(*, now: datetime) -> Sent:
    """Send today's letters. Run again on the same day, it goes on where it stopped and repeats none."""
    letters = failures = 0
    for user in _waiting(now):
        try:
            letters += digest_send(user=user, now=now)
        except Exception:  # the others shall have theirs
            _log.exception("The digest of %s failed.", user)
            failures += 1
    return Sent(letters, failures)


@transaction.atomic
def digest_send(*, user: UUID, now: datetime) -> bool:
    """Send the person today's letter; whether there was one to send.

    The letter is queued in the transaction that notes it, so a crash sends it once or not yet.
    """
    Digest.objects.get_or_create(user_id=user)
    last = Digest.objects.select_for_update().select_related("user").get(user_id=user)
    news = list(_news(last, now))
    if last.sent_on == now.date() or not last.user.wants_digest or not news:
        return False
    _letter(last.user, news).send()
    last.sent_on, last.upto = now.date(), max(notice.pk for notice in news)
    last.save()
    return True


def digest_stop(*, token: str) -> None:
    """Send this person no more letters. Raises BadSignature for a token that is not ours."""
    User.objects.filter(pk=reader_of(token)).update(wants_digest=False)


def reader_of(token: str) -> UUID:
    """Whose letters the signed token of a letter stops. Raises BadSignature."""
    try:
        return UUID(_signer.unsign(token))
    except ValueError as error:
        raise BadSignature from error


def stop_token(user: User) -> str:
    return _signer.sign(str(user.pk))


def _waiting(now: datetime) -> list[UUID]:
    """Who may have something to read: found in one query, decided one by one."""
    told = Digest.objects.filter(user=OuterRef("pk"))
    found = User.objects.filter(
        ~Exists(told.filter(sent_on=now.date())),
        wants_digest=True,
        is_active=True,
        erased_at__isnull=True,
        memberships__left_at__isnull=True,
        memberships__organisation__notices__id__gt=Coalesce(Subquery(told.values("upto")), 0),
    )
    return list(found.order_by("pk").values_list("pk", flat=True).distinct())


def _news(last: Digest, now: datetime) -> QuerySet[Notice]:
    readable = actor_of(last.user).organisations()
    return (
        notices_unseen(last.user_id)
        .filter(organisation__in=readable, id__gt=last.upto, created_at__lte=now - SETTLED)
        .select_related("organisation")
        .order_by("organisation__name", "organisation", "-id")
    )


def _letter(user: User, news: Sequence[Notice]) -> EmailMessage:
    with override(user.language):
        stop = f"{settings.SITE_URL}{reverse('notices:unsubscribe', args=[stop_token(user)])}"
        subject = ngettext("Fairway: {count} notice", "Fairway: {count} notices", len(news))
        groups = [_told(list(group)) for _key, group in groupby(news, key=lambda n: n.organisation_id)]
        return EmailMessage(
            subject=subject.format(count=len(news)),
            body=render_to_string("notices/digest.txt", {"user": user, "groups": groups, "stop": stop}),
            to=[user.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            },
        )


def _told(notices: Sequence[Notice]) -> Told:
    organisation = notices[0].organisation
    return Told(
        organisation=organisation.name,
        notices=[(say(n.text), f"{settings.SITE_URL}{address_for(n)}") for n in notices[:MOST_TOLD]],
        more=max(len(notices) - MOST_TOLD, 0),
        page=f"{settings.SITE_URL}{reverse('notices:list', args=[organisation.pk])}",
    )
