"""The pages of a firm's products: keeping one, the list, one product with its reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fairway.data.classification import selectors, services
from fairway.data.classification.domain.review import LONGEST_WORDS
from fairway.data.classification.domain.typed import typed_line
from fairway.data.classification.flow import flow_at
from fairway.data.classification.forms import KeepForm, ProductForm, reader_language
from fairway.data.classification.models import Product
from fairway.data.classification.policies import PRODUCTS
from fairway.data.classification.presentation import product_facts, products_csv, products_table
from fairway.data.classification.review_presentation import code_name
from fairway.data.classification.settlement import Settlement, settlement_make
from fairway.data.idb.selectors import market_economies
from fairway.data.nomenclature.rulings import likely_rulings
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires, signed_in
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.downloads import csv_file_in_parts
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link

_PER_PAGE = 25
_AT_ONCE = 500


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: AccessRequest) -> HttpResponse:
    """Shows what would be kept; a POST keeps it."""
    firms = selectors.firms_for(request.actor)
    told = request.GET if request.method != "POST" else request.POST
    try:
        settlement = settlement_make(
            code=told.get("code", ""),
            query=told.get("q", ""),
            told=told.getlist("a"),
            language=reader_language(),
        )
    except UserError as error:
        return _keep_page(request, None, None, problem=say(error.text), query=told.get("q", ""))
    if request.method != "POST":
        initial = {"name": settlement.query[:1].upper() + settlement.query[1:], "q": settlement.query}
        return _keep_page(request, KeepForm(firms, initial=initial | {"code": settlement.code}), settlement)
    form = KeepForm(firms, request.POST)
    kept = _keep(request, form, settlement) if form.is_valid() else None
    if kept is None:
        return _keep_page(request, form, settlement)
    messages.success(request, _("“%s” is among your products.") % kept.name)
    return redirect("classification:product", kept.organisation_id, kept.pk)


def _keep(request: AccessRequest, form: KeepForm, settlement: Settlement) -> Product | None:
    """The product; None when it is refused, with the words in the form."""
    try:
        return services.product_keep(
            actor=request.actor,
            organisation=form.cleaned_data["organisation"],
            name=form.cleaned_data["name"],
            reference=form.cleaned_data["reference"],
            settlement=settlement,
        )
    except services.ReferenceTaken as taken:
        form.add_error("reference", say(taken.text))
    except UserError as error:
        form.add_error("name", say(error.text))
    return None


def _keep_page(
    request: AccessRequest, form: KeepForm | None, settlement: Settlement | None, **told: Any
) -> HttpResponse:
    context = {
        "form": form,
        "settlement": settlement,
        "name": code_name(settlement.code) if settlement else None,
        "rulings": likely_rulings(market_economies()),
        "firms": selectors.firms_for(request.actor),
        **told,
    }
    refused = form is None or bool(form.errors)
    return render(
        request,
        "classification/keep.html",
        context,
        status=422 if refused and request.method == "POST" else 200,
    )


@requires("products.view")
@require_safe
def products(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    words = _words(request)
    page = Paginator(selectors.products_of(request.actor, firm, words=words), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "organisation": firm,
        "page": page,
        "words": words,
        "table": products_table(page, page.paginator.count),
        "open_catalogues": selectors.catalogues_open(request.actor, firm),
    }
    return render(request, "classification/products.html", context)


@requires("products.view")
@require_safe
def products_download(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    rows = selectors.products_of(request.actor, firm, words=_words(request)).select_related("settled_by")
    return csv_file_in_parts("fairway-products", products_csv(rows.iterator(chunk_size=_AT_ONCE)))


@requires("products.view")
@require_safe
def product(request: AccessRequest, organisation: UUID, product: UUID) -> HttpResponse:
    return _product_page(request, selectors.product_of(request.actor, "products.view", organisation, product))


@requires("products.settle")
@require_POST
def rename(request: AccessRequest, organisation: UUID, product: UUID) -> HttpResponse:
    found = selectors.product_of(request.actor, "products.settle", organisation, product)
    form = ProductForm(request.POST)
    if form.is_valid():
        try:
            services.product_rename(actor=request.actor, product=found, **form.cleaned_data)
            messages.success(request, _("The product is saved."))
            return redirect("classification:product", organisation, found.pk)
        except services.ReferenceTaken as taken:
            form.add_error("reference", say(taken.text))
        except UserError as error:
            form.add_error("name", say(error.text))
    return _product_page(request, found, form)


@requires("products.settle")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: AccessRequest, organisation: UUID, product: UUID) -> HttpResponse:
    """The search and its questions anew; a POST settles on the chosen code."""
    found = selectors.product_of(request.actor, "products.settle", organisation, product)
    if request.method == "POST":
        return _code_change(request, found)
    address = reverse("classification:product-code", args=[organisation, found.pk])
    query = request.GET.get("q", found.query or found.name)
    told = request.GET.getlist("a") if "q" in request.GET else found.told
    context = {
        "organisation": found.organisation,
        "product": found,
        "trail": [_list_link(found.organisation), Link(found.name, _address(found))],
        "flow": flow_at(address, query=query, told=told, language=reader_language()),
        "address": address,
        "name": code_name(found.code),
    }
    return render(request, "classification/product_code.html", context)


def _code_change(request: AccessRequest, product: Product) -> HttpResponse:
    try:
        settlement = settlement_make(
            code=request.POST.get("code", ""),
            query=request.POST.get("q", ""),
            told=request.POST.getlist("a"),
            language=reader_language(),
        )
        services.product_code_change(actor=request.actor, product=product, settlement=settlement)
    except UserError as error:
        messages.error(request, say(error.text))
        return redirect("classification:product-code", product.organisation_id, product.pk)
    messages.success(
        request, _("“%(name)s” has the code %(code)s.") % {"name": product.name, "code": product.dotted}
    )
    return redirect(_address(product))


@requires("products.remove")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AccessRequest, organisation: UUID, product: UUID) -> HttpResponse:
    """Asks first; a POST removes."""
    found = selectors.product_of(request.actor, "products.remove", organisation, product)
    if request.method == "POST":
        services.product_remove(actor=request.actor, product=found)
        messages.success(request, _("The product “%s” is removed.") % found.name)
        return redirect("classification:products", organisation)
    context = {
        "organisation": found.organisation,
        "product": found,
        "trail": [_list_link(found.organisation)],
    }
    return render(request, "classification/product_remove.html", context)


def _product_page(request: AccessRequest, product: Product, form: ProductForm | None = None) -> HttpResponse:
    may = {
        verb: PRODUCTS.allowed(
            request.actor, f"products.{verb}", Product.objects.filter(pk=product.pk)
        ).exists()
        for verb in ("settle", "remove")
    }
    context = {
        "organisation": product.organisation,
        "product": product,
        "trail": [_list_link(product.organisation)],
        "name": code_name(product.code),
        "facts": product_facts(product),
        "may": may,
        "form": form or ProductForm(initial={"name": product.name, "reference": product.reference}),
    }
    return render(request, "classification/product.html", context, status=422 if form else 200)


def _address(product: Product) -> str:
    return reverse("classification:product", args=[product.organisation_id, product.pk])


def _list_link(firm: Organisation) -> Link:
    return Link(_("My products"), reverse("classification:products", args=[firm.pk]))


def _words(request: AccessRequest) -> str:
    return typed_line(request.GET.get("words", ""), most=LONGEST_WORDS)
