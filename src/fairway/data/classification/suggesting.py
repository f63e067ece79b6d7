"""Suggesting codes for the rows of a catalogue, a part at a time: whatever is stopped goes on later."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import models, transaction
from django_tasks import task

from fairway.data.classification.domain.states import CatalogueState, RowState
from fairway.data.classification.domain.suggestion import MOST_SUGGESTED, Suggested, Suggestion
from fairway.data.classification.models import Catalogue, CatalogueRow
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.selectors import product_search
from fairway.platform.ui.language import say

AT_ONCE = 25  # a catalogue of so many rows does not wait for a worker
_PART = 50
_LONGEST_QUESTION = 300


def suggest(description: str, language: str) -> Suggested:
    """The likeliest codes for a description. No text makes it raise."""
    return suggested_of(product_search(description, limit=MOST_SUGGESTED, language=language), language)


def suggested_of(found: SearchResult, language: str) -> Suggested:
    suggestions = tuple(Suggestion(hit.hs6, round(1000 * min(hit.score, 1))) for hit in found.results)
    question = say(found.question.text, language)[:_LONGEST_QUESTION] if found.question else ""
    return Suggested(suggestions, found.confidence.level, question)


@task()
def catalogue_suggest(catalogue: str) -> None:
    """Suggest codes for the rows that wait, then open the review. It may run twice."""
    found = Catalogue.objects.filter(pk=UUID(catalogue), state=CatalogueState.SUGGESTING).first()
    if found is not None:  # it may have been removed meanwhile
        rows_suggest(found)


def rows_suggest(catalogue: Catalogue) -> None:
    while part := list(_waiting(catalogue)[:_PART]):
        _part_suggest(part, catalogue.language)
    Catalogue.objects.filter(pk=catalogue.pk, state=CatalogueState.SUGGESTING).update(
        state=CatalogueState.IN_REVIEW
    )
    catalogue.refresh_from_db(fields=["state"])


def _waiting(catalogue: Catalogue) -> models.QuerySet[CatalogueRow]:
    rows = CatalogueRow.objects.filter(catalogue=catalogue, state=RowState.WAITING)
    return rows.order_by("number").only("pk", "description")


def _part_suggest(rows: Sequence[CatalogueRow], language: str) -> None:
    found = {row.pk: suggest(row.description, language) for row in rows}
    with transaction.atomic():
        for pk, one in found.items():
            CatalogueRow.objects.filter(pk=pk, state=RowState.WAITING).update(
                state=RowState.SUGGESTED,
                suggestions=[[each.hs6, each.score] for each in one.suggestions],
                certainty=one.certainty,
                sureness=one.sureness,
                question=one.question,
            )
