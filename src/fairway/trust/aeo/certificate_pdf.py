"""A certificate on one A4 page, with the code that leads whoever holds it to its status of today."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairway.kernel.economy import Economy
from fairway.kernel.text import Text
from fairway.platform.accounts.selectors import host_organisation
from fairway.platform.ui.language import say
from fairway.platform.ui.paper import pdf_set
from fairway.trust.aeo.models import Certificate
from fairway.trust.aeo.public_presentation import STATUS_WORDS, certificate_facts, programme_words, tier_words

_TEMPLATE = Path(__file__).parent / "templates" / "aeo" / "certificate.typ"


def certificate_address(certificate: Certificate) -> str:
    """Where anybody who has the certificate sees its status: an address that nobody can guess."""
    return f"{settings.SITE_URL}{reverse('aeo:verified', args=[certificate.secret])}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """The page, in the active language, as the certificate stands now."""
    address = certificate_address(certificate)
    return pdf_set(_TEMPLATE, certificate_sheet(certificate, address), qr=_qr(address))


def certificate_sheet(certificate: Certificate, address: str) -> dict[str, Any]:
    """What stands on the page, in words of the active language, as JSON-ready data."""
    host = host_organisation()
    is_active = certificate.status == Certificate.Status.ACTIVE
    return {
        "language": get_language() or "en",
        "title": f"{_('Certificate')} {certificate.number}",
        "number": certificate.number,
        "issuer": host.name if host else "Fairway",
        "heading": _("Authorized Economic Operator"),
        "tier": f"{say(tier_words(certificate.case))} · {say(programme_words(certificate.case))}",
        "holder": certificate.organisation.name,
        "statement": _(
            "This firm holds the status named above. It was granted after examination by customs."
        ),
        "notice": "" if is_active else _not_active(certificate),
        "facts": [[str(name), say(value)] for name, value in certificate_facts(certificate)],
        "address": address,
        "words": _words(certificate),
    }


def _not_active(certificate: Certificate) -> str:
    return say(
        Text(
            "This certificate is not in force. Its status: {status}.",
            {"status": STATUS_WORDS[certificate.status]},
        )
    )


def _words(certificate: Certificate) -> dict[str, str]:
    return {
        "holder": _("Holder"),
        "verify": _("Is it still in force?"),
        "how": _("Scan the code or open the address. The page there says the status of this very moment."),
        "qr": _("Code that leads to the page with the status of this certificate"),
        "made": say(
            Text(
                "The status can change. What the page at the address says counts, not this paper. {economy}.",
                {"economy": say(Economy(certificate.organisation.economy))},
            )
        ),
    }


def _qr(address: str) -> str:
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        made, kind="svg", scale=4, border=0, dark="#0f2a3a", xmldecl=False
    )
    return made.getvalue().decode()
