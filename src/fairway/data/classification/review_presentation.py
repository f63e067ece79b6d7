"""The rows of a review as cards: what is offered, how sure it is, and where its questions lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairway.data.classification.domain.review import Order, Show, View
from fairway.data.classification.domain.rows import RowNote
from fairway.data.classification.domain.states import RowState
from fairway.data.classification.domain.suggestion import Choice, Suggestion, choices, sure_choice
from fairway.data.classification.models import CatalogueRow
from fairway.data.classification.presentation import ROW_WORDS, certainty_tag
from fairway.data.classification.selectors import Progress
from fairway.data.classification.settlement import given_code
from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.asked import Certainty
from fairway.data.nomenclature.names import heading_name, words_of
from fairway.kernel.hs import HsCode
from fairway.kernel.text import Localised, Text
from fairway.platform.ui.tables import Tag

_WORDS_SHOWN = 3
_LIKELY = 20  # thousandths; less is folded away
_NOTES = {
    RowNote.NO_DESCRIPTION: Text("This row has no description. Search for the product in your own words."),
    RowNote.LONG_REFERENCE: Text("The reference of this row is too long. The product is kept without one."),
    RowNote.REFERENCE_USED: Text(
        "An earlier row has the same reference for something else. The product is kept without one."
    ),
}
SHOW_WORDS: dict[Show, Promise] = {
    Show.OPEN: _("To decide"),
    Show.SURE: _("Sure"),
    Show.UNSURE: _("Not sure"),
    Show.SETTLED: _("Settled"),
    Show.SKIPPED: _("Skipped"),
    Show.PROBLEM: _("Without description"),
    Show.ALL: _("All"),
}
ORDER_WORDS: dict[Order, Promise] = {
    Order.SUREST: _("Surest first"),
    Order.LEAST_SURE: _("Least sure first"),
    Order.FILE: _("As in the file"),
}


@dataclass(frozen=True, slots=True)
class CodeName:
    """What a code is called: the plain name of its heading, and what tells it apart there."""

    code: str
    heading: Localised | str
    words: str  # everyday words of the subheading in the reader's language
    official: str

    @property
    def dotted(self) -> str:
        return HsCode(self.code).dotted


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to choose for a row, as its radio button shows it."""

    choice: Choice
    name: CodeName
    is_checked: bool

    @property
    def percent(self) -> int | None:
        """Never 0 or 100: no search is certain."""
        return None if self.choice.score is None else min(99, max(1, round(self.choice.score / 10)))

    @property
    def is_likely(self) -> bool:
        return self.choice.is_given or (self.choice.score or 0) >= _LIKELY


@dataclass(frozen=True, slots=True)
class RowCard:
    row: CatalogueRow
    offers: tuple[Offer, ...]
    chosen: CodeName | None  # the code of a settled row
    is_sure: bool  # it may be accepted unseen
    notes: tuple[Text, ...]
    certainty: Tag | None
    state: Promise
    ask: str  # the address of the row's questions and search

    @property
    def is_offered(self) -> bool:
        """Whether the code of a settled row is among the offers."""
        return any(offer.is_checked for offer in self.offers)

    @property
    def shown(self) -> tuple[Offer, ...]:
        """The code that stands chosen; where none does, those that are likely, the first two at least."""
        if self.chosen or self.is_sure:
            return tuple(offer for offer in self.offers if offer.is_checked)
        return self.offers[:2] + tuple(offer for offer in self.offers[2:] if offer.is_likely)

    @property
    def folded(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer not in self.shown)


@dataclass(frozen=True, slots=True)
class ShowLink:
    label: Promise
    count: int
    href: str
    is_current: bool


def code_name(code: str) -> CodeName:
    language = (get_language() or "en").split("-")[0]
    words = ", ".join(words_of(code[:6], language)[:_WORDS_SHOWN])
    entry = hs_tree().find(code[:6])
    return CodeName(code, heading_name(code) or "", words, entry.description if entry else "")


def row_cards(rows: Sequence[CatalogueRow], view: View) -> list[RowCard]:
    """`view` is where the review stands: a row that was asked about leads back to it, to the next row."""
    following = (row.pk for row in rows[1:])
    return [row_card(row, view, next(following, None)) for row in rows]


def row_card(row: CatalogueRow, view: View, following: int | None = None) -> RowCard:
    offered = choices([Suggestion(*pair) for pair in row.suggestions], given_code(row.given_code))
    sure = sure_choice(offered, Certainty(row.certainty)) if row.certainty else None
    sure = sure if row.state == RowState.SUGGESTED else None
    return RowCard(
        row=row,
        offers=tuple(Offer(one, code_name(one.code), one.code == _checked(row, sure)) for one in offered),
        chosen=code_name(row.code) if row.code else None,
        is_sure=sure is not None,
        notes=tuple(_notes(row, offered)),
        certainty=certainty_tag(row.certainty) if row.certainty and row.suggestions else None,
        state=ROW_WORDS[row.state],
        ask=_ask_address(row, view, following),
    )


def show_links(progress: Progress, view: View, address: str) -> list[ShowLink]:
    return [
        ShowLink(SHOW_WORDS[show], count, _with_query(address, view.showing(show)), show is view.show)
        for show, count in progress.shown.items()
        if count or show in (view.show, Show.OPEN)
    ]


def _checked(row: CatalogueRow, sure: Choice | None) -> str:
    """The code that stands chosen: that of a settled row, else only one that is sure."""
    return row.code or (sure.code if sure else "")


def _notes(row: CatalogueRow, offered: Sequence[Choice]) -> Iterable[Text]:
    if row.note:
        yield _NOTES[RowNote(row.note)]
    if not row.given_code:
        return
    given = next((one for one in offered if one.is_given), None)
    if given is None:
        yield Text(
            "The file says {code}, which is no code of HS {edition}. "
            "It may be mistyped or of another edition.",
            {"code": row.given_code, "edition": str(hs_tree().edition)},
        )
    elif given is not offered[0]:
        yield Text(
            "The file says {code}. The search says something else.", {"code": HsCode(given.code).dotted}
        )


def _ask_address(row: CatalogueRow, view: View, following: int | None) -> str:
    address = reverse("classification:row", args=[row.catalogue.organisation_id, row.catalogue_id, row.pk])
    back = {**view.parameters, **({"next": str(following)} if following else {})}
    return f"{address}?{urlencode(back)}" if back else address


def _with_query(address: str, view: View) -> str:
    return f"{address}?{view.query}" if view.query else address
