"""What is read without an account: a shared plan, and what a browser keeps for when there is no network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairway.desk.plans.offline import worker_script
from fairway.desk.plans.services import share_find
from fairway.desk.plans.views import pdf_response, saved_context
from fairway.platform.access.decisions import public

SharedView = Callable[[HttpRequest, str], HttpResponse]


def _for_whoever_has_it(view: SharedView) -> SharedView:
    """A secret address goes nowhere else: not to other sites, search machines or caches."""

    @wraps(view)
    def guarded(request: HttpRequest, secret: str) -> HttpResponse:
        response = view(request, secret)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(guarded)


@public
@require_safe
@_for_whoever_has_it
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The saved answer under its name, and nothing else of the firm."""
    plan = share_find(secret).plan
    return render(request, "plans/shared.html", {"secret": secret, **saved_context(plan, plan.current)})


@public
@require_safe
@_for_whoever_has_it
def shared_pdf(request: HttpRequest, secret: str) -> HttpResponse:
    return pdf_response(share_find(secret).plan, reverse("plans:shared", args=[secret]))


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/offline.html")


@public
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")
