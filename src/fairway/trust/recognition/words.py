"""Words of the room for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATUS_WORDS: dict[str, Promise] = {
    "active": _("Active"),
    "suspended": _("Suspended"),
    "revoked": _("Revoked"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
}
STANDING_WORDS: dict[str, Promise] = {
    "trusted": _("Trusted"),
    "not-active": _("Not trusted"),
    "ran-out": _("Ran out"),
    "no-agreement": _("No agreement in force"),
    "undecided": _("Waits for a decision"),
    "stale": _("Stale: ask the partner"),
}
# How a tag is coloured.
STANDING_TAGS = {"trusted": "computed", "stale": "needs", "undecided": "needs"}
VERDICT_WORDS: dict[str, Promise] = {
    "applied": _("Applied"),
    "in-step": _("In step"),
    "answered": _("Answered"),
    "duplicate": _("Already known"),
    "gap": _("Steps are missing before it"),
    "broken-chain": _("Does not follow the last step"),
    "other-stream": _("Of another stream"),
    "too-large": _("Too large"),
    "truncated": _("Not whole"),
    "forged": _("Not signed by a trusted key"),
    "wrong-partner": _("Not of this partner"),
    "wrong-address": _("Meant for somebody else"),
    "expired": _("Too old"),
    "from-the-future": _("From the future"),
    "malformed": _("Cannot be read"),
}
DOUBT_WORDS: dict[str, Promise] = {
    "agreement": _("No agreement in force has this code"),
    "scope": _("The agreement does not recognise this programme and tier"),
    "shape": _("The identifier has not the agreed form"),
    "economy": _("The identifier belongs to another economy"),
    "ambiguous": _("Another firm is known by this identifier"),
}
CREDENTIAL_WORDS: dict[str, Promise] = {
    **STANDING_WORDS,
    **STATUS_WORDS,
    "unknown": _("Unknown to its issuer"),
    "not-told": _("The partner does not tell us of it"),
}
