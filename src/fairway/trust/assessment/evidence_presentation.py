"""What is wanted as evidence and what the firm has, in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Param, Text
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag
from fairway.trust.assessment.domain.wanted import Wanted, counts_for
from fairway.trust.assessment.models import Evidence
from fairway.trust.assessment.pages import place
from fairway.trust.assessment.presentation import cost
from fairway.trust.assessment.selectors import Standing, held
from fairway.trust.programmes.domain.programme import Option, Standard
from fairway.trust.programmes.domain.workings import listed
from fairway.trust.programmes.store import bank


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of evidence that would count. `points`: where they differ. `cost`: where it is missing."""

    name: Localised
    points: Text | None
    what: Localised
    cost: Text | None
    href: str
    is_held: bool
    has_expired: bool


@dataclass(frozen=True, slots=True)
class Want:
    """A standard as the page shows it."""

    name: Localised
    kind: str
    status: Text
    rule: Text
    is_met: bool
    options: tuple[Way, ...]


def wants(
    standing: Standing,
    wanted: Iterable[Wanted],
    have: Iterable[Evidence],
    *,
    back: str = "",
) -> list[Want]:
    """What is not shown yet comes first. `back`: where adding a piece leads; to the list of all without."""
    had = {piece.kind for piece in have}
    shown = [_want(standing, one, had, {"next": back} if back else {}) for one in wanted]
    return sorted(shown, key=lambda one: one.is_met)


def have_table(standing: Standing, have: Sequence[Evidence], wanted: Sequence[Wanted], today: date) -> Table:
    """Every piece that the firm has, with what it counts for in the programme."""
    columns = [
        Column(_("Evidence")),
        Column(_("Reference")),
        Column(_("File")),
        Column(_("Counts until")),
        Column(_("Status")),
        Column(_("Counts for")),
        Column(_("Actions")),
    ]
    rows = [_piece(standing, piece, wanted, today) for piece in have]
    return Table(_("Evidence that the firm has"), columns, rows, stacked=True)


def equivalents(have: Iterable[Evidence], wanted: Sequence[Wanted], today: date) -> Iterator[Text]:
    """Pieces that show more than one criterion at once."""
    for kind in dict.fromkeys(piece.kind for piece in have if held(piece).holds(today)):
        criteria = counts_for(kind, wanted)
        if len(criteria) > 1:
            names = listed([criterion.name for criterion in criteria])
            yield Text(
                "You have “{kind}”: it counts for {names}.",
                {"kind": bank().evidence[kind].name, "names": names},
            )


def counts_words(kind: str, wanted: Sequence[Wanted]) -> Text | None:
    names = [criterion.name for criterion in counts_for(kind, wanted)]
    return Text("It counts for: {names}.", {"names": listed(names)}) if names else None


def rule_words(standard: Standard) -> Text:
    """How many of the options are needed."""
    if has_weights(standard):
        return Text("Pieces worth {needed} points together are wanted.", {"needed": standard.needed})
    if standard.needed == len(standard.options):
        return Text("This is wanted.") if standard.needed == 1 else Text("All of these are wanted.")
    if standard.needed == 1:
        return Text("One of these is enough.")
    return Text("{needed} of these are wanted.", {"needed": standard.needed})


def has_weights(standard: Standard) -> bool:
    return any(option.weight != 1 for option in standard.options)


def _want(standing: Standing, one: Wanted, had: set[str], query: dict[str, str]) -> Want:
    kind, status = ("computed", Text("Shown")) if one.is_met else ("needs", Text("Wanted"))
    return Want(
        one.criterion.name,
        kind,
        status,
        rule_words(one.standard),
        one.is_met,
        tuple(_way(standing, option, one, had, query) for option in one.standard.options),
    )


def _way(standing: Standing, option: Option, one: Wanted, had: set[str], query: dict[str, str]) -> Way:
    kind = bank().evidence[option.evidence]
    is_held = option.evidence in one.held
    return Way(
        kind.name,
        _points(option, one.standard),
        kind.what,
        None if is_held else _effort(standing, option),
        place(standing, "evidence-add", kind.code, **query),
        is_held,
        has_expired=not is_held and option.evidence in had,
    )


def _points(option: Option, standard: Standard) -> Text | None:
    if not has_weights(standard):
        return None
    return Text("{weight} of {needed} points", {"weight": option.weight, "needed": standard.needed})


def _effort(standing: Standing, option: Option) -> Text | None:
    """What it takes a firm of this size."""
    size = standing.dossier.size_class
    if size is None:
        return None
    effort = (option.effort or bank().evidence[option.evidence].effort)[size]
    return Text(
        "About {cost} to get it.",
        {"cost": cost(effort.hours, Money(effort.money, bank().currency).rounded())},
    )


def _piece(standing: Standing, piece: Evidence, wanted: Sequence[Wanted], today: date) -> list[CellValue]:
    kind = bank().evidence.get(piece.kind)
    counted = held(piece)
    criteria = counts_for(piece.kind, wanted)
    return [
        kind.name if kind else piece.kind,
        piece.reference or None,
        _file(piece),
        counted.valid_until or Text("no end"),
        _status(piece, is_wanted=bool(criteria), today=today),
        listed([criterion.name for criterion in criteria]) if criteria else None,
        Link(_("Withdraw"), place(standing, "evidence-withdraw", piece.pk)),
    ]


def _file(piece: Evidence) -> CellValue:
    if piece.file is None:
        return Text("no file yet")
    if piece.file.deleted_at:
        return Text("the file was deleted")
    return Link(piece.file.name, reverse("files:file", args=[piece.organisation_id, piece.file_id]))


def _status(piece: Evidence, *, is_wanted: bool, today: date) -> Tag:
    counted = held(piece)
    if counted.valid_until and counted.valid_until < today:
        return Tag("uncomputable", Text("Expired"))
    return Tag("computed", Text("Counts")) if is_wanted else Tag("plain", Text("Not asked for here"))


def named(kind: str) -> Param:
    known = bank().evidence.get(kind)
    return known.name if known else kind
