"""The content files of size definitions, read strictly: an error names its file, line and path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import fairway
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.money import is_currency
from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError
from fairway.platform.content.strict import Entry, read_yaml
from fairway.platform.content.words import read_citation, read_economies, read_localised, read_period
from fairway.platform.firms.domain.definition import (
    ASCENDING,
    ClassLimits,
    Edition,
    Grouping,
    Limit,
    Measure,
    SizeClass,
    SizeDefinition,
)

CONTENT = Path(fairway.__file__).parent / "content" / "size_definitions"
_REQUIRED = ("code", "name", "economies", "currency", "editions")
_OPTIONAL = ("grouping", "public_share_from", "years_in_a_row", "counts_exports", "notes")
_MOST_YEARS = 5


@cache
def definitions() -> tuple[SizeDefinition, ...]:
    """The shipped definitions, read once per process."""
    return read_definitions(sorted(CONTENT.glob("*.yaml")))


def read_definitions(files: Iterable[Path]) -> tuple[SizeDefinition, ...]:
    """One definition a file. Raises SourceError for what is unknown, missing or given twice."""
    found: dict[str, SizeDefinition] = {}
    for path in files:
        definition = read_definition(path)
        if definition.code in found:
            message = Text("The code {code} is given twice.", {"code": definition.code})
            raise SourceError(message, file=path.name)
        found[definition.code] = definition
    return tuple(found.values())


def read_definition(path: Path) -> SizeDefinition:
    """The definition in a file. Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = Text("The file cannot be read: {reason}.", {"reason": error.strerror or ""})
        raise SourceError(message, file=str(path)) from None
    except UnicodeDecodeError:
        raise SourceError(Text("The file is not UTF-8 text."), file=path.name) from None
    fields = read_yaml(text, file=path.name).fields(_REQUIRED, _OPTIONAL)
    return SizeDefinition(
        code=fields["code"].text(),
        name=read_localised(fields["name"], LANGUAGES),
        currency=_currency(fields["currency"]),
        economies=read_economies(fields["economies"]),
        editions=_editions(fields["editions"]),
        grouping=_grouping(fields["grouping"]),
        public_share_from=_percent(fields["public_share_from"]),
        years_in_a_row=_years(fields["years_in_a_row"]),
        counts_exports=fields["counts_exports"].flag(True),
        notes=tuple(read_localised(note, LANGUAGES) for note in fields["notes"].items()),
    )


def _currency(entry: Entry) -> str:
    code = entry.text()
    if not is_currency(code):
        entry.fail(Text("“{code}” is not a currency code of ISO 4217.", {"code": code}))
    return code


def _percent(entry: Entry) -> Decimal | None:
    number = entry.number()
    if number is not None and number > 100:
        entry.fail(Text("A share is 100 percent at most."))
    return number


def _years(entry: Entry) -> int:
    if entry.value is None:
        return 1
    return int(entry.one_of([str(count) for count in range(1, _MOST_YEARS + 1)]))


def _grouping(entry: Entry) -> Grouping | None:
    if entry.value is None:
        return None
    fields = entry.fields(("partner_from", "linked_above"))
    partner, linked = (_percent(fields[name]) for name in ("partner_from", "linked_above"))
    if partner is None or linked is None or partner > linked:
        entry.fail(Text("Both shares are needed, and partner_from is not above linked_above."))
    return Grouping(partner, linked)


def _editions(entry: Entry) -> tuple[Edition, ...]:
    editions = tuple(_edition(item) for item in entry.items())
    if not editions:
        entry.fail(Text("At least one edition is needed."))
    for place, edition in enumerate(editions):
        if any(edition.period.overlaps(other.period) for other in editions[:place]):
            entry.items()[place].fail(Text("The period overlaps that of another edition."))
    return editions


def _edition(entry: Entry) -> Edition:
    fields = entry.fields(("citation", "classes"), ("from", "to"))
    classes = tuple(_class(item) for item in fields["classes"].items())
    _check_ascending(fields["classes"], classes)
    return Edition(read_period(fields), read_citation(fields["citation"]), classes)


def _class(entry: Entry) -> ClassLimits:
    fields = entry.fields(("class", "keeps"))
    name = SizeClass(fields["class"].one_of([one for one in ASCENDING if one is not SizeClass.LARGE]))
    groups = tuple(_group(item) for item in fields["keeps"].items())
    if not groups:
        fields["keeps"].fail(Text("At least one limit is needed."))
    return ClassLimits(name, groups)


def _group(entry: Entry) -> tuple[Limit, ...]:
    """The limits of which one is enough."""
    limits = entry.mapping()
    if unknown := [name for name in limits if name not in list(Measure)]:
        entry.fail(Text("Unknown key: {names}.", {"names": ", ".join(unknown)}))
    if not limits:
        entry.fail(Text("At least one limit is needed."))
    return tuple(_limit(Measure(name), limit) for name, limit in limits.items())


def _limit(measure: Measure, entry: Entry) -> Limit:
    fields = entry.fields((), ("below", "up_to"))
    below, up_to = fields["below"].number(), fields["up_to"].number()
    amount = up_to if below is None else below
    if amount is None or (below is not None and up_to is not None):
        entry.fail(Text("A limit is either “below” or “up_to”."))
    return Limit(measure, amount, inclusive=below is None)


def _check_ascending(entry: Entry, classes: Sequence[ClassLimits]) -> None:
    """The classes go from the smallest up, and no limit falls on the way."""
    if not classes:
        entry.fail(Text("At least one class is needed."))
    ranks = [ASCENDING.index(one.size_class) for one in classes]
    if ranks != sorted(set(ranks)):
        entry.fail(Text("The classes must go from the smallest to the largest, each once."))
    highest: dict[Measure, Decimal] = {}
    for place, one in enumerate(classes):
        for limit in (limit for group in one.groups for limit in group):
            if limit.amount < highest.get(limit.measure, Decimal(0)):
                entry.items()[place].fail(Text("A limit is lower than that of a smaller class."))
            highest[limit.measure] = limit.amount
