"""Links to the content of a file: signed, for one person, for five minutes. Passing one on is no use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404
from django.urls import reverse

from fairway.platform.access.actor import Actor
from fairway.platform.files.models import StoredFile

SECONDS = 300
_SALT = "fairway.files.link"


def link_make(*, file: StoredFile, actor: Actor) -> str:
    """The address under which the actor may download the file for five minutes."""
    signed = signing.dumps({"file": str(file.pk), "member": actor.id}, salt=_SALT)
    return reverse("files:content", args=[signed])


def link_read(signed: str, *, actor: Actor) -> UUID:
    """The file that the link leads to. Raises Http404 unless it is whole, fresh and the actor's own."""
    try:
        link: dict[str, Any] = signing.loads(signed, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if link["member"] != actor.id:
        raise Http404
    return UUID(link["file"])
