"""Keeping, changing and removing products: what is stored, recorded and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.data.classification.classification_samples import kept, verbs
from tests.people import People

from fairway.data.classification import services
from fairway.data.classification.models import Product
from fairway.data.classification.settlement import given_code, goods_code, settlement_make
from fairway.data.classification.versions import content_version
from fairway.data.nomenclature.selectors import product_search
from fairway.kernel.text import UserError
from fairway.platform.accounts.services import SENT_TWICE_WITHIN
from fairway.platform.audit.models import Event

pytestmark = pytest.mark.django_db


def test_a_kept_product_has_its_code_and_the_reasons(people: People) -> None:
    product = kept(people, reference="M-1")
    assert (product.code, product.hs_edition, product.query) == ("080450", 2022, "dried mango")
    assert product.reasons["rank"] == 1
    assert product.reasons["why"]
    assert product.content_version == content_version()
    event = Event.objects.get(subject=f"classification.product:{product.pk}")
    assert (event.verb, event.organisation, event.after["code"]) == ("product.kept", people.firm.pk, "080450")
    assert content_version() in event.rule_version


def test_answers_are_kept_as_told_and_as_sentences() -> None:
    asked = product_search("chocolate").question
    assert asked is not None
    made = settlement_make(code="1806.32", query="chocolate", told=[f"{asked.key}:-"], language="en")
    assert made.told == [f"{asked.key}:-"]
    assert made.answers[0]["answer"] == "Not sure"


def test_a_code_that_the_search_did_not_find_is_kept_and_says_so(people: People) -> None:
    product = kept(people, code="8712.00")
    assert product.reasons["rank"] is None


@pytest.mark.parametrize("text", ["0804.50", "0804.50.80.00", " 080450 ", "80450"])
def test_codes_are_read_as_people_write_them(text: str) -> None:
    assert goods_code(text).startswith("080450")


@pytest.mark.parametrize("text", ["", "mango", "0804", "9999.99", "1234.56", "0804.50.80.00.11"])
def test_what_is_no_goods_code_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        goods_code(text)
    assert given_code(text) == ""


def test_a_form_sent_twice_keeps_one(people: People) -> None:
    assert kept(people).pk == kept(people).pk
    assert kept(people, reference="R").pk == kept(people, reference="R").pk
    Product.objects.update(created_at=kept(people).created_at - SENT_TWICE_WITHIN - timedelta(seconds=1))
    kept(people)
    assert Product.objects.filter(reference="").count() == 2


def test_a_reference_is_one_products(people: People) -> None:
    first = kept(people, reference="R")
    with pytest.raises(services.ReferenceTaken, match="Dried mango") as error:
        kept(people, "Mango jam", reference="R", code="2007.99")
    assert error.value.product == first
    assert Product.objects.count() == 1


def test_another_firm_may_have_the_same_reference(people: People) -> None:
    kept(people, reference="R")
    other = services.product_keep(
        actor=people.actor(people.stranger),
        organisation=people.other_firm,
        name="Shea",
        reference="R",
        settlement=settlement_make(code="1515.90", language="en"),
    )
    assert other.reference == "R"


@pytest.mark.parametrize("name", ["", "x", "n" * 201, "see www.example.org"])
def test_a_bad_name_is_refused(people: People, name: str) -> None:
    with pytest.raises(UserError):
        kept(people, name)
    assert not Product.objects.exists()


def test_a_changed_code_tells_the_one_before(people: People) -> None:
    product = kept(people)
    settlement = settlement_make(code="2008.99", query="candied mango", language="en")
    services.product_code_change(actor=people.actor(people.colleague), product=product, settlement=settlement)
    product.refresh_from_db()
    assert (product.code, product.query) == ("200899", "candied mango")
    event = Event.objects.get(verb="product.code_changed")
    assert (event.before["old_code"], event.after["code"]) == ("080450", "200899")


def test_two_people_do_not_overwrite_each_other(people: People) -> None:
    product = kept(people)
    seen = product.changed_at
    services.product_rename(actor=people.actor(people.owner), product=product, name="Mango slices")
    settlement = settlement_make(code="2008.99", language="en")
    with pytest.raises(services.ProductChangedMeanwhile):
        services.product_code_change(
            actor=people.actor(people.colleague), product=product, settlement=settlement, seen_at=seen
        )
    assert Product.objects.get().code == "080450"


def test_renaming_keeps_references_apart(people: People) -> None:
    kept(people, reference="R")
    other = kept(people, "Mango jam", code="2007.99")
    with pytest.raises(services.ReferenceTaken):
        services.product_rename(actor=people.actor(people.owner), product=other, name="Jam", reference="R")
    assert Product.objects.get(pk=other.pk).name == "Mango jam"


def test_a_removed_product_leaves_its_history(people: People) -> None:
    product = kept(people)
    subject = f"classification.product:{product.pk}"
    services.product_remove(actor=people.actor(people.owner), product=product)
    assert not Product.objects.exists()
    assert verbs(subject) == ["product.kept", "product.removed"]


def test_an_adviser_removes_nothing(people: People) -> None:
    product = kept(people)
    with pytest.raises(PermissionDenied):
        services.product_remove(actor=people.actor(people.adviser), product=product)
    assert Product.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "officer", "supervisor", "administrator"])
def test_others_neither_see_nor_touch_products(people: People, who: str) -> None:
    product = kept(people)
    actor = people.actor(getattr(people, who))
    settlement = settlement_make(code="2008.99", language="en")
    for call in (
        lambda: services.product_code_change(actor=actor, product=product, settlement=settlement),
        lambda: services.product_rename(actor=actor, product=product, name="Mine now"),
        lambda: services.product_remove(actor=actor, product=product),
        lambda: services.product_keep(
            actor=actor, organisation=people.firm, name="Mine", settlement=settlement
        ),
    ):
        with pytest.raises(Http404):
            call()
    assert [(one.name, one.code) for one in Product.objects.all()] == [("Dried mango", "080450")]
