"""The API of the instance: the rooms' routers, problem details, and a reference page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fairway.config.errors import problem, token_missing, too_large
from fairway.data.classification.api import router as firm_products
from fairway.data.idb.api import router as data
from fairway.data.idb.selectors import UnknownRelease
from fairway.data.nomenclature.api import router as products
from fairway.data.nomenclature.selectors import UnknownProduct
from fairway.desk.helpdesk.api import router as helpdesk
from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.desk.plans.api import router as plans
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import public
from fairway.platform.accounts.api import router as accounts
from fairway.platform.accounts.authentication import TokenRequired, secured
from fairway.platform.accounts.idempotency import StillUnderWay
from fairway.platform.files.api import router as files
from fairway.platform.firms.api import router as firms
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Column, Table
from fairway.trust.aeo.api import router as aeo
from fairway.trust.assessment.api import router as assessment

api = NinjaAPI(
    title="Fairway",
    version="1",
    description="What it takes to sell this there: duty in money, preferences, fees and papers.",
    auth=TokenRequired(),  # which no token meets: `secured` says what each operation asks instead
    docs_url=None,
    urls_namespace="api",
)
for router in (helpdesk, products, data, accounts, files, firms, firm_products, plans, assessment, aeo):
    api.add_router("", secured(router))


@api.exception_handler(InvalidQuestion)
def invalid_question(request: HttpRequest, error: InvalidQuestion) -> HttpResponse:
    faults = {field: say(text) for field, text in error.errors.items()}
    return problem(422, _("The question cannot be read."), faults)


@api.exception_handler(InvalidFacts)
def invalid_facts(request: HttpRequest, error: InvalidFacts) -> HttpResponse:
    faults = {place: say(text) for place, text in error.errors.items()}
    return problem(422, _("These facts cannot be kept."), faults)


@api.exception_handler(ValidationError)
def invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = {str(item["loc"][-1]): str(item["msg"]) for item in error.errors}
    return problem(422, _("The question cannot be read."), faults)


@api.exception_handler(UnknownProduct)
@api.exception_handler(UnknownRelease)
def unknown(request: HttpRequest, error: UserError) -> HttpResponse:
    return problem(404, say(error.text))


@api.exception_handler(StillUnderWay)
def conflict(request: HttpRequest, error: StillUnderWay) -> HttpResponse:
    return problem(409, say(error.text))


@api.exception_handler(UserError)
def refused(request: HttpRequest, error: UserError) -> HttpResponse:
    return problem(422, say(error.text))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is nothing at this address."))


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, _("This is not allowed."))


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return token_missing()


@api.exception_handler(RequestDataTooBig)
def large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return too_large()


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
            "needs": operation.get("description", ""),
            "parameters": _parameters(f"{method.upper()} {path}", operation),
            "body": _body(schema, f"{method.upper()} {path}", operation),
            "answer": _answer(schema, operation),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "config/api.html", {"operations": operations})


def _parameters(line: str, operation: dict[str, Any]) -> Table | None:
    rows = [
        _described(parameter["name"], parameter["schema"], is_needed=parameter["required"])
        for parameter in operation["parameters"]
    ]
    return _fields(f"Parameters of {line}", rows)


def _body(schema: dict[str, Any], line: str, operation: dict[str, Any]) -> Table | None:
    """What is sent, field by field."""
    sent = _resolved(schema, _content(operation.get("requestBody", {})))
    rows = [
        _described(name, field, is_needed=name in sent.get("required", ()))
        for name, field in sent.get("properties", {}).items()
    ]
    return _fields(f"What is sent to {line}", rows)


def _fields(caption: str, rows: list[list[str | None]]) -> Table | None:
    columns = [Column("Name"), Column("Needed"), Column("Meaning"), Column("Example")]
    return Table(caption, columns, rows, stacked=True) if rows else None


def _described(name: str, field: dict[str, Any], *, is_needed: bool) -> list[str | None]:
    example = next(iter(field.get("examples", [])), None)
    shown = ", ".join(map(str, example)) if isinstance(example, list) else example
    return [name, "yes" if is_needed else "no", field.get("description"), shown]


def _answer(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """What the good answer holds, by name."""
    good = next(answer for status, answer in operation["responses"].items() if int(status) < 300)
    content = _content(good)
    described = _resolved(schema, content.get("items", content))
    return {"is_list": content.get("type") == "array", "names": list(described.get("properties", {}))}


def _content(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body, whatever its type."""
    bodies: list[dict[str, Any]] = list(part.get("content", {}).values())
    return bodies[0].get("schema", {}) if bodies else {}


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """The description itself, or the one that it refers to."""
    name = described.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else described
    return found
