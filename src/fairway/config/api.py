"""The API of the instance: the rooms' routers, problem details, and a reference page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from fairway.config.errors import problem
from fairway.data.idb.api import router as data
from fairway.data.idb.selectors import UnknownRelease
from fairway.data.nomenclature.api import router as products
from fairway.data.nomenclature.selectors import UnknownProduct
from fairway.desk.helpdesk.api import router as helpdesk
from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import public
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Column, Table

api = NinjaAPI(
    title="Fairway",
    version="1",
    description="What it takes to sell this there: duty in money, preferences, fees and papers.",
    docs_url=None,
    urls_namespace="api",
)
for router in (helpdesk, products, data):
    api.add_router("", router)


@api.exception_handler(InvalidQuestion)
def invalid_question(request: HttpRequest, error: InvalidQuestion) -> HttpResponse:
    faults = {field: say(text) for field, text in error.errors.items()}
    return problem(422, _("The question cannot be read."), faults)


@api.exception_handler(ValidationError)
def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = {str(item["loc"][-1]): str(item["msg"]) for item in error.errors}
    return problem(422, _("The question cannot be read."), faults)


@api.exception_handler(UnknownProduct)
@api.exception_handler(UnknownRelease)
def unknown(request: HttpRequest, error: UserError) -> HttpResponse:
    return problem(404, say(error.text))


@api.exception_handler(UserError)
def refused(request: HttpRequest, error: UserError) -> HttpResponse:
    return problem(422, say(error.text))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is nothing at this address."))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


@public
def reference(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description as a page: no script, nothing from another host."""
    schema: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {
            "id": operation["operationId"],
            "line": f"{method.upper()} {path}",
            "summary": operation["summary"],
            "parameters": _parameters(path, operation),
            "answer": _answer(schema, operation),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "config/api.html", {"operations": operations})


def _parameters(path: str, operation: dict[str, Any]) -> Table:
    columns = [Column("Parameter"), Column("Needed"), Column("Meaning"), Column("Example")]
    rows = [
        (
            parameter["name"],
            "yes" if parameter["required"] else "no",
            parameter["schema"].get("description"),
            _example(parameter["schema"]),
        )
        for parameter in operation["parameters"]
    ]
    return Table(f"Parameters of {path}", columns, rows, stacked=True)


def _example(schema: dict[str, Any]) -> str | None:
    example = next(iter(schema.get("examples", [])), None)
    return ", ".join(example) if isinstance(example, list) else example


def _answer(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """What the good answer holds, by name."""
    content = operation["responses"][200]["content"]["application/json"]["schema"]
    reference = content.get("$ref") or content.get("items", {}).get("$ref", "")
    described = schema["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return {"is_list": content.get("type") == "array", "names": list(described.get("properties", {}))}
