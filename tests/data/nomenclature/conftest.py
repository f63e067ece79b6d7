from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from fairway.data.nomenclature.catalogue import build_index
from fairway.data.nomenclature.deciding import guide
from fairway.data.nomenclature.domain.asked import Told
from fairway.data.nomenclature.domain.index import Index
from fairway.data.nomenclature.domain.search import ProductSearch, SearchResult

Search = Callable[..., SearchResult]


@pytest.fixture(scope="session")
def index() -> Index:
    """The index without national lines."""
    return build_index()


@pytest.fixture(scope="session")
def products(index: Index) -> ProductSearch:
    return ProductSearch(guide(), index)


@pytest.fixture(scope="session")
def search(products: ProductSearch) -> Search:
    def searched(
        query: str, limit: int = 10, language: str = "en", told: Sequence[Told] = ()
    ) -> SearchResult:
        return products.find(query, limit=limit, language=language, told=told)

    return searched
