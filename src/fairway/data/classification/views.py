"""The pages of a firm's products: keeping one, the list, one product with its reasons."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fairway.data.classification import selectors
from fairway.platform.access.decisions import AccessRequest, requires, signed_in


@signed_in
@require_safe
def keep(request: AccessRequest) -> HttpResponse:
    return render(request, "classification/keep.html", {"firms": selectors.firms_for(request.actor)})


@requires("products.view")
@require_safe
def products(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    context = {"organisation": firm, "products": selectors.products_of(request.actor, firm)}
    return render(request, "classification/products.html", context)


@requires("catalogues.view")
@require_safe
def catalogues(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    context = {"organisation": firm, "catalogues": selectors.catalogues_of(request.actor, firm)}
    return render(request, "classification/catalogues.html", context)
