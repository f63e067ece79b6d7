"""Events in words. Names are looked up when they are shown: the log itself holds none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from fairway.kernel.text import Param, Text
from fairway.platform.access.actor import ActorKind
from fairway.platform.audit.models import Event
from fairway.platform.audit.services import subject_reference
from fairway.platform.audit.verbs import CODES, DAYS, VERBS, places_of
from fairway.platform.ui.language import say

Names = Mapping[str, Param]  # by id, as it is written in events
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An event for its reader, in the active language."""

    event: Event
    sentence: str
    actor: str
    on_behalf_of: str

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def reason(self) -> str:
        return self.event.reason


def history_of(subject: Model) -> QuerySet[Event]:
    """What happened to a record, the latest first."""
    return Event.objects.filter(subject=subject_reference(subject)).order_by("-sequence")


def history_in(organisation: UUID) -> QuerySet[Event]:
    """What happened in an organisation, the latest first."""
    return Event.objects.filter(organisation=organisation).order_by("-id")


def lines_of(events: Iterable[Event]) -> Iterator[Line]:
    """The events in words. A page of them takes three queries for its names."""
    for batch in _batches(events):
        names = _names(batch)
        yield from (_line(event, names) for event in batch)


def _batches(events: Iterable[Event]) -> Iterator[tuple[Event, ...]]:
    iterator = iter(events)
    while batch := tuple(islice(iterator, _BATCH)):
        yield batch


def _line(event: Event, names: Names) -> Line:
    actor = _actor(event.actor, names)
    values: dict[str, Any] = {**event.before, **event.after}
    places = {key: _value(key, values.get(key), names) for key in places_of(_sentence(event.verb))}
    words = say(replace(_sentence(event.verb), params={"actor": actor, **places}))
    return Line(
        event=event,
        sentence=words[:1].upper() + words[1:],
        actor=say(actor),
        on_behalf_of=say(names.get(str(event.on_behalf_of), "")),
    )


def _sentence(verb: str) -> Text:
    """An event outlives the room that knew its verb."""
    return VERBS.get(verb) or Text("{actor} did something that this version has no words for.")


def _actor(reference: str, names: Names) -> Param:
    kind, _colon, key = reference.partition(":")
    match kind:
        case ActorKind.MEMBER:
            return names.get(key, Text("a deleted account"))
        case ActorKind.TOKEN:
            return names.get(key, Text("a deleted token"))
        case ActorKind.SYSTEM:
            return "Fairway"
    return Text("a visitor")


def _value(key: str, value: object, names: Names) -> Param:
    match value:
        case None:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case int():
            return value
        case list():
            return ", ".join(say(_value(key, item, names)) for item in value)
    text = str(value)
    if key in DAYS:
        return date.fromisoformat(text)
    return names.get(text) or CODES.get(key, {}).get(text) or text


def _names(events: Iterable[Event]) -> Names:
    ids = {found for event in events for found in _ids(event)}
    if not ids:
        return {}
    people = get_user_model()._default_manager.in_bulk(ids)
    organisations = apps.get_model("accounts", "Organisation")._default_manager.in_bulk(ids)
    tokens = apps.get_model("accounts", "ApiToken")._default_manager.in_bulk(ids)
    return {
        **{str(pk): Text("the token “{name}”", {"name": token.name}) for pk, token in tokens.items()},
        **{str(pk): organisation.name for pk, organisation in organisations.items()},
        **{str(pk): _person(person) for pk, person in people.items()},
    }


def _person(person: Any) -> Param:
    return Text("a deleted account") if person.erased_at else str(person)


def _ids(event: Event) -> Iterator[UUID]:
    written = [event.actor.partition(":")[2], str(event.on_behalf_of)]
    values = {**event.before, **event.after}
    written += [str(values[key]) for key in places_of(_sentence(event.verb)) if key in values]
    for text in written:
        try:
            yield UUID(text)
        except ValueError:
            continue
