"""From an uploaded table to settled rows: suggestions, decisions, and several people at once."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from openpyxl import load_workbook
from tests.data.classification.classification_samples import COLUMNS, added, kept, reviewed, row, verbs
from tests.people import People

from fairway.data.classification import catalogue_services, review_services
from fairway.data.classification import suggesting as suggesting_of
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.domain.review import Order, Show, View
from fairway.data.classification.domain.sheet import UnreadableSheet
from fairway.data.classification.domain.states import CatalogueState, RowState
from fairway.data.classification.exports import catalogue_csv, catalogue_xlsx
from fairway.data.classification.models import Catalogue, CatalogueRow, Product
from fairway.data.classification.review_presentation import row_cards
from fairway.data.classification.review_services import Decision, RowChangedMeanwhile
from fairway.data.classification.selectors import progress_of, rows_shown
from fairway.kernel.text import UserError
from fairway.platform.accounts.services import Refused
from fairway.platform.audit.models import Event

pytestmark = pytest.mark.django_db


def states(catalogue: Catalogue) -> list[str]:
    return list(catalogue.rows.order_by("number").values_list("state", flat=True))


def test_a_table_waits_for_its_columns_then_gets_suggestions(people: People) -> None:
    catalogue = added(people)
    assert (catalogue.state, catalogue.row_count) == (CatalogueState.READING, 7)
    assert (catalogue.description_column, catalogue.reference_column, catalogue.code_column) == (1, 0, 3)
    catalogue_services.catalogue_begin(
        actor=people.actor(people.owner), catalogue=catalogue, columns=COLUMNS, language="en"
    )
    assert catalogue.state == CatalogueState.IN_REVIEW
    suggested = RowState.SUGGESTED
    assert states(catalogue) == [suggested, suggested, "doubled", suggested, suggested, "problem", suggested]
    first = row(catalogue, 2)
    assert first.suggestions[0][0] == "080450"
    assert len(first.suggestions) <= 5
    assert first.sureness == first.suggestions[0][1]


def test_what_is_no_table_leaves_no_catalogue(people: People) -> None:
    with pytest.raises(UnreadableSheet):
        added(people, "name\n")
    assert not Catalogue.objects.exists()


@pytest.mark.parametrize("columns", [Columns(9), Columns(1, 1), Columns(1, 0, -1)])
def test_columns_that_cannot_be_are_refused(people: People, columns: Columns) -> None:
    catalogue = added(people)
    with pytest.raises(UserError):
        catalogue_services.catalogue_begin(
            actor=people.actor(people.owner), catalogue=catalogue, columns=columns, language="en"
        )
    assert Catalogue.objects.get().state == CatalogueState.READING


def test_a_long_catalogue_is_left_to_a_worker_which_may_be_killed(
    people: People, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    table = "name\n" + "".join(f"wooden chair {letter * 3}\n" for letter in "abcdefghijklmnopqrstuvwxyzäöü")
    catalogue = added(people, table)
    with django_capture_on_commit_callbacks() as queued:
        catalogue_services.catalogue_begin(
            actor=people.actor(people.owner), catalogue=catalogue, columns=Columns(0), language="en"
        )
    assert (catalogue.state, len(queued)) == (CatalogueState.SUGGESTING, 1)
    monkeypatch.setattr(suggesting_of, "_PART", 10)
    parts = iter([None])

    def dies(rows: object, language: str) -> None:
        next(parts)  # the second part is never reached
        real(rows, language)

    real = suggesting_of._part_suggest
    monkeypatch.setattr(suggesting_of, "_part_suggest", dies)
    with pytest.raises(StopIteration):
        suggesting_of.rows_suggest(catalogue)
    assert progress_of(catalogue).waiting == 19
    monkeypatch.setattr(suggesting_of, "_part_suggest", real)
    suggesting_of.catalogue_suggest.func(str(catalogue.pk))
    suggesting_of.catalogue_suggest.func(str(catalogue.pk))  # twice does no harm
    assert progress_of(catalogue).waiting == 0
    assert Catalogue.objects.get().state == CatalogueState.IN_REVIEW


def test_a_settled_row_is_a_product_at_once(people: People) -> None:
    catalogue = reviewed(people)
    one = row(catalogue, 2)
    review_services.row_settle(actor=people.actor(people.owner), row=one, revision=0, code="0804.50.80")
    product = Product.objects.get()
    assert (product.name, product.reference, product.code) == ("dried mango", "A1", "08045080")
    assert (one.state, one.product) == (RowState.ACCEPTED, product)
    event = Event.objects.get(verb="product.kept")
    assert (event.after["row"], event.after["catalogue"]) == (2, str(catalogue.pk))


def test_how_a_row_was_decided_is_told_apart(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    chosen = review_services.row_settle(actor=owner, row=row(catalogue, 3), revision=0, code="6110.20")
    assert chosen.state == RowState.CHANGED
    searched = review_services.row_settle(
        actor=owner, row=row(catalogue, 7), revision=0, code="0409.00", query="honey"
    )
    assert (searched.state, searched.product.name) == (RowState.CHANGED, "honey")
    skipped = review_services.row_skip(actor=owner, row=row(catalogue, 5), revision=0)
    assert (skipped.state, skipped.code) == (RowState.SKIPPED, "")
    assert Product.objects.count() == 2


def test_a_row_settled_again_changes_its_product(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    one = row(catalogue, 3)
    review_services.row_settle(actor=owner, row=one, revision=0, code="6109.10")
    review_services.row_settle(actor=owner, row=one, revision=1, code="6110.20")
    product = Product.objects.get()
    assert product.code == "611020"
    assert verbs(f"classification.product:{product.pk}") == ["product.kept", "product.code_changed"]


def test_a_reference_that_the_firm_knows_is_the_same_product(people: People) -> None:
    known = kept(people, "Our mango", reference="A1")
    catalogue = reviewed(people)
    owner = people.actor(people.owner)
    review_services.row_settle(actor=owner, row=row(catalogue, 2), revision=0, code="2008.99")
    known.refresh_from_db()
    assert (known.name, known.code, Product.objects.count()) == ("Our mango", "200899", 1)


def test_a_colleagues_decision_is_not_overwritten(people: People) -> None:
    catalogue = reviewed(people)
    mine, theirs = row(catalogue, 2), row(catalogue, 2)
    review_services.row_settle(actor=people.actor(people.colleague), row=theirs, revision=0, code="0804.50")
    with pytest.raises(RowChangedMeanwhile):
        review_services.row_settle(actor=people.actor(people.owner), row=mine, revision=0, code="2008.99")
    decided = review_services.rows_decide(
        actor=people.actor(people.owner),
        catalogue=catalogue,
        decisions=[
            Decision(row(catalogue, number).pk, 0, code)
            for number, code in ((2, ""), (3, "6109.10"), (5, ""))
        ],
    )
    assert [one.number for one in decided.meanwhile] == [2]
    assert (decided.settled, decided.skipped) == (1, 1)
    assert set(Product.objects.values_list("code", flat=True)) == {"080450", "610910"}


def test_a_page_saved_again_decides_nothing(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    first = Decision(row(catalogue, 3).pk, 0, "610910")
    review_services.rows_decide(actor=owner, catalogue=catalogue, decisions=[first])
    again = review_services.rows_decide(
        actor=owner, catalogue=catalogue, decisions=[Decision(first.row, 1, "610910")]
    )
    assert (again.settled, row(catalogue, 3).revision) == (0, 1)
    assert Event.objects.filter(verb__startswith="product.").count() == 1


def test_one_bad_code_changes_nothing_of_the_page(people: People) -> None:
    catalogue = reviewed(people)
    decisions = [Decision(row(catalogue, 2).pk, 0, "080450"), Decision(row(catalogue, 3).pk, 0, "000000")]
    with pytest.raises(UserError):
        review_services.rows_decide(
            actor=people.actor(people.owner), catalogue=catalogue, decisions=decisions
        )
    assert not Product.objects.exists()
    assert not CatalogueRow.objects.filter(revision__gt=0).exists()


def test_a_doubled_row_cannot_be_decided(people: People) -> None:
    catalogue = reviewed(people)
    decided = review_services.rows_decide(
        actor=people.actor(people.owner),
        catalogue=catalogue,
        decisions=[Decision(row(catalogue, 4).pk, 0, "080450")],
    )
    assert (decided.settled, Product.objects.count()) == (0, 0)


def test_a_finished_review_is_closed_until_it_is_taken_up_again(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    review_services.row_settle(actor=owner, row=row(catalogue, 3), revision=0, code="6109.10")
    catalogue_services.catalogue_finish(actor=owner, catalogue=catalogue)
    assert Event.objects.get(verb="catalogue.finished").after["settled"] == 1
    with pytest.raises(Refused):
        review_services.row_skip(actor=owner, row=row(catalogue, 5), revision=0)
    with pytest.raises(Refused):
        catalogue_services.catalogue_finish(actor=owner, catalogue=catalogue)
    catalogue_services.catalogue_reopen(actor=owner, catalogue=catalogue)
    assert review_services.row_skip(actor=owner, row=row(catalogue, 5), revision=0).state == RowState.SKIPPED


def test_a_removed_catalogue_leaves_its_products(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    review_services.row_settle(actor=owner, row=row(catalogue, 3), revision=0, code="6109.10")
    with pytest.raises(PermissionDenied):
        catalogue_services.catalogue_remove(actor=people.actor(people.adviser), catalogue=catalogue)
    catalogue_services.catalogue_remove(actor=owner, catalogue=catalogue)
    assert (Catalogue.objects.count(), CatalogueRow.objects.count(), Product.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize("who", ["stranger", "officer", "administrator"])
def test_others_neither_see_nor_decide_rows(people: People, who: str) -> None:
    catalogue, actor = reviewed(people), people.actor(getattr(people, who))
    with pytest.raises(Http404):
        review_services.row_skip(actor=actor, row=row(catalogue, 2), revision=0)
    with pytest.raises(Http404):
        catalogue_services.catalogue_finish(actor=actor, catalogue=catalogue)
    assert progress_of(catalogue).skipped == 0


def test_the_progress_counts_what_the_review_shows(people: People) -> None:
    catalogue = reviewed(people)
    owner = people.actor(people.owner)
    review_services.row_settle(actor=owner, row=row(catalogue, 3), revision=0, code="6109.10")
    review_services.row_skip(actor=owner, row=row(catalogue, 5), revision=0)
    progress = progress_of(catalogue)
    assert (progress.total, progress.settled, progress.skipped, progress.doubled) == (6, 1, 1, 1)
    for show in Show:
        assert rows_shown(catalogue, show, Order.FILE).count() == progress.shown[show]
    least = [one.sureness for one in rows_shown(catalogue, Show.ALL, Order.LEAST_SURE)]
    assert least == sorted(least)
    assert [one.number for one in rows_shown(catalogue, Show.ALL, Order.FILE, "belt")] == [8]


def test_only_what_is_sure_stands_chosen(people: People) -> None:
    catalogue = reviewed(people)
    cards = {
        card.row.number: card
        for card in row_cards(list(rows_shown(catalogue, Show.OPEN, Order.FILE)), View())
    }
    mango = cards[2]
    assert mango.is_sure
    assert [(one.choice.code, one.is_checked) for one in mango.shown] == [("08045080", True)]
    assert "no code of HS 2022" in str(cards[5].notes[0]) or "9999.99" in str(cards[5].notes[0])
    assert "same reference" in str(cards[6].notes[0])
    assert not any(offer.is_checked for card in cards.values() if not card.is_sure for offer in card.offers)
    assert f"next={cards[3].row.pk}" in mango.ask


def test_the_result_has_every_column_and_row(people: People) -> None:
    catalogue, owner = reviewed(people), people.actor(people.owner)
    review_services.row_settle(actor=owner, row=row(catalogue, 2), revision=0, code="0804.50")
    lines = list(csv.DictReader(io.StringIO("".join(catalogue_csv(catalogue)))))
    assert [line["row"] for line in lines] == [str(number) for number in range(2, 9)]
    assert (lines[0]["goods_code"], lines[0]["sku"], lines[0]["decided"]) == ("080450", "A1", "Accepted")
    assert lines[2]["goods_code"] == "080450"  # the doubled row
    assert (lines[1]["goods_code"], lines[1]["decided"]) == ("", "To decide")
    book = load_workbook(io.BytesIO(catalogue_xlsx(catalogue)))
    assert [cell.value for cell in book.active[2]][:2] == ["A1", "dried mango"]
    assert book.active.max_row == 8


def test_a_cell_is_never_a_formula_in_the_result(people: People) -> None:
    catalogue = reviewed(people, "name,note\nwooden chair,+1 a b\nmango,=x\n", Columns(0))
    book = load_workbook(io.BytesIO(catalogue_xlsx(catalogue)))
    assert [(cell.value, cell.data_type) for cell in book.active["B"]][1:] == [("+1 a b", "s"), ("=x", "s")]
    assert "'=x" in "".join(catalogue_csv(catalogue))
