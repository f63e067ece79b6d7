"""For whoever is shown a credential: is it true, and does it still hold?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairway.platform.access.decisions import AccessRequest, public
from fairway.platform.accounts.limits import Meter, client_address, neighbourhood
from fairway.platform.accounts.views import entered, form_page
from fairway.trust.recognition.credential import Checked, credential_check
from fairway.trust.recognition.forms import CredentialForm
from fairway.trust.recognition.words import CREDENTIAL_WORDS

METER = Meter()


@public
@require_http_methods(["GET", "POST"])
def verify(request: AccessRequest) -> HttpResponse:
    """Of this instance or of a partner."""
    caller = neighbourhood(client_address(request)) if request.method == "POST" else None
    wait = METER.wait(caller, settings.RATE_LIMITS["visitor"]) if caller else 0
    if wait:
        return render(request, "429.html", {"wait": wait}, status=429)
    form = CredentialForm(entered(request))
    checked = form.applied(lambda given: credential_check(given["credential"], timezone.now()))
    if checked:
        context = {"form": form, "checked": checked, "facts": _facts(checked)}
        return render(request, "recognition/verify.html", context)
    return form_page(request, "recognition/verify.html", form)


def _facts(checked: Checked) -> list[tuple[str, object]]:
    return [
        (_("Status today"), CREDENTIAL_WORDS[checked.status]),
        (_("Holder"), checked.holder),
        (_("Certificate"), checked.number),
        (_("Programme and tier"), f"{checked.programme} {checked.tier}"),
        (_("Issued by"), checked.issued_by),
        (_("Valid from"), checked.valid_from[:10]),
        (_("Valid until"), checked.valid_until[:10] or None),
    ]
