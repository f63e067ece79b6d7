"""A snapshot holds what the answer said, comes back from JSON as it went, and speaks three languages."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from tests.desk.helpdesk.helpdesk_questions import DAY, ask
from tests.desk.plans.test_plan_changes import ANSWER, NO_ANSWER, answers

from fairway.desk.plans.domain.changes import changes_between
from fairway.desk.plans.plain import snapshot_from_plain, snapshot_to_plain
from fairway.desk.plans.snapshot import snapshot_take
from fairway.desk.plans.sources import releases_for, releases_stamp
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.ui.language import say

CASES = {
    "mangoes": {},
    "a choice of lines": {"product": "4202.21", "from_": "CN"},
    "additional duties": {"product": "4202.21.60", "from_": "CN"},
    "money of another currency": {"product": "4202.21.60", "from_": "CN", "value": "5000 EUR"},
    "quantities still open": {"product": "220421", "from_": "FR", "quantities": ()},
    "no tariff": {"to": "JP"},
    "no such line": {"product": "999999"},
    "within a union": {"product": "080450", "from_": "GH", "to": "SN"},
    "a tariff with levies": {"product": "0804509000", "from_": "US", "to": "GH", "transport": "sea"},
}


def stored(snapshot):
    return snapshot_from_plain(json.loads(json.dumps(snapshot_to_plain(snapshot))))


@pytest.mark.django_db
class TestTaking:
    @pytest.mark.parametrize("case", CASES)
    def test_it_comes_back_from_json_as_it_went(self, case):
        answer = ask(**CASES[case])
        taken = snapshot_take(answer, releases_for(answer.shipment.destination.code, DAY))
        assert stored(taken) == taken
        assert changes_between(taken, stored(taken)) == ()

    @pytest.mark.parametrize("case", CASES)
    def test_it_holds_what_the_answer_says(self, case):
        answer = ask(**CASES[case])
        taken = snapshot_take(answer, ())
        assessment = answer.assessment
        assert (taken.status, taken.needs, taken.reason) == (answer.status, answer.needs, answer.reason)
        assert [paper.code for paper in taken.papers] == [item.code for item in answer.requirements]
        assert [paper.agency for paper in taken.papers] == [item.agency for item in answer.requirements]
        assert [remark.code for remark in taken.remarks] == [item.code for item in answer.warnings]
        assert (taken.best is None) == (answer.best is None)
        if assessment is not None:
            assert (taken.total, taken.landed) == (assessment.total, assessment.landed)
            assert [o.duty for o in taken.options] == [o.duty for o in assessment.options]
            assert [o.duty for o in taken.additional] == [o.duty for o in assessment.additional]
            assert [o.conditions for o in taken.options] == [
                o.programme.conditions if o.programme else () for o in assessment.options
            ]
            assert [o.citation for o in taken.options] == [
                o.programme.citation if o.programme else None for o in assessment.options
            ]
            assert [c.amount for c in taken.charges] == [c.amount for c in assessment.charges]

    def test_it_holds_what_must_be_proven_and_who_asks(self):
        taken = stored(snapshot_take(ask(), ()))
        best = taken.best_option
        assert (best.claim_code, len(best.conditions) > 1) == ("D", True)
        assert best.citation.title.startswith("African Growth and Opportunity Act")
        assert not stored(snapshot_take(ask(from_="DE"), ())).best_option.conditions  # the normal rate
        assert "Food and Drug Administration (FDA)" in {str(paper.agency) for paper in taken.papers}

    def test_the_sources_are_the_releases_that_answered(self):
        answer = ask()
        taken = snapshot_take(answer, releases_for("US", DAY))
        assert [source.kind for source in taken.sources] == ["tariff", "additional", "requirements"]
        assert taken.sources[0].published == answer.source.published

    def test_exchange_rates_are_a_source_only_where_they_are_in_the_amounts(self):
        answer = ask(**CASES["money of another currency"])
        taken = snapshot_take(answer, releases_for("US", DAY))
        assert (taken.exchanged, taken.sources[-1].kind) == (True, "exchange")

    def test_it_is_said_in_three_languages(self):
        taken = stored(snapshot_take(ask(), ()))
        for words in (taken.papers[0].title, taken.papers[0].agency, taken.best_option.conditions[0]):
            assert len({say(words, language) for language in ("en", "fr", "es")}) == 3

    def test_fees_and_taxes_are_what_the_total_has_beyond_the_duty(self):
        taken = snapshot_take(ask(), ())
        assert taken.charges_total == sum(
            (charge.amount for charge in taken.charges if charge.amount), Money(Decimal(0), "USD")
        )


class TestPlain:
    @given(answers)
    def test_any_snapshot_comes_back_as_it_went(self, snapshot):
        assert stored(snapshot) == snapshot

    def test_a_field_that_came_later_has_its_default(self):
        plain = snapshot_to_plain(ANSWER)
        del plain["papers"]
        for name in ("conditions", "citation"):
            del plain["options"][0][name]
        bare = replace(ANSWER.options[0], conditions=(), citation=None)
        assert snapshot_from_plain(plain) == replace(ANSWER, papers=(), options=(bare, *ANSWER.options[1:]))

    def test_defaults_take_no_room(self):
        assert "options" not in snapshot_to_plain(NO_ANSWER)

    @pytest.mark.parametrize(
        "plain",
        [{}, {"status": "computed"}, {"colour": "red"}, [], snapshot_to_plain(ANSWER) | {"options": [{}]}],
    )
    def test_data_of_another_shape_is_refused(self, plain):
        with pytest.raises(ValueError, match="no stored"):
            snapshot_from_plain(plain)

    def test_a_status_that_is_none_is_refused(self):
        with pytest.raises(ValueError, match="perhaps"):
            snapshot_from_plain(snapshot_to_plain(ANSWER) | {"status": "perhaps"})

    def test_a_value_that_no_answer_has_is_refused(self):
        with pytest.raises(TypeError, match="float"):
            snapshot_to_plain(replace(ANSWER, description=1.5))  # type: ignore[arg-type]

    def test_words_keep_their_values(self):
        words = Text("{amount} of duty", {"amount": Money(Decimal("6.80"), "USD")})
        taken = replace(NO_ANSWER, remarks=(replace(ANSWER.remarks[0], text=words),))
        assert str(stored(taken).remarks[0].text) == "6.80 USD of duty"


@pytest.mark.django_db
class TestSources:
    def test_the_stamp_is_another_with_another_release(self, publish):
        publish("10")
        before = releases_stamp(releases_for("AQ", DAY))
        assert releases_stamp(releases_for("AQ", DAY)) == before
        publish("12.5")
        assert releases_stamp(releases_for("AQ", DAY)) != before

    def test_a_past_day_is_answered_from_the_release_of_its_time(self, publish):
        old = publish("10")
        new = publish("12.5", start="2026-01-01")
        assert releases_for("AQ", DAY)[0] == old
        assert releases_for("AQ", DAY.replace(year=2026))[0] == new

    def test_a_market_without_a_tariff_has_no_tariff_release(self):
        assert [release.kind for release in releases_for("JP", DAY)] == ["exchange"]

    def test_the_releases_are_those_the_answer_names(self):
        for destination in ("US", "GH", "SN"):
            answer = ask(product="0804509000", from_="CN", to=destination)
            assert releases_for(destination, DAY)[0].citation == answer.source
            assert answer.status in Status
