"""Reading notices."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import translate_url
from django.utils.translation import get_language, override

from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.notices.models import Notice, Seen

MOST_COUNTED = 100  # a badge says 99+


def notices_of(organisation: Organisation) -> QuerySet[Notice]:
    """The newest first."""
    return Notice.objects.filter(organisation=organisation)


def notices_unseen(user: UUID) -> QuerySet[Notice]:
    """What came since the person joined and has not been seen, in all organisations of the person."""
    seen = Seen.objects.filter(user=user, organisation=OuterRef("organisation")).values("upto")[:1]
    member = Q(organisation__memberships__user=user, organisation__memberships__left_at__isnull=True)
    return Notice.objects.filter(
        member,
        created_at__gte=F("organisation__memberships__joined_at"),
        id__gt=Coalesce(Subquery(seen), 0),
    )


def unread_count(actor: Actor, organisation: Organisation) -> int:
    """How many notices the person has not seen, up to MOST_COUNTED; one query."""
    if not actor.is_signed_in:
        return 0
    return notices_unseen(UUID(actor.id)).filter(organisation=organisation)[:MOST_COUNTED].count()


def unseen_among(actor: Actor, notices: Iterable[Notice]) -> set[int]:
    """The ids of those that the person has not seen."""
    ids = [notice.pk for notice in notices]
    return set(notices_unseen(UUID(actor.id)).filter(pk__in=ids).values_list("pk", flat=True))


def address_for(notice: Notice, language: str | None = None) -> str:
    """The notice's path in `language` (default: the active one)."""
    language = language or get_language() or "en"
    with override("en"):
        return translate_url(notice.href, language)
