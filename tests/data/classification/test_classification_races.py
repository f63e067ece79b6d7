"""Several people at once at the same row, and the same product sent several times."""

from __future__ import annotations

from collections.abc import Callable

from tests.contest import Contest, contest  # noqa: F401  (a fixture)
from tests.data.classification.classification_samples import kept, reviewed, row
from tests.people import People

from fairway.data.classification.models import CatalogueRow, Product
from fairway.data.classification.review_services import RowChangedMeanwhile, row_settle

Arena = Callable[[], Contest]


def test_one_of_several_settles_a_row(people: People, contest: Arena) -> None:  # noqa: F811
    catalogue = reviewed(people)
    actor, one = people.actor(people.owner), row(catalogue, 2)
    arena = contest()

    def settle(code: str) -> Callable[[], CatalogueRow]:
        return lambda: row_settle(actor=actor, row=row(catalogue, 2), revision=0, code=code)

    codes = ("0804.50", "2008.99", "0813.40", "2007.99")
    made = arena.at_once(*(settle(code) for code in codes), expected=RowChangedMeanwhile)
    winners = [each for each in made if isinstance(each, CatalogueRow)]
    assert len(winners) == 1
    stored = arena.afterwards(lambda: list(Product.objects.values_list("code", flat=True)))
    assert stored == [winners[0].code]
    assert arena.afterwards(lambda: CatalogueRow.objects.get(pk=one.pk).code) == winners[0].code


def test_a_product_sent_several_times_at_once_is_kept_once(people: People, contest: Arena) -> None:  # noqa: F811
    arena = contest()
    made = arena.at_once(*[lambda: kept(people, reference="R")] * 4, expected=RowChangedMeanwhile)
    assert len({product.pk for product in made if isinstance(product, Product)}) == 1
    assert arena.afterwards(Product.objects.count) == 1
