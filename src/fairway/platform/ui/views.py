"""The pages that belong to the house itself: about, and the gallery of components."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairway.platform.access.decisions import public
from fairway.platform.ui import gallery as samples


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/about.html")


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for the eye and for the accessibility tests."""
    page = Paginator(range(200), 10).get_page(request.GET.get("page"))
    return render(request, "ui/gallery.html", {"page": page, **samples.context()})
