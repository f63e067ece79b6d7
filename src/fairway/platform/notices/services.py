"""Sending notices, and marking them as seen."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import translate_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import subject_reference
from fairway.platform.notices.models import Notice, Seen
from fairway.platform.notices.policies import NOTICES
from fairway.platform.notices.selectors import notices_of
from fairway.platform.ui.language import say
from fairway.platform.ui.wording import text_to_plain


@transaction.atomic
def notice_send(
    *,
    organisation: Organisation,
    kind: str,
    text: Text,
    href: str,
    subject: Model | None = None,
    at: datetime | None = None,
) -> Notice:
    """Tell the members of `organisation`. `href` is a path of this instance, in any of its languages.

    Raises KeyError or TypeError for a sentence that could not be said, ValueError for another address.
    """
    for language, _name in settings.LANGUAGES:
        say(text, language)
    if not href.startswith("/") or not url_has_allowed_host_and_scheme(href, allowed_hosts=None):
        raise ValueError(f"{href!r} is not a path of this instance.")
    stored = text_to_plain(text)
    return Notice.objects.create(
        organisation=organisation,
        kind=kind,
        msgid=stored["text"],
        params=stored["params"],
        href=translate_url(href, "en"),
        subject=subject_reference(subject) if subject else "",
        at=at or timezone.now(),
    )


@transaction.atomic
def notices_see(*, actor: Actor, organisation: Organisation, upto: int) -> None:
    """Mark the organisation's notices up to the id `upto` as seen by the actor. Never goes back."""
    NOTICES.check(actor, "notices.view", organisation)
    newest = notices_of(organisation).filter(pk__lte=upto).values_list("pk", flat=True).first()
    if newest is None:
        return
    seen, _created = Seen.objects.get_or_create(
        user_id=actor.id, organisation=organisation, defaults={"upto": newest}
    )
    Seen.objects.filter(pk=seen.pk, upto__lt=newest).update(upto=newest)
