"""What the answer says beside its figures: embargoes first, duties it does not contain, unknown codes."""

from __future__ import annotations

from datetime import date

import pytest

from fairway.desk.helpdesk.domain.question import read_question
from fairway.desk.helpdesk.services import answer_compose
from fairway.kernel.finding import Status

pytestmark = pytest.mark.django_db


def ask(product: str, origin: str, destination: str = "US", on: str = "2025-07-01"):
    fields = {"product": product, "from": origin, "to": destination, "value": "5000 USD", "on": on}
    return answer_compose(read_question(fields, quantities=["1000 kg"], today=date(2025, 7, 1)))


def codes(answer) -> list[str]:
    return [warning.code for warning in answer.warnings]


@pytest.mark.parametrize("origin", ["CU", "KP", "IR"])
def test_an_embargo_is_said_before_everything_else(origin):
    answer = ask("08045080", origin)
    assert (codes(answer)[0], answer.warnings[0].severity.value) == ("embargo", "danger")
    assert answer.total_incomplete


def test_the_page_says_an_embargo_above_the_money(client):
    query = {"product": "08045080", "from": "CU", "to": "US", "value": "5000", "on": "2025-07-01"}
    page = client.get("/answer", query_params=query, headers={"host": "127.0.0.1"}).content.decode()
    assert page.index("notice-danger") < page.index('id="money"')


def test_federal_excise_on_drinks_makes_the_total_incomplete():
    answer = ask("22030000", "MX")
    assert "federal_excise" in codes(answer)
    assert answer.total_incomplete


def test_a_flag_of_anti_dumping_is_a_warning_and_makes_the_total_incomplete():
    answer = ask("04090000", "VN")
    assert "trade_remedy_ad" in codes(answer)
    assert answer.total_incomplete


def test_clothing_of_an_agoa_country_is_told_of_the_programme_that_the_answer_lacks():
    assert "agoa_apparel" in codes(ask("61091000", "KE"))
    assert "agoa_apparel" not in codes(ask("61091000", "DE"))
    assert "agoa_apparel" not in codes(ask("08045080", "KE"))


def test_a_line_that_does_not_exist_is_said_to_be_missing():
    answer = ask("08045012", "GH")
    assert answer.status is Status.NEEDS
    assert "0804.50.12" in str(answer.warnings[0].text)


def test_there_is_no_border_between_puerto_rico_and_the_mainland():
    for origin, destination in (("PR", "US"), ("US", "PR")):
        assert ask("08045080", origin, destination).reason.code == "same_customs_union"


def test_a_concession_without_an_agreed_rule_is_not_offered_as_best():
    answer = ask("62034200", "KE", "SN")
    choices = [choice for choice in answer.choices if choice.assessment]
    labels = {choice.assessment.best.programme_code for choice in choices if choice.assessment.best}
    assert "AFCFTA_PENDING" not in labels
