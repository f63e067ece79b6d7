"""`firm.json`: what a firm tells about itself, read strictly. Every fault is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from fairway.kernel.text import Text, UserError
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.firms.domain.facts import check_consistent, read_changes
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.reading import (
    Faults,
    InvalidFacts,
    read_flag,
    read_list,
    read_number,
    read_object,
    read_text,
)
from fairway.platform.firms.domain.state import facts_of, fold
from fairway.trust.programmes.domain.consistency import parts_above_their_whole
from fairway.trust.programmes.domain.dossier import Dossier, Held, Incident, TradeRole, Value
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind

MOST_INCIDENTS, MOST_EVIDENCE, MOST_ROLES, MOST_CHOICES = 200, 500, 20, 100
HIGHEST_NUMBER = Decimal(10) ** 15
_NO_SIZE: Callable[[FirmFacts], SizeClass | None] = lambda _facts: None  # noqa: E731


def dossier_read(
    document: object,
    *,
    today: date,
    bank: Bank,
    size_of: Callable[[FirmFacts], SizeClass | None] = _NO_SIZE,
) -> Dossier:
    """The firm of the document. `size_of` computes its class from the figures of its profile.

    Raises InvalidFacts, also for days to come, for a size class that the figures do not give, and for
    numbers that contradict each other. A class that is only said is kept as claimed.
    """
    try:
        found = read_object(document, _readers(today, bank))
    except InvalidFacts:
        raise
    except UserError as error:
        raise InvalidFacts({"firm": error.text}) from None
    profile = found.get("profile") or FirmFacts()
    answers = found.get("answers") or {}
    claimed, computed = found.get("size_class"), size_of(profile)
    _check(claimed, computed, answers, profile, bank)
    return Dossier(
        tuple(dict.fromkeys(found.get("roles") or ())),
        computed or claimed,
        size_is_claimed=computed is None and claimed is not None,
        answers={**from_profile(profile, bank), **answers},
        evidence=found.get("evidence") or (),
    )


def _readers(today: date, bank: Bank) -> dict[str, Callable[[Any], Any]]:
    facts = {code: partial(_answer, fact=fact, today=today) for code, fact in bank.facts.items()}
    return {
        "roles": partial(read_list, reader=_role, most=MOST_ROLES),
        "size_class": _size_class,
        "profile": partial(_profile, today=today),
        "answers": lambda value: _told(read_object(value, facts)),
        "evidence": partial(read_list, reader=partial(_held, today=today, bank=bank), most=MOST_EVIDENCE),
    }


def _told(found: Mapping[str, Value | None]) -> dict[str, Value]:
    return {code: value for code, value in found.items() if value is not None}


def _check(
    claimed: SizeClass | None,
    computed: SizeClass | None,
    answers: Mapping[str, Value],
    profile: FirmFacts,
    bank: Bank,
) -> None:
    faults = Faults()
    if claimed and computed and claimed is not computed:
        message = Text(
            "The firm says {claimed}, and its figures give {computed}. The figures count.",
            {"claimed": SIZE_NAMES[claimed], "computed": SIZE_NAMES[computed]},
        )
        faults.add("size_class", message)
    for code, value in from_profile(profile, bank).items():
        if code in answers and not agree(answers[code], value):
            faults.add(f"answers.{code}", Text("This is not what the profile of the firm says."))
    for code, fault in parts_above_their_whole(answers, bank).items():
        faults.add(f"answers.{code}", fault)
    faults.raise_any()


def from_profile(profile: FirmFacts, bank: Bank) -> dict[str, Value]:
    """The answers that stand in the firm's profile. A year is read as its first of January."""
    found: dict[str, Value] = {}
    for code, fact in bank.facts.items():
        told = getattr(profile, fact.from_profile) if fact.from_profile else None
        if isinstance(told, int) and fact.kind is FactKind.DAY:
            found[code] = date(told, 1, 1)
        elif told is not None:
            found[code] = value_read(fact, str(told))
    return found


def agree(told: Value, of_profile: Value) -> bool:
    """A day agrees with its year, which is all that a profile knows."""
    if isinstance(told, date) and isinstance(of_profile, date):
        return told.year == of_profile.year
    return told == of_profile


def _profile(value: object, today: date) -> FirmFacts:
    facts = facts_of(fold({}, [read_changes(value, today=today)]))
    check_consistent(facts)
    return facts


def _role(value: object) -> TradeRole:
    text = read_text(value)
    if text not in list(TradeRole):
        raise UserError(Text("The role must be one of {roles}.", {"roles": ", ".join(TradeRole)}))
    return TradeRole(text)


def _size_class(value: object) -> SizeClass:
    text = read_text(value)
    if text not in list(SizeClass):
        raise UserError(Text("The size class must be one of {classes}.", {"classes": ", ".join(SizeClass)}))
    return SizeClass(text)


def _held(value: object, today: date, bank: Bank) -> Held:
    issued = partial(_past_day, today=today)
    found = read_object(value, {"kind": read_text, "issued_on": issued, "valid_until": _day})
    kind, issued_on, valid_until = found.get("kind"), found.get("issued_on"), found.get("valid_until")
    if kind is None or kind not in bank.evidence:
        raise InvalidFacts({"kind": Text("There is no such kind of evidence.")})
    if issued_on and valid_until and valid_until < issued_on:
        raise InvalidFacts({"valid_until": Text("The evidence ends before it was issued.")})
    return Held(kind, issued_on, valid_until)


def _answer(value: object, fact: Fact, today: date) -> Value:
    found = value_read(fact, value)
    check_past(found, today)
    return found


def check_past(told: Value, today: date) -> None:
    """Of what a firm tells nothing lies ahead. Raises UserError."""
    days = told if isinstance(told, tuple) else (told,)
    for day in days:
        last = (day.decided_on or day.happened_on) if isinstance(day, Incident) else day
        if isinstance(last, date) and last > today:
            raise UserError(Text("The day is still to come."))


def value_read(fact: Fact, plain: object) -> Value:
    """The answer of a question in its plain JSON form. Raises UserError."""
    match fact.kind:
        case FactKind.FLAG:
            return read_flag(plain)
        case FactKind.NUMBER:
            return read_number(plain, most=HIGHEST_NUMBER if fact.most is None else fact.most)
        case FactKind.CHOICE:
            return _choice(plain, fact)
        case FactKind.CHOICES:
            choices = read_list(plain, partial(_choice, fact=fact), most=MOST_CHOICES)
            return tuple(choice.code for choice in fact.choices if choice.code in choices)
        case FactKind.DAY:
            return _day(plain)
        case FactKind.INCIDENTS:
            found = read_list(plain, _incident, most=MOST_INCIDENTS)
            return tuple(sorted(found, key=lambda incident: incident.happened_on))


def value_plain(value: Value) -> Any:
    """An answer as plain JSON. A number is a text, so that no digit is lost."""
    match value:
        case bool() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return [_incident_plain(one) if isinstance(one, Incident) else one for one in value]


def dossier_plain(dossier: Dossier) -> dict[str, Any]:
    """As `firm.json`, with whether the size class is only claimed."""
    return {
        "roles": [role.value for role in dossier.roles],
        "size_class": dossier.size_class.value if dossier.size_class else None,
        "size_is_claimed": dossier.size_is_claimed,
        "answers": {code: value_plain(value) for code, value in dossier.answers.items()},
        "evidence": [
            {"kind": one.kind, "issued_on": _iso(one.issued_on), "valid_until": _iso(one.valid_until)}
            for one in dossier.evidence
        ],
    }


def dossier_kept(plain: Mapping[str, Any], bank: Bank) -> Dossier:
    """A dossier back from its plain form, judged no more. What the bank no longer asks is left out."""
    size = plain["size_class"]
    return Dossier(
        tuple(TradeRole(role) for role in plain["roles"]),
        SizeClass(size) if size else None,
        plain["size_is_claimed"],
        {
            code: value_read(bank.facts[code], value)
            for code, value in plain["answers"].items()
            if code in bank.facts
        },
        tuple(
            Held(one["kind"], _kept_day(one["issued_on"]), _kept_day(one["valid_until"]))
            for one in plain["evidence"]
        ),
    )


def _choice(value: object, fact: Fact) -> str:
    text = read_text(value)
    codes = [choice.code for choice in fact.choices]
    if text not in codes:
        raise UserError(Text("The answer must be one of {choices}.", {"choices": ", ".join(codes)}))
    return text


def _incident(value: object) -> Incident:
    found = read_object(value, {"happened_on": _day, "decided_on": _day, "serious": read_flag})
    happened_on, decided_on = found.get("happened_on"), found.get("decided_on")
    if happened_on is None:
        raise InvalidFacts({"happened_on": Text("Say on which day it happened.")})
    if decided_on and decided_on < happened_on:
        raise InvalidFacts({"decided_on": Text("It was decided before it happened.")})
    return Incident(happened_on, decided_on, bool(found.get("serious")))


def _incident_plain(incident: Incident) -> dict[str, Any]:
    return {
        "happened_on": incident.happened_on.isoformat(),
        "decided_on": _iso(incident.decided_on),
        "serious": incident.is_serious,
    }


def _day(value: object) -> date:
    text = read_text(value)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UserError(Text("A day is written as in 2026-01-31, and must exist."))


def _past_day(value: object, today: date) -> date:
    day = _day(value)
    check_past(day, today)
    return day


def _kept_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
