from __future__ import annotations

from collections.abc import Callable

import pytest

from fairway.data.nomenclature.catalogue import build_index, hs_tree
from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.search import SearchResult, search_products

Search = Callable[..., SearchResult]


@pytest.fixture(scope="session")
def index() -> Index:
    """The index without national lines."""
    return build_index()


@pytest.fixture(scope="session")
def search(index: Index) -> Search:
    def searched(query: str, limit: int = 10, language: str = "en") -> SearchResult:
        return search_products(hs_tree(), index, query, limit=limit, language=language)

    return searched
