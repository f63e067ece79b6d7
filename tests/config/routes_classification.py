"""Who may call the routes of a firm's products and catalogues."""

from __future__ import annotations

from tests.config.route_case import Case, of_firm

CASES = (
    Case("classification:keep", "the signed-in"),
    Case("classification:products", "the firm", of_firm()),
    Case("classification:catalogues", "the firm", of_firm()),
)
