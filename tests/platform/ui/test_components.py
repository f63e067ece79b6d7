from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from fairway.kernel.citation import Citation
from fairway.kernel.finding import Step
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.ui.charts import Bar, Part, bar_chart
from fairway.platform.ui.tables import Column, Link, Percent, Table, Tag


class Shipment(forms.Form):
    value = forms.DecimalField(label="Value", help_text="At the port.", min_value=1)
    note = forms.CharField(label="Note", required=False)
    way = forms.ChoiceField(label="Way", choices=[("sea", "Sea"), ("air", "Air")], widget=forms.RadioSelect)

    def clean(self) -> None:
        raise forms.ValidationError("Say <more>.")


def render(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load ui %}" + source)
    return " ".join(template.render(context, RequestFactory().get("/page?q=a%20b&page=2")).split())


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = render("{% field form.value suffix='kg' %}", form=Shipment({"value": "0"}))
    assert '<label for="id_value" class="label">Value</label>' in html
    assert 'aria-describedby="id_value_helptext id_value_error"' in html
    assert 'id="id_value_helptext"' in html
    assert 'id="id_value_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="affix" aria-hidden="true">kg</span>' in html


def test_a_field_without_errors_is_not_marked_invalid() -> None:
    html = render("{% field form.note %}", form=Shipment())
    assert "invalid" not in html
    assert "optional" in html


def test_a_group_of_radio_buttons_has_a_legend() -> None:
    html = render("{% field form.way %}", form=Shipment())
    assert "<fieldset" in html
    assert '<legend class="label">Way</legend>' in html


def test_the_error_summary_links_every_error_and_escapes_it() -> None:
    html = render("{% error_summary form %}", form=Shipment({"value": "0"}))
    assert 'role="alert"' in html
    assert 'href="#id_value"' in html
    assert 'href="#id_way"' in html
    assert "Say &lt;more&gt;." in html


@pytest.mark.parametrize("form", [Shipment(), Shipment({"value": "x"})])
def test_there_is_a_summary_only_where_there_are_errors(form: Shipment) -> None:
    assert bool(render("{% error_summary form %}", form=form)) is form.is_bound


def test_a_table_names_itself_aligns_numbers_and_escapes() -> None:
    table = Table(
        "Lines <1>",
        [Column("Code"), Column("Rate", numeric=True), Column("Status")],
        [[Link("08 & 09", "/x?a=1&b=2"), Percent(Decimal("6.8")), Tag("lapsed")], ["<b>", None, "ok"]],
        stacked=True,
    )
    html = render("{% table table id='lines' %}", table=table)
    assert '<caption id="lines-caption">Lines &lt;1&gt;</caption>' in html
    assert 'aria-labelledby="lines-caption"' in html
    assert '<th scope="row"><a href="/x?a=1&amp;b=2">08 &amp; 09</a> </th>' in html
    assert '<td class="numeric" data-label="Rate">6.8%</td>' in html
    assert '<th scope="row">&lt;b&gt;</th><td class="numeric" data-label="Rate">–</td>' in html
    assert "tag-lapsed" in html


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 1 values for 2 columns"):
        Table("x", [Column("a"), Column("b")], [["only one"]])


def test_the_pager_keeps_the_question_and_marks_the_page() -> None:
    html = render("{% pager page %}", page=Paginator(range(100), 10).page(2))
    assert 'href="?q=a+b&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1
    assert 'rel="prev"' in html


def test_one_page_needs_no_pager() -> None:
    assert render("{% pager page %}", page=Paginator(range(3), 10).page(1)) == ""


def test_workings_show_each_step_and_its_result() -> None:
    steps = [Step(Text("Take {a} <i>.", {"a": Money(Decimal(5), "USD")}), "5.00 USD"), Step(Text("Done."))]
    html = render("{% workings steps %}", steps=steps)
    assert "<details" in html
    assert "Take 5.00\N{NO-BREAK SPACE}USD &lt;i&gt;.".replace("\N{NO-BREAK SPACE}", " ") in html
    assert html.count("<li>") == 2
    assert html.count("course-result") == 1


def test_without_steps_nothing_is_folded() -> None:
    assert render("{% workings steps %}", steps=[]) == ""


def test_a_status_has_its_word_and_an_unknown_one_needs_a_label() -> None:
    assert render("{% tag 'lapsed' %}") == '<span class="tag tag-lapsed">Lapsed</span>'
    assert render("{% tag 'mfn' label %}", label="<MFN>") == '<span class="tag tag-mfn">&lt;MFN&gt;</span>'
    with pytest.raises(KeyError, match="mfn"):
        render("{% tag 'mfn' %}")


def test_a_notice_keeps_the_markup_of_the_page_and_escapes_values() -> None:
    html = render(
        "{% notice 'danger' title=title %}<p>{{ text }}</p>{% endnotice %}", title="<T>", text="<x>"
    )
    assert 'role="alert"' in html
    assert "&lt;T&gt;" in html
    assert "<p>&lt;x&gt;</p>" in html


def test_a_source_says_its_day_and_whether_it_was_checked() -> None:
    citation = Citation(
        "Office", "Tariff", "https://example.org/?a=1&b=2", date(2025, 7, 1), "CC0", verified=False
    )
    html = render("{% source citation %}", citation=citation)
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert '<time datetime="2025-07-01">1 July 2025</time>' in html
    assert "Not checked against the primary source" in html
    verified = render("{% source citation %}", citation=Citation("Office", "Tariff"))
    assert "Not checked" not in verified
    assert "<a" not in verified


def test_a_figure_sets_amount_and_currency_in_the_readers_way() -> None:
    with override("fr"):
        html = render("{% figure 'Duty' amount kind='saving' %}", amount=Money(Decimal("1234.5"), "USD"))
    assert "234,50" in html
    assert '<span class="figure-currency">USD</span>' in html
    assert "figure-saving" in html


def test_a_chart_has_words_for_all_it_draws_and_its_table() -> None:
    drawing = bar_chart(
        "Cost", "By market", ["Duty"], [Bar("A & B", (Part("Duty", Decimal(2), "2 USD"),), "2 USD")]
    )
    with override("fr"):
        html = render(
            "{% chart drawing table id='c' %}", drawing=drawing, table=Table("Cost", [Column("x")], [["y"]])
        )
    assert '<title id="c-title">Cost</title>' in html
    assert '<desc id="c-description">By market</desc>' in html
    assert "A &amp; B" in html
    assert 'width="100.00%"' in html
    assert "style=" not in html
    assert "<table" in html


def test_breadcrumb_and_facts() -> None:
    html = render(
        "{% breadcrumb trail 'Here' %}{% facts pairs %}",
        trail=[Link("Up", "/up")],
        pairs=[("On", date(2025, 1, 2))],
    )
    assert '<li aria-current="page">Here</li>' in html
    assert "<dt>On</dt><dd>2 January 2025</dd>" in html


def test_economies_are_named_by_code() -> None:
    assert render("{{ 'GH'|economy }}") == "Ghana"
