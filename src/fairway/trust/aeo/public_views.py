"""What anybody who has a certificate may ask: is it in force?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairway.kernel.text import Text
from fairway.platform.access.decisions import public
from fairway.platform.accounts.selectors import host_organisation
from fairway.trust.aeo.law import local_day, status_at
from fairway.trust.aeo.models import Certificate
from fairway.trust.aeo.public_forms import VerifyForm
from fairway.trust.aeo.public_presentation import (
    STATUS_WORDS,
    certificate_facts,
    programme_words,
    tier_words,
)
from fairway.trust.aeo.selectors import certificate_by_secret


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where the code of a certificate is typed, by whoever cannot scan it."""
    form = VerifyForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("aeo:verified", form.cleaned_data["code"])
    return render(request, "aeo/verify.html", {"form": form})


@public
@require_safe
@never_cache
def verified(request: HttpRequest, secret: str) -> HttpResponse:
    """The status of this moment. An unknown code gets a page that says so, whatever was tried."""
    certificate = certificate_by_secret(secret)
    context = _known(certificate) if certificate else {}
    context |= {"now": timezone.localtime(), "issuer": host_organisation()}
    response = render(request, "aeo/verified.html", context, status=200 if certificate else 404)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _known(certificate: Certificate) -> dict[str, object]:
    programme = certificate.case.programme
    status = status_at(certificate.status, certificate.valid_until, programme, timezone.now())
    is_active = status == Certificate.Status.ACTIVE
    begins = is_active and certificate.valid_from > local_day(certificate.case, timezone.now())
    return {
        "certificate": certificate,
        "is_active": is_active and not begins,
        "status": Text("Takes effect on {day}", {"day": certificate.valid_from})
        if begins
        else STATUS_WORDS[status],
        "programme": programme_words(certificate.case),
        "tier": tier_words(certificate.case),
        "facts": certificate_facts(certificate),
        "address": reverse("aeo:verified", args=[certificate.secret]),
    }
