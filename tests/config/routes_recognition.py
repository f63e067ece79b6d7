"""Who may call the routes of recognition."""

from __future__ import annotations

from tests.config.route_case import Case, of_firm, of_office

_PARTNER = of_office(partner=lambda world: world.extra["partner"].pk)
_KEY = of_office(
    partner=lambda world: world.extra["partner"].pk, key=lambda world: world.extra["partner_key"].pk
)
_AGREEMENT = of_office(
    partner=lambda world: world.extra["partner"].pk, agreement=lambda world: world.extra["agreement"].pk
)
_DOUBT = of_office(quarantine=lambda world: world.extra["quarantine"].pk)
_ABROAD = of_firm(partner=lambda world: world.extra["partner"].pk)
_DISCARD = {"outcome": "discard", "reason": "Nobody here."}

CASES = (
    # Machines
    Case("exchange:published-keys", "everybody"),
    Case("exchange:messages", "machines with a signature", method="POST"),
    Case("exchange:status", "everybody", lambda world: {"secret": world.extra["certificate"].secret}),
    Case("recognition:verify", "everybody"),
    # The office
    Case("recognition:partners", "the office", of_office()),
    Case("recognition:partners-csv", "the office", of_office()),
    Case("recognition:partner", "the office", _PARTNER),
    Case("recognition:outbox", "the office", of_office()),
    Case("recognition:outbox-csv", "the office", of_office()),
    Case("recognition:inbox", "the office", of_office()),
    Case("recognition:inbox-csv", "the office", of_office()),
    Case("recognition:quarantine", "the office", of_office()),
    Case("recognition:quarantine-csv", "the office", of_office()),
    Case("recognition:abroad", "the office", of_office(), query="?q=volta"),
    Case("recognition:abroad-csv", "the office", of_office(), query="?q=volta"),
    Case("recognition:partner-add", "who manages the office", of_office()),
    Case("recognition:partner-state", "who manages the office", _PARTNER, "POST"),
    Case("recognition:key-trust", "who manages the office", _PARTNER),
    Case("recognition:key-retire", "who manages the office", _KEY, "POST"),
    Case("recognition:agreement-add", "who manages the office", _PARTNER),
    Case("recognition:agreement-end", "who manages the office", _AGREEMENT),
    Case("recognition:decide", "officers, before the office", _DOUBT, "POST", fields=lambda world: _DISCARD),
    # The firm
    Case("recognition:consents", "the firm", of_firm()),
    Case("recognition:told-csv", "the firm", of_firm()),
    Case("recognition:consent", "the owner alone applies", _ABROAD, "POST"),
    Case("recognition:consent-give", "the owner alone applies", of_firm(), "POST"),
    Case("recognition:consent-withdraw", "the owner alone applies", of_firm(), "POST"),
    Case(
        "recognition:identifier", "the firm's staff", _ABROAD, "POST", fields=lambda world: {"value": "SN002"}
    ),
    Case(
        "recognition:credential",
        "the firm's staff",
        of_firm(certificate=lambda world: world.extra["certificate"].pk),
    ),
)
