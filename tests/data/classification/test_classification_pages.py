"""The pages as a person uses them: keep a product, upload a catalogue, go through it, take it along."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.data.classification.classification_samples import TABLE, kept, reviewed, row
from tests.people import BACKEND, People

from fairway.data.classification.catalogue_services import catalogue_finish
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.models import Catalogue, Product
from fairway.data.nomenclature.selectors import product_search
from fairway.platform.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
KEEP = "/keep-product/"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def place(name: str, people: People, *parts: object) -> str:
    return reverse(f"classification:{name}", args=[people.firm.pk, *parts])


def page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_kept_is_shown_first_and_then_kept(people: People) -> None:
    client = browser(people.owner)
    asked = product_search("chocolate").question
    assert asked is not None
    address = f"{KEEP}?q=chocolate&a={asked.key}:-&code=1806.32"
    shown = page(client, address)
    assert "1806.32" in shown
    assert "Not sure" in shown
    assert not Product.objects.exists()
    form = {
        "q": "chocolate",
        "code": "180632",
        "a": f"{asked.key}:-",
        "name": "Bar",
        "organisation": people.firm.pk,
    }
    answer = client.post(KEEP, form, follow=True)
    product = Product.objects.get()
    assert (product.name, product.code, product.told) == ("Bar", "180632", [f"{asked.key}:-"])
    assert answer.redirect_chain[-1][0] == place("product", people, product.pk)


def test_a_firm_is_chosen_where_there_are_several(people: People) -> None:
    Membership.objects.create(
        user=people.owner,
        organisation=people.other_firm,
        role="colleague",
        joined_at=people.firm.created_at,
    )
    client = browser(people.owner)
    assert "Volta Shea" in page(client, f"{KEEP}?q=mango&code=080450")
    form = {"q": "mango", "code": "080450", "name": "Mango", "organisation": people.other_firm.pk}
    client.post(KEEP, form)
    assert Product.objects.get().organisation == people.other_firm


def test_nobody_keeps_a_product_for_another_firm(people: People) -> None:
    form = {"q": "mango", "code": "080450", "name": "Mango", "organisation": people.firm.pk}
    assert browser(people.stranger).post(KEEP, form).status_code == 422
    assert not Product.objects.exists()


def test_who_has_no_firm_is_led_to_one(people: People) -> None:
    assert reverse("accounts:open") in page(browser(people.officer), f"{KEEP}?q=mango&code=080450")


@pytest.mark.parametrize(
    "query", ["", "?code=", "?code=9", "?q=mango&code=0804", "?code=%00&q=%00", "?a=x&code=9999.99"]
)
def test_a_code_that_cannot_be_kept_leads_back_to_the_search(people: People, query: str) -> None:
    assert reverse("nomenclature:browse") in page(browser(people.owner), KEEP + query)


def test_a_reference_that_is_taken_stands_beside_its_field(people: People) -> None:
    kept(people, reference="R")
    form = {"q": "x", "code": "871200", "name": "Bike", "reference": "R", "organisation": people.firm.pk}
    answer = browser(people.owner).post(KEEP, form)
    assert answer.status_code == 422
    assert "has the reference R already" in answer.content.decode()


def test_the_list_is_searched_and_downloaded(people: People) -> None:
    kept(people, reference="M-1")
    kept(people, "Bicycle", code="8712.00", query="bicycle")
    client = browser(people.adviser)
    for words, found in (("mango", True), ("M-1", True), ("0804", True), ("8712", False), ("%", False)):
        assert ("Dried mango" in page(client, f"{place('products', people)}?words={words}")) is found
    downloaded = b"".join(client.get(place("products-download", people)).streaming_content).decode()
    assert downloaded.count("\n") == 3
    assert "Dried mango,M-1,080450" in downloaded


def test_a_product_tells_its_reasons_and_history(people: People) -> None:
    product = kept(people)
    shown = page(browser(people.owner), place("product", people, product.pk))
    assert "Searched for: “dried mango”" in shown
    assert "Owner settled on the code 080450 for the product “Dried mango”." in shown
    assert "binding" in shown


def test_the_code_is_changed_by_the_questions(people: People) -> None:
    product = kept(people)
    client, address = browser(people.colleague), place("product-code", people, product.pk)
    found = page(client, f"{address}?q=chocolate")
    answers = re.findall(r'class="answer[^"]*" href="([^"]+)"', found)
    assert answers
    assert all(link.startswith(address) for link in answers)
    client.post(address, {"code": "180632", "q": "chocolate"})
    assert Product.objects.get().code == "180632"
    client.post(address, {"code": "nonsense"})
    assert Product.objects.get().code == "180632"


def test_a_product_is_renamed_and_removed(people: People) -> None:
    product = kept(people)
    client = browser(people.owner)
    client.post(place("product-rename", people, product.pk), {"name": "Mango slices", "reference": "N"})
    assert (Product.objects.get().name, Product.objects.get().reference) == ("Mango slices", "N")
    assert client.post(place("product-rename", people, product.pk), {"name": ""}).status_code == 422
    assert "Remove this product?" in page(client, place("product-remove", people, product.pk))
    client.post(place("product-remove", people, product.pk))
    assert not Product.objects.exists()


def upload(client: Client, people: People, content: bytes = TABLE.encode(), name: str = "list.csv"):
    return client.post(
        place("catalogue-add", people), {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def test_a_catalogue_is_uploaded_and_its_columns_confirmed(people: People) -> None:
    client = browser(people.colleague)
    answer = upload(client, people)
    catalogue = Catalogue.objects.get()
    assert answer.redirect_chain[-1][0] == place("catalogue-columns", people, catalogue.pk)
    assert "leather handbag" in answer.content.decode()
    wrong = {"description": "1", "reference": "1", "code": "", "language": "en"}
    assert client.post(place("catalogue-columns", people, catalogue.pk), wrong).status_code == 422
    right = {"description": "1", "reference": "0", "code": "3", "language": "en"}
    answer = client.post(place("catalogue-columns", people, catalogue.pk), right, follow=True)
    shown = answer.content.decode()
    assert "0 of 6 settled" in shown
    assert "1 doubled row follows its first" in shown


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"name\n", "list.csv", 422),
        (b"\xff\xfe\x00", "list.csv", 422),
        (b"", "list.csv", 422),
        (b"%PDF-1.4 not a table", "list.pdf", 422),
        (b"name\n=cmd|' /C calc'!A0\n", "list.csv", 422),
        (b"PK\x03\x04broken", "list.xlsx", 422),
    ],
)
def test_a_file_that_is_no_table_is_refused_on_its_page(
    people: People, content: bytes, name: str, status: int
) -> None:
    assert upload(browser(people.owner), people, content, name).status_code == status
    assert not Catalogue.objects.exists()


def test_a_file_beyond_the_limit_is_refused(people: People, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000
    assert upload(browser(people.owner), people, b"name\n" + b"mango\n" * 500).status_code == 413


def posted(cards: str, **chosen: str) -> dict[str, str]:
    """The form of a review page as it stands, with `chosen` changed."""
    form = dict(re.findall(r'name="(revision-\d+)" value="(\d+)"', cards))
    form |= dict(re.findall(r'name="(code-\d+)" value="([^"]+)" checked', cards))
    return form | chosen


def test_all_that_is_sure_is_accepted_and_the_rest_waits(people: People) -> None:
    catalogue, client = reviewed(people), browser(people.owner)
    address = place("catalogue", people, catalogue.pk)
    answer = client.post(
        place("catalogue-decide", people, catalogue.pk),
        posted(page(client, address), sure="1") | {f"code-{row(catalogue, 7).pk}": "skip"},
        follow=True,
    )
    assert "settled" in answer.content.decode()
    assert row(catalogue, 2).code == "0804508000"[: len(row(catalogue, 2).code)]
    assert row(catalogue, 7).state == "problem"  # chosen, but not sure


def test_one_row_or_the_whole_page_is_saved_and_the_place_is_kept(people: People) -> None:
    catalogue, client = reviewed(people), browser(people.colleague)
    decide = place("catalogue-decide", people, catalogue.pk)
    three, five = row(catalogue, 3).pk, row(catalogue, 5).pk
    form = posted(page(client, f"{place('catalogue', people, catalogue.pk)}?order=file&words=c"))
    form |= {f"code-{three}": "611020", f"code-{five}": "skip", "order": "file", "words": "c"}
    answer = client.post(decide, form | {"only": str(three)})
    assert answer["Location"].endswith("?order=file&words=c")
    assert (row(catalogue, 3).state, row(catalogue, 5).state) == ("changed", "suggested")
    client.post(decide, form)
    assert row(catalogue, 5).state == "skipped"


def test_where_nothing_is_left_the_page_says_what_to_do(people: People) -> None:
    catalogue, client = reviewed(people, "name\nwooden chair\n", Columns(0)), browser(people.owner)
    form = {f"revision-{row(catalogue, 2).pk}": "0", f"code-{row(catalogue, 2).pk}": "940169"}
    answer = client.post(place("catalogue-decide", people, catalogue.pk), form, follow=True)
    assert "Every row is decided" in answer.content.decode()
    address = place("catalogue", people, catalogue.pk)
    assert "No such row" in page(client, f"{address}?show=skipped")
    assert "No row is like that" in page(client, f"{address}?words=table")


def test_a_row_is_settled_by_questions_and_leads_back_to_the_next(people: People) -> None:
    catalogue, client = reviewed(people), browser(people.owner)
    one, following = row(catalogue, 3), row(catalogue, 5)
    address = place("row", people, catalogue.pk, one.pk)
    found = page(client, f"{address}?order=file&next={following.pk}&q=chocolate")
    links = re.findall(r'class="answer[^"]*" href="([^"]+)"', found)
    assert links
    assert all("order=file" in link and f"next={following.pk}" in link for link in links)
    told = re.search(r"[?&;]a=([^&#]+)", links[0])
    assert told is not None
    form = {
        "q": "chocolate", "a": told[1].replace("%3A", ":").replace("%2F", "/"), "code": "180632",
        "revision": "0", "order": "file", "next": str(following.pk),
    }  # fmt: skip
    answer = client.post(address, form)
    assert answer["Location"].endswith(f"?order=file#row-{following.pk}")
    assert row(catalogue, 3).state == "asked"
    late = client.post(address, form, follow=True)
    assert "decided in the meantime" in late.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"revision-x": "1"},
        {"revision-1": "-1", "code-1": "080450"},
        {"revision-99999999999999": "0"},
        {"only": "x", "sure": ""},
    ],
)
def test_a_bent_form_changes_nothing(people: People, form: dict[str, str]) -> None:
    catalogue = reviewed(people)
    answer = browser(people.owner).post(place("catalogue-decide", people, catalogue.pk), form, follow=True)
    assert answer.status_code == 200
    assert not Product.objects.exists()


def test_a_row_of_another_catalogue_is_not_decided(people: People) -> None:
    mine, other = reviewed(people), reviewed(people, TABLE.replace("mango", "apple"))
    pk = row(other, 3).pk
    form = {f"revision-{pk}": "0", f"code-{pk}": "610910"}
    browser(people.owner).post(place("catalogue-decide", people, mine.pk), form)
    assert not Product.objects.exists()
    assert browser(people.owner).get(place("row", people, mine.pk, pk)).status_code == 404


def test_the_review_is_finished_downloaded_and_taken_up_again(people: People) -> None:
    catalogue, client = reviewed(people), browser(people.owner)
    assert "6 rows are not decided" in page(client, place("catalogue-finish", people, catalogue.pk))
    client.post(place("catalogue-finish", people, catalogue.pk))
    shown = page(client, place("catalogue", people, catalogue.pk))
    assert "The review is finished" in shown
    assert "fieldset disabled" in shown
    assert client.get(place("catalogue-download", people, catalogue.pk, "xlsx")).status_code == 200
    assert client.get(place("catalogue-download", people, catalogue.pk, "pdf")).status_code == 404
    client.post(place("catalogue-reopen", people, catalogue.pk))
    assert "fieldset disabled" not in page(client, place("catalogue", people, catalogue.pk))


def test_the_progress_asks_again_until_it_is_done(people: People) -> None:
    catalogue = reviewed(people)
    assert "Review them" in page(browser(people.owner), place("catalogue-progress", people, catalogue.pk))
    Catalogue.objects.update(state="suggesting")
    shown = page(browser(people.owner), place("catalogue", people, catalogue.pk))
    assert "hx-get" in shown
    assert "Look again" in shown


def test_a_review_page_asks_the_database_a_fixed_number_of_times(
    people: People, django_assert_max_num_queries
) -> None:
    table = "name\n" + "".join(f"wooden chair {letter * 3}\n" for letter in "abcdefghijklmnopqrst")
    catalogue = reviewed(people, table, Columns(0))
    client = browser(people.owner)
    with django_assert_max_num_queries(16):
        page(client, place("catalogue", people, catalogue.pk))


@pytest.mark.parametrize("language", ["fr", "es"])
def test_pages_are_there_in_every_language(people: People, language: str) -> None:
    catalogue, product = reviewed(people), kept(people)
    catalogue_finish(
        actor=people.actor(people.owner), catalogue=reviewed(people, TABLE.replace("mango", "apple"))
    )
    client = browser(people.owner)
    pages = {"products": (), "product": (product.pk,), "catalogues": (), "catalogue": (catalogue.pk,)}
    for address in [place(name, people, *parts) for name, parts in pages.items()]:
        page(client, f"/{language}{address}")


def test_signs_that_no_database_keeps_are_left_out(people: People) -> None:
    catalogue, client = reviewed(people), browser(people.owner)
    one = row(catalogue, 3)
    form = {"code": "610910", "q": "t-shirt\x00 \x07cotton", "revision": "0", "words": "\x00"}
    client.post(place("row", people, catalogue.pk, one.pk), form)
    assert Product.objects.get().query == "t-shirt cotton"
    page(client, f"{place('products', people)}?words=%00")
    page(client, f"{place('catalogue', people, catalogue.pk)}?words=%00&page=9999999999")
