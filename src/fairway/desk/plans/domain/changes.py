"""What has changed between two answers to one question, in words and in money.

Consequences are not told twice: where a rate has changed, the taxes on top of the duty move with
it and only the rate is named. What moved without a new law (a source of another day, exchange
rates, the agency of a paper) is information, not a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from fairway.data.idb.domain.profile import ValuationBasis
from fairway.desk.plans.domain.change import Change, ChangeKind, money_difference
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Remark, Source, Words
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.text import Param, Text
from fairway.market.requirements.domain.requirement import Level
from fairway.market.tariff.domain.options import OptionKind, OptionStatus

Item = TypeVar("Item")


def changes_between(before: AnswerSnapshot, after: AnswerSnapshot) -> tuple[Change, ...]:
    """Every change from `before` to `after`, what weighs most first and information last.

    Raises ValueError when they do not answer the same question.
    """
    if _asked(before) != _asked(after):
        raise ValueError("Only answers to one question can be compared.")
    changes = [*_of_status(before, after), *_of_needs(before, after)]
    if before.line and after.line:
        changes += _of_duty(before, after)
    changes += _of_proof(before, after)
    changes += _of_papers(before, after)
    changes += _of_remarks(before, after)
    changes += _of_figures(before, after, explained=bool(changes))
    return (*changes, *_of_agencies(before, after), *_of_sources(before, after))


def landed_difference(before: AnswerSnapshot, after: AnswerSnapshot) -> Money | None:
    """How much more (or less) the goods cost at the border; None where that cannot be told."""
    return money_difference(before.landed, after.landed)


def _asked(snapshot: AnswerSnapshot) -> tuple[object, ...]:
    return snapshot.product, snapshot.origin, snapshot.destination, snapshot.value


def _of_status(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    same_reason = before.reason == after.reason or after.reason is None
    if after.status is Status.UNCOMPUTABLE and not (before.status is after.status and same_reason):
        code = after.reason.code if after.reason else ""
        yield Change(ChangeKind.UNCOMPUTABLE, code, _uncomputable(after))
    elif after.status is Status.COMPUTED and before.status is not after.status:
        yield Change(ChangeKind.COMPUTABLE, "", Text("The duty can be computed now."))
    elif after.status is Status.NEEDS and before.status is not after.status and not after.needs:
        yield Change(ChangeKind.NEEDS, "", Text("The answer needs something more from you."))


def _uncomputable(after: AnswerSnapshot) -> Text:
    if after.reason is None:
        return Text("The duty cannot be computed now.")
    return Text("The duty cannot be computed now. {reason}", {"reason": after.reason.message})


def _of_needs(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    """Questions that were not asked before; all of them where the answer waits for them now."""
    known = {need.key for need in before.needs} if before.status is after.status else set()
    for need in after.needs:
        if need.key not in known:
            text = Text("The answer needs something more from you: {question}", {"question": need.question})
            yield Change(ChangeKind.NEEDS, need.key, text)


def _of_duty(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    """What an assessment says; nothing where one of the answers has none."""
    yield from _of_currency(before, after)
    yield from _of_best(before, after)
    yield from _of_options(before, after)
    for old, new in _paired(before.charges, after.charges, lambda charge: charge.code):
        yield from _of_charge(old, new)
    if before.valuation != after.valuation:
        yield Change(ChangeKind.VALUATION, after.valuation, _valuation(after))
    if before.line != after.line:
        text = Text(
            "The line of the tariff is {after} now, before it was {before}.", _values(before.line, after.line)
        )
        yield Change(ChangeKind.LINE, after.line, text)


def _of_currency(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    old, new = before.currency, after.currency
    if old and new and old != new:
        text = Text(
            "Amounts are in {after} now, before they were in {before}. Their difference is not computed.",
            _values(old, new),
        )
        yield Change(ChangeKind.CURRENCY, new, text)


def _of_best(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    old, new = before.best_option, after.best_option
    if before.best == after.best:
        return
    difference = money_difference(old.duty if old else None, new.duty if new else None)
    if new is None:
        text = Text("No option is the best one now.")
    elif old is None:
        text = Text("The best option is {option} now.", {"option": new.name})
    else:
        text = Text(
            "The best option is {after} now, before it was {before}.", {"before": old.name, "after": new.name}
        )
    yield Change(ChangeKind.BEST, new.key if new else "", text, difference)


def _of_options(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    old_ones = (*before.options, *before.additional)
    new_ones = (*after.options, *after.additional)
    for old, new in _paired(old_ones, new_ones, lambda option: option.key):
        yield from _of_option(old, new)


def _of_option(old: Option | None, new: Option | None) -> Iterator[Change]:
    """Options that were never in force come and go unsaid; a warning names them."""
    if old is None or new is None:
        yield from _option_come_or_gone(old, new)
        return
    difference = money_difference(old.duty, new.duty)
    if old.status is not new.status:
        kind = ChangeKind.OPTION_LAPSED if new.status is OptionStatus.LAPSED else ChangeKind.OPTION_STATUS
        yield Change(kind, new.key, _option_status(old, new), difference)
    if old.rate != new.rate and (old.words is None or old.words != new.words):
        text = Text(
            "{option}: {after} now, before it was {before}.",
            {"option": new.name, "before": _rate_words(old), "after": _rate_words(new)},
        )
        yield Change(ChangeKind.RATE, new.key, text, difference)


def _rate_words(option: Option) -> Words:
    """In plain words; as the tariff prints it where that cannot be read."""
    return option.words or Text("“{rate}”", {"rate": option.rate or "–"})


def _option_come_or_gone(old: Option | None, new: Option | None) -> Iterator[Change]:
    if new is not None and new.status is not OptionStatus.LAPSED:
        yield Change(ChangeKind.OPTION_NEW, new.key, _option_new(new), new.duty if _adds(new) else None)
    if old is not None and old.status is not OptionStatus.LAPSED:
        taken_off = _negative(old.duty) if _adds(old) else None
        yield Change(ChangeKind.OPTION_GONE, old.key, _option_gone(old), taken_off)


def _adds(option: Option) -> bool:
    """Whether it is due on top of the others, and not instead of them."""
    return option.kind is OptionKind.ADDITIONAL


def _option_new(option: Option) -> Text:
    if _adds(option):
        return Text("{option} is due now.", {"option": option.name})
    return Text("{option} can be used now.", {"option": option.name})


def _option_gone(option: Option) -> Text:
    if _adds(option):
        return Text("{option} is no longer due.", {"option": option.name})
    return Text("{option} can no longer be used.", {"option": option.name})


def _option_status(old: Option, new: Option) -> Text:
    values = {"option": new.name}
    match new.status:
        case OptionStatus.LAPSED:
            return Text("{option} is no longer in force.", values)
        case OptionStatus.NEEDS:
            return Text("{option} needs an answer from you now.", values)
        case OptionStatus.UNCOMPUTABLE:
            return Text("{option} cannot be computed now.", values)
    if old.status is OptionStatus.LAPSED:
        return Text("{option} is in force again.", values)
    return Text("{option} can be computed now.", values)


def _of_charge(old: Charge | None, new: Charge | None) -> Iterator[Change]:
    if old is None and new is not None:
        text = Text("{charge} is due now.", {"charge": new.name})
        yield Change(ChangeKind.CHARGE_NEW, new.code, text, new.amount)
    elif new is None and old is not None:
        text = Text("{charge} is no longer due.", {"charge": old.name})
        yield Change(ChangeKind.CHARGE_GONE, old.code, text, _negative(old.amount))
    elif old and new and (_asks(old) != _asks(new)):
        difference = money_difference(old.amount, new.amount)
        yield Change(ChangeKind.CHARGE_CHANGED, new.code, _charge_changed(old, new), difference)


def _asks(charge: Charge) -> tuple[object, ...]:
    return charge.status, charge.base, _terms(charge)


def _terms(charge: Charge) -> tuple[object, ...]:
    """What the charge asks, whatever the days of its law."""
    terms = charge.terms
    return (terms.percent, terms.minimum, terms.maximum, terms.fixed) if terms else ()


def _charge_changed(old: Charge, new: Charge) -> Text:
    values = {"charge": new.name}
    if old.status is not new.status:
        return replace(_CHARGE_STATUS[new.status], params=values)
    if _terms(old) == _terms(new):
        return Text("{charge} is taken of other amounts now.", values)
    return Text(
        "{charge} is {after} now, before it was {before}.",
        {**values, "after": _terms_words(new), "before": _terms_words(old)},
    )


_CHARGE_STATUS = {
    Status.COMPUTED: Text("{charge} can be computed now."),
    Status.NEEDS: Text("{charge} needs an answer from you now."),
    Status.UNCOMPUTABLE: Text("{charge} cannot be computed now."),
}


def _terms_words(charge: Charge) -> Text:
    """Amounts are in the currency of the market."""
    terms = charge.terms
    if terms is None:
        return Text("of no known rate")
    if terms.percent is None:
        return Text("{amount} in all", {"amount": terms.fixed or Decimal(0)})
    values = {"percent": terms.percent}
    if terms.minimum is None and terms.maximum is None:
        return Text("{percent} %", values)
    return Text(
        "{percent} % (at least {minimum}, at most {maximum})",
        {**values, "minimum": terms.minimum or Decimal(0), "maximum": terms.maximum or Text("without end")},
    )


def _valuation(after: AnswerSnapshot) -> Text:
    if after.valuation == ValuationBasis.CIF:
        return Text("Freight and insurance to the border belong to the customs value now.")
    return Text("Freight and insurance to the border no longer belong to the customs value.")


def _of_proof(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    """What must be proven for the best option; another best option brings its own unsaid."""
    old, new = before.best_option, after.best_option
    if old is None or new is None or old.key != new.key or not new.programme:
        return
    if old.claim_code != new.claim_code:
        yield Change(ChangeKind.CLAIM_CODE, new.key, _claim_code(new))
    for gone, come in _paired(old.conditions, new.conditions, _wording):
        if gone is None and come is not None:
            text = Text("New condition: {condition}", {"condition": come})
            yield Change(ChangeKind.CONDITION, new.key, text)
        elif come is None and gone is not None:
            text = Text("No longer a condition: {condition}", {"condition": gone})
            yield Change(ChangeKind.CONDITION, new.key, text)


def _claim_code(new: Option) -> Text:
    if not new.claim_code:
        return Text("The importer writes no code on the customs declaration now.")
    return Text("The importer writes the code {code} on the customs declaration.", {"code": new.claim_code})


def _of_papers(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    for old, new in _paired(before.papers, after.papers, lambda paper: paper.code):
        yield from _of_paper(old, new)


def _of_paper(old: Paper | None, new: Paper | None) -> Iterator[Change]:
    if new is None:
        if old is not None:
            text = Text("No longer needed: {title}", {"title": old.title})
            yield Change(ChangeKind.PAPER_GONE, old.code, text)
    elif old is None:
        yield Change(ChangeKind.PAPER_NEW, new.code, Text("Needed now: {title}", {"title": new.title}))
    elif old.level is not new.level:
        text = replace(_LEVELS[new.level], params={"title": new.title})
        yield Change(ChangeKind.PAPER_CHANGED, new.code, text)
    elif _wording(old.title) != _wording(new.title):
        text = Text("{after} (before: {before})", {"before": old.title, "after": new.title})
        yield Change(ChangeKind.PAPER_CHANGED, new.code, text)


_LEVELS = {
    Level.REQUIRED: Text("Always required now: {title}"),
    Level.MAY_BE_REQUIRED: Text("May be required now: {title}"),
    Level.CHECK: Text("To be checked now: {title}"),
}


def _of_remarks(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    for old, new in _paired(before.remarks, after.remarks, _remark_key):
        if old is None and new is not None:
            text = Text("New warning: {warning}", {"warning": new.text})
            yield Change(ChangeKind.REMARK_NEW, new.code, text)
        elif new is None and old is not None:
            text = Text("No longer said: {warning}", {"warning": old.text})
            yield Change(ChangeKind.REMARK_GONE, old.code, text)


def _remark_key(remark: Remark) -> tuple[str, object]:
    return remark.code, _wording(remark.text)


def _wording(words: Words) -> str:
    """What is said, whatever day or amount it names: those move without a new law, as translations do."""
    return words.msgid if isinstance(words, Text) else str(words)


def _of_figures(before: AnswerSnapshot, after: AnswerSnapshot, *, explained: bool) -> Iterator[Change]:
    """Amounts that moved and that no other change explains."""
    figures = _figures(before), _figures(after)
    if figures[0] == figures[1]:
        return
    difference = landed_difference(before, after)
    if before.exchanged or after.exchanged:
        if not explained or before.customs_value != after.customs_value:
            text = Text("Exchange rates have moved, and the amounts with them.")
            yield Change(ChangeKind.EXCHANGE, "", text, difference)
    elif not explained:
        yield Change(ChangeKind.FIGURES, "", Text("The amounts are other than before."), difference)


def _figures(snapshot: AnswerSnapshot) -> tuple[Money | None, ...]:
    return snapshot.customs_value, snapshot.duty, snapshot.total, snapshot.landed


def _of_agencies(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    for old, new in _paired(before.papers, after.papers, lambda paper: paper.code):
        if old is not None and new is not None and _agency_words(old) != _agency_words(new):
            yield Change(ChangeKind.AGENCY, new.code, _agency(new))


def _agency_words(paper: Paper) -> str:
    return _wording(paper.agency) if paper.agency else ""


def _agency(new: Paper) -> Text:
    if new.agency is None:
        return Text("{title}: no agency is named now.", {"title": new.title})
    return Text("{title}: the agency is {agency} now.", {"title": new.title, "agency": new.agency})


def _of_sources(before: AnswerSnapshot, after: AnswerSnapshot) -> Iterator[Change]:
    for old, new in _paired(before.sources, after.sources, lambda source: (source.kind, source.territory)):
        if new is not None and (old is None or old.release != new.release):
            yield Change(ChangeKind.SOURCE, new.release, _source(new))


def _source(new: Source) -> Text:
    if new.published is None:
        return Text("The answer is read from a newer source now: {source}.", {"source": new.title})
    return Text(
        "The answer is read from a newer source now: {source}, of {day}.",
        {"source": new.title, "day": new.published},
    )


def _values(before: str, after: str) -> dict[str, Param]:
    return {"before": before, "after": after}


def _negative(money: Money | None) -> Money | None:
    return Money(-money.amount, money.currency) if money else None


def _paired(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], object]
) -> Iterator[tuple[Item | None, Item | None]]:
    """The items of both by their keys: those of `after` in their order, then those that are gone."""
    old_ones, new_ones = _by_key(before, key), _by_key(after, key)
    for name, new in new_ones.items():
        yield old_ones.get(name), new
    for name, old in old_ones.items():
        if name not in new_ones:
            yield old, None


def _by_key(items: Iterable[Item], key: Callable[[Item], object]) -> dict[object, Item]:
    """The n-th item of a key is the n-th of it on the other side too."""
    seen: Counter[object] = Counter()
    found: dict[object, Item] = {}
    for item in items:
        name = key(item)
        seen[name] += 1
        found[name, seen[name]] = item
    return found
