"""The API of the instance: the rooms' routers, problem details, and a reference page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.errors import ValidationError

from fairway.desk.helpdesk.api import router as helpdesk
from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.platform.ui.language import say

PROBLEM = "application/problem+json"

api = NinjaAPI(
    title="Fairway",
    version="1",
    description="What it takes to sell this there: duty in money, preferences, fees and papers.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", helpdesk)


def problem(request: HttpRequest, *, status: int, title: str, errors: list[dict[str, str]]) -> HttpResponse:
    """An RFC 9457 problem; `errors` names each field at fault."""
    body = {"type": "about:blank", "title": title, "status": status, "errors": errors}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = PROBLEM
    return response


@api.exception_handler(InvalidQuestion)
def invalid_question(request: HttpRequest, error: InvalidQuestion) -> HttpResponse:
    errors = [{"field": field, "message": say(text)} for field, text in error.errors.items()]
    return problem(request, status=422, title="The question cannot be read.", errors=errors)


@api.exception_handler(ValidationError)
def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": str(item["loc"][-1]), "message": str(item["msg"])} for item in error.errors]
    return problem(request, status=422, title="The request cannot be read.", errors=errors)


def reference(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description as a page: no script, no other host."""
    schema: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {"path": path, "method": method.upper(), "operation": operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "config/api.html", {"schema": schema, "operations": operations})
