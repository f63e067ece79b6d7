"""Pages of the goods codes: search in words, browse the tree, read one entry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.domain.tree import Entry, Level
from fairway.data.nomenclature.selectors import (
    UnknownProduct,
    national_tariffs,
    product_find,
    product_search,
)
from fairway.platform.access.decisions import public
from fairway.platform.ui.tables import Link

_RESULTS = 20
LEVEL_WORDS = {
    Level.SECTION: _("Section"),
    Level.CHAPTER: _("Chapter"),
    Level.HEADING: _("Heading"),
    Level.SUBHEADING: _("Subheading"),
}


@public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The search form with its results, and the sections to browse."""
    query = request.GET.get("q", "")
    found = product_search(query, limit=_RESULTS, language=_language()) if query.strip() else None
    context = {"query": query, "found": found, "sections": tuple(hs_tree().at(Level.SECTION))}
    return render(request, "nomenclature/browse.html", context)


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


def _entry_context(found: Entry) -> dict[str, object]:
    tree = hs_tree()
    is_subheading = found.level is Level.SUBHEADING
    return {
        "entry": found,
        "edition": tree.edition,
        "level": LEVEL_WORDS[found.level],
        "trail": [
            Link(_("All products"), reverse("nomenclature:browse")),
            *(Link(_code_in_words(above), _address(above)) for above in tree.ancestors(found.code)),
        ],
        "here": _code_in_words(found),
        "children": tree.children(found.code),
        "tariffs": national_tariffs(found.code) if is_subheading else (),
        "can_be_asked": is_subheading,
    }


def _code_in_words(found: Entry) -> str:
    return f"{LEVEL_WORDS[found.level]} {found.dotted}"


def _address(found: Entry) -> str:
    return reverse("nomenclature:entry", args=[found.code])


def _language() -> str:
    return (get_language() or "en").split("-")[0]
