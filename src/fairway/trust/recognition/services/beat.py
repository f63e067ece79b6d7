"""What is done again and again: agreements that begin or end, and a sign of life to every partner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from fairway.trust.recognition.models import InboxMessage, Partner
from fairway.trust.recognition.services.delivery import partner_deliver
from fairway.trust.recognition.services.sharing import agreements_apply

EVERY = timedelta(minutes=15)
KEPT = timedelta(days=90)  # messages that came


def recognition_beat(now: datetime) -> Mapping[str, int]:
    """Partners that are away are tried again by their own tasks, and by the next beat."""
    applied = agreements_apply(timezone.localdate(now))
    partners = list(Partner.objects.filter(status=Partner.Status.ACTIVE))
    reached = sum(partner_deliver(partner) for partner in partners)
    return {"agreements": applied, "partners": len(partners), "reached": reached}


def messages_before(moment: datetime) -> QuerySet[InboxMessage]:
    """For the table of retention: what came before."""
    return InboxMessage.objects.filter(at__lt=moment)
