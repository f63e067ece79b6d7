"""Errors for people as pages, and for programs as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from fairway.platform.accounts.authentication import CHALLENGE


def problem(
    status: int,
    title: str,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A problem; `errors` says for each field at fault what is wrong."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if errors:
        body["errors"] = [{"field": field, "message": message} for field, message in errors.items()]
    return JsonResponse(
        body, status=status, content_type="application/problem+json", headers=dict(headers or {})
    )


def token_missing() -> HttpResponse:
    return problem(401, _("This needs an API token."), headers={"WWW-Authenticate": CHALLENGE})


def token_unknown() -> HttpResponse:
    """For a token that never was, has ended or was revoked: which of them is nobody's business."""
    challenge = f'{CHALLENGE}, error="invalid_token"'
    return problem(401, _("This API token does not work."), headers={"WWW-Authenticate": challenge})


def too_large() -> HttpResponse:
    return problem(413, _("The request is too large."))


def too_many_requests(request: HttpRequest, wait: int) -> HttpResponse:
    """`wait` is in seconds."""
    headers = {"Retry-After": str(wait)}
    if is_api(request):
        return problem(429, _("Too many requests. Wait a little and try again."), headers=headers)
    page = render(request, "429.html", {"wait": wait}, status=429)
    page.headers["Retry-After"] = headers["Retry-After"]
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request) and isinstance(exception, RequestDataTooBig):
        return too_large()
    if is_api(request):
        return problem(400, _("The request cannot be read."))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return problem(403, _("This is not allowed."))
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return problem(404, _("There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    if is_api(request):
        return problem(500, _("The fault is ours and it has been written to the log."))
    return defaults.server_error(request)


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
