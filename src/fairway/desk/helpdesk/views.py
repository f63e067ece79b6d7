"""The pages of the helpdesk: ask, answer, compare, and their downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus

from babel import Locale
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairway.data.idb.selectors import releases_stamp
from fairway.data.nomenclature.domain.asked import told_read
from fairway.data.nomenclature.pages import answer_links, result_cards
from fairway.data.nomenclature.selectors import product_search
from fairway.desk.helpdesk import services
from fairway.desk.helpdesk.comparison import comparison_chart, comparison_table
from fairway.desk.helpdesk.domain.answer import Answer
from fairway.desk.helpdesk.domain.question import Question
from fairway.desk.helpdesk.forms import QuestionForm
from fairway.desk.helpdesk.presentation import (
    answer_csv,
    answer_plain,
    comparison_csv,
    comparison_plain,
)
from fairway.kernel.economy import Economy, economy_codes
from fairway.kernel.finding import Need
from fairway.market.tariff.selectors import market_economies
from fairway.platform.access.decisions import public
from fairway.platform.ui.downloads import csv_file

# A number and what it is a number of: they are carried on together.
HIDDEN_PAIRS = (("quantity", "unit"), ("rate_is", "rate_of"), ("answer_is", "answer_of"))
COMMON_CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "XOF",
    "GHS",
    "NGN",
    "INR",
    "CNY",
    "JPY",
    "CHF",
    "ZAR",
    "KES",
    "MXN",
    "BRL",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question to start from."""

    words: str
    query: str


@public
def ask(request: HttpRequest) -> HttpResponse:
    """The question to fill in. An address may begin it; what is still missing is no fault yet."""
    form = QuestionForm(request.GET if request.GET else None)
    form.errors.clear()
    return _ask(request, form)


@public
def answer(request: HttpRequest) -> HttpResponse:
    return _kept(request, _answer)


def _kept(request: HttpRequest, make: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The page as it was made before for the same address, while the law and the day are the same.

    An answer is a function of its question, the releases and the day; pages are kept in memory only, and
    only as a visitor sees them.
    """
    if request.user.is_authenticated:
        return make(request)
    facts = (request.get_full_path(), get_language(), *releases_stamp(), timezone.now().date())
    key = sha256(repr(facts).encode()).hexdigest()
    page = caches["pages"].get(key)
    if page is not None:
        return HttpResponse(page)
    response = make(request)
    if response.status_code == HTTPStatus.OK:
        caches["pages"].set(key, response.content)
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.GET)
    words = form.product_words()
    question = form.read(today=timezone.now().date())
    if words and set(form.errors) <= {"product"}:
        return _choose_product(request, form, words)
    if question is None:
        return _ask(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    found = services.answer_compose(question)
    return render(request, "helpdesk/answer.html", _answer_context(request, found))


@public
def answer_download(request: HttpRequest, form: str) -> HttpResponse:
    question = _question_or_404(QuestionForm(request.GET))
    found = services.answer_compose(question)
    name = f"fairway-{question.shipment.product}-{question.shipment.destination}"
    if form == "json":
        return _json_file(name, answer_plain(found))
    return csv_file(name, answer_csv(found))


@public
def compare(request: HttpRequest) -> HttpResponse:
    return _kept(request, _compare)


def _compare(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.GET if request.GET else None, to_every_market=True)
    context = {"form": form, "lists": _lists(), "markets": market_economies()}
    if not form.is_bound:
        return render(request, "helpdesk/compare.html", context)
    words = form.product_words()
    question = form.read(today=timezone.now().date())
    if words and set(form.errors) <= {"product"}:
        return _choose_product(request, form, words)
    if question is None:
        return render(request, "helpdesk/compare.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rows = services.markets_compare(question)
    currency = question.shipment.value.currency
    context |= {
        "rows": rows,
        "shipment": question.shipment,
        "chart": comparison_chart(rows, currency),
        "table": comparison_table(rows, request.GET),
        "query": request.GET.urlencode(),
    }
    return render(request, "helpdesk/compare.html", context)


@public
def compare_download(request: HttpRequest, form: str) -> HttpResponse:
    question = _question_or_404(QuestionForm(request.GET, to_every_market=True))
    rows = services.markets_compare(question)
    name = f"fairway-markets-{question.shipment.product}"
    if form == "json":
        return _json_file(name, comparison_plain(rows))
    return csv_file(name, comparison_csv(rows))


def _ask(request: HttpRequest, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "lists": _lists(), "examples": _examples(), "markets": market_economies()}
    return render(request, "helpdesk/ask.html", context, status=status)


def _choose_product(request: HttpRequest, form: QuestionForm, words: str) -> HttpResponse:
    """Nothing of the question is lost on the way: it goes along with each answer and with the choice."""
    kept = _pairs(request.GET, without=("product", "a"))
    told = told_read(request.GET.getlist("a"))
    found = product_search(words, limit=10, language=get_language() or "en", told=told)
    cards = result_cards(found)
    context = {
        "form": form,
        "words": words,
        "found": found,
        "asked": answer_links(found, request.path, [("product", words), *kept]),
        "cards": [card for card in cards if not card.is_negligible],
        "negligible": [card for card in cards if card.is_negligible],
        "kept": kept,
        "action": request.path,
    }
    return render(request, "helpdesk/choose_product.html", context)


def _answer_context(request: HttpRequest, found: Answer) -> dict[str, object]:
    asked = [need for need in found.needs if need.key != "product"]
    return {
        "answer": found,
        "shipment": found.shipment,
        "assessment": found.assessment,
        "asked": [_AskedNeed.of(need) for need in asked],
        "kept": _pairs(request.GET, without=tuple(need.key for need in asked)),
        "choice_query": _query(request.GET, without=("product",)),
        "query": request.GET.urlencode(),
        "compare_query": _query(request.GET, without=("to",)),
    }


@dataclass(frozen=True, slots=True)
class _AskedNeed:
    """An open question as a field of the answer page: its name, and the hidden part it goes with."""

    need: Need
    name: str
    hidden_name: str = ""
    hidden_value: str = ""

    @classmethod
    def of(cls, need: Need) -> _AskedNeed:
        kind, _colon, detail = need.key.partition(":")
        if kind == "quantity":
            return cls(need, "quantity", "unit", need.unit or detail)
        if kind == "exchange_rate":
            return cls(need, "rate_is", "rate_of", detail)
        if kind in QuestionForm.base_names:
            return cls(need, kind)
        return cls(need, "answer_is", "answer_of", need.key)


def _question_or_404(form: QuestionForm) -> Question:
    question = form.read(today=timezone.now().date())
    if question is None:
        raise Http404(
            _("This is not a question that can be answered: %(faults)s") % {"faults": form.errors.as_text()}
        )
    return question


def _json_file(name: str, plain: object) -> JsonResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return JsonResponse(plain, safe=False, headers=headers)


def _pairs(query: QueryDict, *, without: Iterable[str]) -> list[tuple[str, str]]:
    """Names and values of the address, to be carried on as hidden fields; empty ones are dropped.

    A number and its unit (or its currency pair) go together: where the number is empty, both go.
    """
    pairs = []
    for number, other in HIDDEN_PAIRS:
        together = zip(query.getlist(number), query.getlist(other), strict=False)
        pairs += [pair for value, name in together if value for pair in ((number, value), (other, name))]
    dropped = {*without, *(name for pair in HIDDEN_PAIRS for name in pair)}
    pairs += [(n, value) for n, values in query.lists() if n not in dropped for value in values if value]
    return pairs


def _query(query: QueryDict, *, without: Iterable[str]) -> str:
    kept = query.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()


def _examples() -> tuple[Example, ...]:
    return (
        Example(
            _("Dried mangoes from Ghana to the United States"),
            "product=0804.50.80&from=GH&to=US&value=5000&currency=USD&quantity=1200&unit=KGM&on=2025-07-01",
        ),
        Example(
            _("Shea butter from Burkina Faso to the United States"),
            "product=1515.90.80&from=BF&to=US&value=8000&currency=USD&quantity=2000&unit=KGM",
        ),
        Example(
            _("Cotton shirts from Kenya to Senegal"),
            "product=6105.10&from=KE&to=SN&value=12000&currency=EUR&quantity=400&unit=KGM",
        ),
    )


def _lists() -> dict[str, list[tuple[str, str]]]:
    return _lists_in(get_language() or "en")


@lru_cache
def _lists_in(language: str) -> dict[str, list[tuple[str, str]]]:
    """What the text fields suggest, by the reader's language."""
    names = Locale.parse(language.split("-", maxsplit=1)[0]).currencies
    economies = sorted((Economy(code).name(language), code) for code in economy_codes())
    return {
        "economies": economies,
        "currencies": [(code, names.get(code, code)) for code in COMMON_CURRENCIES],
    }
