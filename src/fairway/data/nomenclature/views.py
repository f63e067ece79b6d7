"""Pages of the goods codes: search in words, answer what decides, browse the tree, read one entry."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fairway.data.idb.selectors import market_economies
from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.deciding import hints_of_chapter
from fairway.data.nomenclature.domain.asked import told_read
from fairway.data.nomenclature.domain.query import MOST_LETTERS
from fairway.data.nomenclature.domain.questions import Hint
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.domain.tree import Entry, Level
from fairway.data.nomenclature.names import heading_name, plain_name, words_of
from fairway.data.nomenclature.pages import answer_links, branches_of, result_cards
from fairway.data.nomenclature.rulings import likely_rulings
from fairway.data.nomenclature.selectors import (
    UnknownProduct,
    national_tariffs,
    product_find,
    product_search,
)
from fairway.platform.access.decisions import public
from fairway.platform.ui.tables import Link

_RESULTS = 10
_SUGGESTIONS = 6
_SUGGESTIONS_KEPT = 300  # seconds, in the reader's own browser or on the way to it
_WORDS_SHOWN = 12
_HINTS_SHOWN = 4
LEVEL_WORDS = {
    Level.SECTION: _("Section"),
    Level.CHAPTER: _("Chapter"),
    Level.HEADING: _("Heading"),
    Level.SUBHEADING: _("Subheading"),
}


@public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The search with its question and results; before a search, the sections to browse."""
    query = request.GET.get("q", "")
    context: dict[str, object] = {"query": query, "sections": tuple(hs_tree().at(Level.SECTION))}
    if query.strip():
        told = told_read(request.GET.getlist("a"))
        found = product_search(query, limit=_RESULTS, language=_language(), told=told)
        context |= _found_context(found, query[:MOST_LETTERS])
    return render(request, "nomenclature/browse.html", context)


@public
@require_safe
@cache_control(public=True, max_age=_SUGGESTIONS_KEPT)
def suggest(request: HttpRequest) -> HttpResponse:
    """The nearest products to what is being typed: a part of a page, for the script of the search form."""
    query = request.GET.get("q", "")[:MOST_LETTERS]
    found = product_search(query, limit=_SUGGESTIONS, language=_language()) if query.strip() else None
    return render(request, "nomenclature/_suggestions.html", {"query": query, "found": found})


@public
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry with what stands above and under it; other spellings of its code lead here."""
    try:
        found = product_find(code)
    except UnknownProduct as unknown:
        return render(request, "nomenclature/unknown.html", {"unknown": unknown, "code": code}, status=404)
    if found.code != code:
        return redirect("nomenclature:entry", found.code)
    return render(request, "nomenclature/entry.html", _entry_context(found))


def _found_context(found: SearchResult, query: str) -> dict[str, object]:
    parameters = [("q", query)]
    told = [("a", str(answered.told)) for answered in found.told]
    cards = result_cards(found)
    shown = [card for card in cards if not card.is_negligible]
    return {
        "found": found,
        "asked": answer_links(found, reverse("nomenclature:browse"), parameters),
        "cards": shown,
        "negligible": [card for card in cards if card.is_negligible],
        "branches": branches_of([card.hit for card in shown]),
        "keep_query": urlencode([*parameters, *told]),
        "rulings": likely_rulings(market_economies()) if found.results else (),
    }


def _entry_context(found: Entry) -> dict[str, object]:
    tree = hs_tree()
    is_subheading = found.level is Level.SUBHEADING
    return {
        "entry": found,
        "edition": tree.edition,
        "level": LEVEL_WORDS[found.level],
        "name": plain_name(found) or heading_name(found.code),
        "words": words_of(found.code, _language())[:_WORDS_SHOWN],
        "notes": tuple(_hints(found))[:_HINTS_SHOWN],
        "trail": [
            Link(_("All products"), reverse("nomenclature:browse")),
            *(Link(_code_in_words(above), _address(above)) for above in tree.ancestors(found.code)),
        ],
        "here": _code_in_words(found),
        "children": tree.children(found.code),
        "tariffs": national_tariffs(found.code) if is_subheading else (),
        "is_subheading": is_subheading,
        "has_questions": found.level is Level.HEADING and len(found.children) > 1,
    }


def _hints(found: Entry) -> Iterator[Hint]:
    """The common mistakes with a heading, or with a subheading and the heading above it."""
    if found.level not in (Level.HEADING, Level.SUBHEADING):
        return
    for hint in hints_of_chapter(found.code[:2]):
        if any(code.startswith(found.code) or found.code.startswith(code) for code in hint.codes):
            yield hint


def _code_in_words(found: Entry) -> str:
    return f"{LEVEL_WORDS[found.level]} {found.dotted}"


def _address(found: Entry) -> str:
    return reverse("nomenclature:entry", args=[found.code])


def _language() -> str:
    return (get_language() or "en").split("-")[0]
