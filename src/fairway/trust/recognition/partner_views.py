"""What other instances and machines call: messages, published keys, the status of a certificate."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from fairway.platform.access.decisions import public
from fairway.platform.accounts.limits import Meter, client_address, neighbourhood
from fairway.platform.accounts.selectors import host_organisation
from fairway.trust.recognition.domain.verdict import Verdict
from fairway.trust.recognition.jose import LONGEST
from fairway.trust.recognition.keys import NoKey, jwk, keys_published
from fairway.trust.recognition.selectors import status_by_secret
from fairway.trust.recognition.services.receiving import Reply, message_receive, message_too_large
from fairway.trust.recognition.transport import CONTENT_TYPE, MESSAGES

METER = Meter()
MESSAGES_A_MINUTE = 1_200  # from one address; a partner that catches up sends many

_STATUS = {
    Verdict.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Verdict.FORGED: HTTPStatus.UNAUTHORIZED,
    Verdict.WRONG_PARTNER: HTTPStatus.UNAUTHORIZED,
}


@public  # the signature says who it is
@csrf_exempt  # no session is looked at
@never_cache
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """A signed message of a partner; the answer is signed too. What is not believed gets a bare problem."""
    if wait := _wait(request, MESSAGES_A_MINUTE):
        return _too_many(wait)
    if (
        request.content_type != CONTENT_TYPE
    ):  # as a browser would send it from another site: nothing of it is kept
        return _problem(HTTPStatus.FORBIDDEN, _("Only signed messages (application/jose) are taken here."))
    try:
        reply = _received(request)
    except NoKey:
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, _("This instance takes no messages yet."))
    if reply.token:
        return HttpResponse(reply.token, content_type=CONTENT_TYPE)
    status = _STATUS.get(reply.verdict, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _problem(status, _("The message is refused."), {"verdict": reply.verdict.value})


@public
@never_cache
@require_safe
def published_keys(request: HttpRequest) -> HttpResponse:
    """The public keys of this instance. Whoever takes them compares fingerprints by another way."""
    host = host_organisation()
    return JsonResponse(
        {
            "issuer": settings.SITE_URL,
            "name": host.name if host else "",
            "economy": host.economy if host else "",
            "messages": f"{settings.SITE_URL}{MESSAGES}",
            "keys": [jwk(key) for key in keys_published()],
        }
    )


@public  # the secret is on the certificate and cannot be guessed
@never_cache
@require_safe
def status(request: HttpRequest, secret: str) -> HttpResponse:
    """The status of a certificate now, for whoever has read its QR code."""
    if wait := _wait(request, settings.RATE_LIMITS["visitor"]):
        return _too_many(wait)
    found = status_by_secret(secret)
    if found is None:
        return _problem(HTTPStatus.NOT_FOUND, _("There is no such certificate."))
    return JsonResponse(found | {"issuer": settings.SITE_URL})


def _received(request: HttpRequest) -> Reply:
    """Raises NoKey."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if size.isdigit() and int(size) > LONGEST:
        return message_too_large(int(size[:18]))
    try:
        return message_receive(request.body)
    except RequestDataTooBig:
        return message_too_large(LONGEST)


def _wait(request: HttpRequest, per_minute: int) -> int:
    caller = neighbourhood(client_address(request))
    return METER.wait(f"{request.path_info[:24]} {caller}", per_minute) if caller else 0


def _too_many(wait: int) -> HttpResponse:
    answer = _problem(HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests. Wait a little and try again."))
    answer.headers["Retry-After"] = str(wait)
    return answer


def _problem(status: HTTPStatus, title: str, more: dict[str, str] | None = None) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status.value, **(more or {})}
    return JsonResponse(body, status=status, content_type="application/problem+json")
