"""The pages of a profile: what they show, what they keep, and whom they refuse."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import People, nothing_changes, signed_in

from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.models import ProfileChange
from fairway.platform.firms.selectors import profile_on, size_on, state_on
from fairway.platform.firms.services import profile_change

DAY = date(2026, 3, 1)
SCRIPT = '<script>alert("x")</script>'
EDITS = ("about", "figures", "group", "identifiers", "trade")
READS = ("profile", "changes", "changes-download")


def at(firm: Organisation, page: str, query: str = "") -> str:
    return reverse(f"firms:{page}", args=[firm.pk]) + query


def post(client: Client, firm: Organisation, page: str, data: dict[str, Any]) -> Any:
    return client.post(at(firm, page), {"effective_on": DAY.isoformat(), "reason": "", **data})


def tell(people: People, changes: dict[str, Any], on: date = DAY) -> None:
    profile_change(
        actor=people.actor(people.owner), organisation=people.firm, effective_on=on, changes=changes
    )


def text_of(response: Any) -> str:
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize(
    ("name", "reads", "edits"),
    [("owner", 200, 200), ("colleague", 200, 200), ("adviser", 200, 403), ("stranger", 404, 404),
     ("officer", 404, 404), ("supervisor", 404, 404), ("administrator", 404, 404)],
)  # fmt: skip
def test_each_role_gets_what_it_may(client: Client, people: People, name: str, reads: int, edits: int):
    signed_in(client, getattr(people, name))
    with nothing_changes(ProfileChange):
        assert [client.get(at(people.firm, page)).status_code for page in READS] == [reads] * len(READS)
        assert [client.get(at(people.firm, page)).status_code for page in EDITS] == [edits] * len(EDITS)
        if edits != 200:
            posted = [post(client, people.firm, page, {"sector": "C"}).status_code for page in EDITS]
            assert posted == [edits] * len(EDITS)


def test_a_visitor_is_sent_to_sign_in(client: Client, people: People):
    for page in (*READS, *EDITS):
        response = client.get(at(people.firm, page))
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_an_office_has_no_profile(client: Client, people: People):
    signed_in(client, people.administrator)
    assert client.get(at(people.customs, "profile")).status_code == 404


def test_a_new_firm_is_asked_one_thing(client: Client, people: People):
    page = signed_in(client, people.owner).get(at(people.firm, "profile"))
    assert "How many people worked for the firm in" in text_of(page)
    assert page.content.decode().count(">Answer<") == 1
    assert re.search(r"figures/\?year=\d{4}#employees", page.content.decode())


def test_the_answer_gives_the_class_with_its_source(client: Client, people: People):
    signed_in(client, people.owner)
    response = post(client, people.firm, "figures", {"year": "2025", "currency": "XOF", "employees": "8,5"})
    assert response.status_code == 422
    assert "write decimals with a point" in text_of(response)
    response = post(client, people.firm, "figures", {"year": "2025", "currency": "XOF", "employees": "8.5"})
    assert response.status_code == 302
    shown = text_of(client.get(response["Location"]))
    assert "The profile is changed." in shown
    assert "Micro" in shown
    assert "By the figures of 2025" in shown
    assert "Source: OECD" in shown


def test_a_typed_class_is_no_fact(client: Client, people: People):
    signed_in(client, people.owner)
    with nothing_changes(ProfileChange):
        post(client, people.firm, "about", {**about(people), "size_class": "micro", "is_host": "on"})
    assert size_on(people.firm, DAY)[0].size_class is None


def about(people: People, **more: str) -> dict[str, str]:
    return {"legal_name": people.firm.name, "economy": people.firm.economy, "trading_name": "",
            "trading_since": "", "sector": "", **more}  # fmt: skip


def test_the_parts_keep_what_is_told(client: Client, people: People):
    signed_in(client, people.colleague)
    parts: list[tuple[str, dict[str, str]]] = [
        ("about", about(people, trading_since="2012", sector="C", trading_name="Mango")),
        ("identifiers", {"value_0": "3067221 2G2", "kind_0": "tax", "economy_0": "",
                         "value_1": "", "kind_1": "lei", "economy_1": "",
                         "value_2": "DE 136695976", "kind_2": "vat", "economy_2": "Germany"}),
        ("trade", {"words_0": "Dried mango", "code_0": "0804.50", "words_1": "", "code_1": "",
                   "words_2": "Juice", "code_2": "", "markets": "France\nGhana\n\n"}),
        ("figures", {"year": "2025", "currency": "eur", "employees": "8", "turnover": "1 200 000",
                     "exports": "5000 USD", "balance_sheet": "", "investment": ""}),
        ("group", {"year": "2025", "currency": "EUR", "public_share": "0", "name_0": "Alpha", "share_0": "30",
                   "employees_0": "3", "turnover_0": "900", "balance_sheet_0": "", "controlled_0": "on"}),
    ]  # fmt: skip
    for page, data in parts:
        assert post(client, people.firm, page, data).status_code == 302, page
    assert state_on(people.firm, DAY) == {
        "legal_name": "Sahel Mango", "economy": "SN", "trading_name": "Mango", "trading_since": 2012,
        "sector": "C", "markets": ["FR", "GH"],
        "identifiers": [
            {"kind": "tax", "value": "30672212G2", "economy": "SN", "assurance": "checked"},
            {"kind": "vat", "value": "DE136695976", "economy": "DE", "assurance": "checked"}],
        "products": [{"words": "Dried mango", "code": "080450"}, {"words": "Juice", "code": None}],
        "figures": {"2025": {
            "employees": "8", "turnover": "1200000 EUR", "exports": "5000 USD", "public_share": "0",
            "related": [{"name": "Alpha", "share": "30", "controlled": True, "employees": "3",
                         "turnover": "900 EUR"}]}},
    }  # fmt: skip
    for page, _data in parts:
        form = client.get(at(people.firm, page, "?year=2025"))
        unchanged = {bound.html_name: bound.value() for bound in form.context["form"]}
        sent = {name: value for name, value in unchanged.items() if value not in (None, False)}
        with nothing_changes(ProfileChange):
            assert client.post(at(people.firm, page), sent).status_code == 302, page


def test_a_firm_that_stands_alone_answers_with_one_tick(client: Client, people: People):
    tell(people, {"economy": "DE", "figures": {"2025": {"employees": "8", "turnover": "1 EUR"}}})
    page = signed_in(client, people.owner).get(at(people.firm, "profile"))
    assert "group/?year=2025#related" in page.content.decode()
    assert post(client, people.firm, "group", {"year": "2025", "stands_alone": "on"}).status_code == 302
    assert size_on(people.firm, DAY)[0].size_class == "micro"


def test_a_rate_that_is_asked_has_its_field(client: Client, people: People):
    year = {"employees": "8", "turnover": "1000 USD", "related": [], "public_share": "0"}
    tell(people, {"economy": "DE", "figures": {"2025": year}})
    signed_in(client, people.owner)
    assert "figures/?year=2025#USD/EUR" in client.get(at(people.firm, "profile")).content.decode()
    assert 'name="USD/EUR"' in client.get(at(people.firm, "figures", "?year=2025")).content.decode()
    data = {"year": "2025", "currency": "USD", "employees": "8", "turnover": "1000", "USD/EUR": "0.92"}
    assert post(client, people.firm, "figures", data).status_code == 302
    assert state_on(people.firm, DAY)["figures"]["2025"]["rates"] == {"USD/EUR": "0.92"}


def test_figures_are_true_from_the_last_day_of_their_year(client: Client, people: People):
    signed_in(client, people.owner)
    data = {"year": "2024", "currency": "EUR", "employees": "8", "effective_on": ""}
    assert post(client, people.firm, "figures", data).status_code == 302
    assert ProfileChange.objects.get().effective_on == date(2024, 12, 31)


@pytest.mark.parametrize("empties", [False, True])
@pytest.mark.parametrize("told_on", [date(2025, 12, 31), DAY])
def test_figures_are_corrected(client: Client, people: People, told_on: date, empties: bool):
    tell(people, {"economy": "DE", "figures": {"2025": {"employees": "40"}}}, on=told_on)
    form = signed_in(client, people.owner).get(at(people.firm, "figures", "?year=2025"))
    day = re.search(r'name="effective_on" value="([^"]*)"', form.content.decode())
    assert day
    assert day[1] == told_on.isoformat()
    data = {"year": "2025", "employees": "400", "effective_on": "" if empties else day[1]}
    assert post(client, people.firm, "figures", data).status_code == 302
    shown = text_of(client.get(at(people.firm, "profile")))
    assert " 400 " in shown
    assert " 40 " not in shown


@pytest.mark.parametrize(
    ("page", "told", "typed"),
    [
        ("figures", {"employees": "40"}, {"employees": "400"}),
        ("figures", {"rates": {"USD/EUR": "0.9"}}, {"USD/EUR": "0.8"}),
        ("group", {"public_share": "5"}, {"public_share": "50"}),
        ("group", {"public_share": "5", "related": []}, {"stands_alone": "", "public_share": "5"}),
    ],
)
def test_a_correction_that_a_later_telling_hides_is_refused(
    client: Client, people: People, page: str, told: dict[str, Any], typed: dict[str, str]
):
    tell(people, {"economy": "DE", "figures": {"2025": told}})
    signed_in(client, people.owner)
    with nothing_changes(ProfileChange):
        response = post(client, people.firm, page, {"year": "2025", "effective_on": "2025-12-31"} | typed)
    assert response.status_code == 422
    assert "true from 1 March 2026 on" in text_of(response)


def test_another_figure_of_the_year_may_be_true_from_an_earlier_day(client: Client, people: People):
    tell(people, {"figures": {"2025": {"employees": "40"}, "2024": {"turnover": "1 EUR"}}})
    data = {"year": "2025", "employees": "40", "turnover": "5 EUR", "effective_on": "2025-12-31"}
    assert post(signed_in(client, people.owner), people.firm, "figures", data).status_code == 302
    assert state_on(people.firm, DAY)["figures"]["2025"] == {"employees": "40", "turnover": "5 EUR"}


def test_a_year_that_was_forgotten_is_told_again(client: Client, people: People):
    tell(people, {"figures": {"2025": {"employees": "40"}}}, on=date(2025, 12, 31))
    tell(people, {"figures": None})
    data = {"year": "2025", "employees": "41", "effective_on": ""}
    assert post(signed_in(client, people.owner), people.firm, "figures", data).status_code == 302
    assert state_on(people.firm, DAY)["figures"]["2025"] == {"employees": "41"}


@pytest.mark.parametrize(
    ("page", "data", "field", "says"),
    [
        ("about", {"trading_since": "3000"}, "trading_since", "from 1000 to"),
        ("about", {"legal_name": ""}, "legal_name", "A firm has a name"),
        ("about", {"sector": "Z"}, "sector", "Z"),
        ("about", {"economy": "ZZ"}, "economy", "ZZ"),
        ("about", {"sector": "C", "effective_on": "soon"}, "effective_on", "must be a day"),
        ("about", {"sector": "C", "effective_on": "2999-01-01"}, "effective_on", "not in the future"),
        ("about", {"sector": "C", "reason": "x" * 501}, "reason", "501"),
        ("about", {"legal_name": "x" * 201}, "legal_name", "201"),
        ("identifiers", {"value_0": "", "value_1": "DE136695977", "kind_1": "vat"}, "value_1", "check digit"),
        ("identifiers", {"value_1": "123", "kind_1": ""}, "kind_1", "which number"),
        ("identifiers", {"value_0": "1", "kind_0": "vat", "economy_0": "Atlantis"}, "economy_0", "economy"),
        ("trade", {"words_0": "", "words_1": "Juice", "code_1": "123"}, "code_1", "3 digits"),
        ("trade", {"markets": "France\nAtlantis"}, "markets", "Atlantis"),
        ("figures", {"year": "next", "employees": "1"}, "year", "four digits"),
        ("figures", {"year": "1900", "employees": "1"}, "year", "from 1970"),
        ("figures", {"year": "2025", "employees": "-1"}, "employees", "between 0"),
        ("figures", {"year": "2025", "turnover": "much"}, "turnover", "not an amount"),
        ("figures", {"year": "2025", "turnover": "5", "currency": "EUX"}, "turnover", "not a currency"),
        ("figures", {"year": "2025", "turnover": "5 EUR", "exports": "6 EUR"}, "exports", "More was sold"),
        ("group", {"year": "2025", "name_1": "Alpha"}, "share_1", "how many percent"),
        ("group", {"year": "2025", "name_0": "Alpha", "share_0": "101"}, "share_0", "between 0 and 100"),
        ("group", {"year": "2025", "name_0": "A", "share_0": "5", "stands_alone": "on"}, "stands_alone",
         "does not stand alone"),
        ("group", {"year": "2025", "public_share": "all"}, "public_share", "not a number"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field(  # noqa: PLR0917
    client: Client, people: People, page: str, data: dict[str, str], field: str, says: str
):
    signed_in(client, people.owner)
    whole = about(people, **data) if page == "about" else data
    with nothing_changes(ProfileChange):
        response = post(client, people.firm, page, whole)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert says in str(response.context["form"].errors[field])


def test_what_was_typed_stays_when_it_is_refused(client: Client, people: People):
    response = post(
        signed_in(client, people.owner), people.firm, "identifiers", {"value_0": "DE1", "kind_0": "vat"}
    )
    assert 'value="DE1"' in response.content.decode()


def test_a_script_in_any_text_is_shown_as_text(client: Client, people: People):
    alpha = {"name": SCRIPT, "share": "30", "employees": "1"}
    tell(people, {
        "legal_name": SCRIPT, "trading_name": SCRIPT,
        "identifiers": [{"kind": "other", "value": SCRIPT}],
        "products": [{"words": SCRIPT}],
        "figures": {"2025": {"employees": "1", "related": [alpha]}},
        "economy": "DE",
    })  # fmt: skip
    profile_change(
        actor=people.actor(people.owner), organisation=people.firm, effective_on=DAY,
        changes={"sector": "C"}, reason=SCRIPT,
    )  # fmt: skip
    signed_in(client, people.owner)
    for page in ("profile", "changes", *EDITS):
        html = client.get(at(people.firm, page, "?year=2025")).content.decode()
        assert "<script>alert" not in html
        assert page == "about" or "&lt;script&gt;alert" in html or page == "figures", page


def test_a_past_day_shows_what_was_true_then(client: Client, people: People):
    tell(people, {"figures": {"2024": {"employees": "5"}}}, on=date(2024, 12, 31))
    tell(people, {"figures": {"2025": {"employees": "80"}}}, on=date(2025, 12, 31))
    signed_in(client, people.owner)
    past, now = (client.get(at(people.firm, "profile", query)) for query in ("?on=2025-06-01", ""))
    assert "The profile as it was on 1 June 2025" in text_of(past)
    assert "Micro" in text_of(past)
    assert "Change" not in [word for word in text_of(past).split() if word == "Change"]
    assert "Medium-sized" in text_of(now)
    assert client.get(at(people.firm, "profile", "?on=never")).status_code == 200
    assert client.get(at(people.firm, "profile", "?on=9999-12-31")).context["day"] <= date(2100, 1, 1)


def test_the_changes_are_listed_by_page_and_as_a_file(client: Client, people: People):
    for number in range(30):
        tell(people, {"trading_since": 1990 + number % 2, "products": [{"words": f"=cmd{number}"}]})
    signed_in(client, people.owner)
    page = client.get(at(people.firm, "changes", "?page=2"))
    assert len(page.context["table"].rows) == 5
    assert "Owner" in text_of(page)
    response = client.get(at(people.firm, "changes-download"))
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows[0][0] == "number"
    assert len(rows) == 31
    assert rows[1][3] == "Owner"


def test_reading_a_profile_takes_few_queries(
    client: Client, people: People, django_assert_max_num_queries: Any
):
    for number in range(40):
        tell(people, {"figures": {"2025": {"employees": str(number)}}})
    signed_in(client, people.owner)
    with django_assert_max_num_queries(12):
        client.get(at(people.firm, "profile"))


def test_the_facts_of_a_new_firm_are_its_own(people: People):
    assert profile_on(people.other_firm, DAY).legal_name == "Volta Shea"
