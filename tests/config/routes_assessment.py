"""Who may call the routes of a self-assessment."""

from __future__ import annotations

from tests.config.route_case import Case, of_firm

PROGRAMME = "safe-msme"
_AT = of_firm(programme=lambda world: PROGRAMME)

CASES = (
    Case("assessment:overview", "the firm", of_firm()),
    Case(
        "assessment:start",
        "the firm",
        _AT,
        method="POST",
        fields=lambda world: {"tier": "registered", "roles": "exporter"},
    ),
    Case("assessment:next", "the firm", _AT),
    Case("assessment:size", "the firm", _AT),
    Case(
        "assessment:question",
        "the firm",
        of_firm(programme=lambda w: PROGRAMME, question=lambda w: "archive_years"),
    ),
    Case("assessment:result", "the firm", _AT),
    Case("assessment:result-download", "the firm", _AT),
    Case("assessment:evidence", "the firm", _AT),
    Case(
        "assessment:evidence-add",
        "the firm",
        of_firm(programme=lambda w: PROGRAMME, kind=lambda w: "bank-letter"),
    ),
    Case(
        "assessment:evidence-withdraw",
        "the firm",
        of_firm(programme=lambda w: PROGRAMME, evidence=lambda w: w.extra["evidence"].pk),
        method="POST",
    ),
    Case("assessment:offline", "the firm", _AT),
    Case("assessment:upload", "the firm", of_firm(), method="POST"),
)
