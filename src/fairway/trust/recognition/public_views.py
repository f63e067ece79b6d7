"""For whoever is shown a credential: is it true, and does it still hold?"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairway.platform.access.decisions import AccessRequest, public
from fairway.platform.accounts.limits import Meter, client_address, neighbourhood
from fairway.trust.recognition.credential import Checked, credential_check
from fairway.trust.recognition.forms import CredentialForm
from fairway.trust.recognition.presentation import type_words
from fairway.trust.recognition.words import CREDENTIAL_WORDS

METER = Meter()


@public
@never_cache
@require_safe
def verify(request: AccessRequest) -> HttpResponse:
    """Of this instance or of a partner. Asked by GET, so that no visitor needs a cookie for it."""
    is_asked = "credential" in request.GET
    caller = neighbourhood(client_address(request)) if is_asked else None
    wait = METER.wait(caller, settings.RATE_LIMITS["visitor"]) if caller else 0
    if wait:
        return render(request, "429.html", {"wait": wait}, status=HTTPStatus.TOO_MANY_REQUESTS)
    form = CredentialForm(request.GET if is_asked else None)
    checked = form.applied(lambda given: credential_check(given["credential"], timezone.now()))
    context = {"form": form, "checked": checked, "facts": _facts(checked) if checked else ()}
    is_faulty = is_asked and not checked
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_faulty else HTTPStatus.OK
    return render(request, "recognition/verify.html", context, status=status)


def _facts(checked: Checked) -> list[tuple[str, object]]:
    return [
        (_("Status today"), CREDENTIAL_WORDS[checked.status]),
        (_("Holder"), checked.holder),
        (_("Certificate"), checked.number),
        (_("Programme and tier"), type_words(checked.programme, checked.tier)),
        (_("Issued by"), checked.issued_by),
        (_("Valid from"), checked.valid_from),
        (_("Valid until"), checked.valid_until),
    ]
