"""Sending an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.trust.aeo.models import Case

# Called in the transaction of the submission with what the firm agreed to.
CONSENT_LISTENERS: list[Callable[[Actor, Case, Mapping[str, bool]], None]] = []


def case_submit(
    *,
    actor: Actor,
    organisation: Organisation,
    programme: str,
    tier: str,
    roles: Sequence[str],
    consents: Mapping[str, bool],
    subsidy: str,
    language: str,
    client_id: UUID,
    size_class: str = "",
) -> Case:
    """Freeze what the firm has told and open its case."""
    raise NotImplementedError
