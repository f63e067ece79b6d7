"""How a firm is called abroad, scheme by scheme."""

from __future__ import annotations

import pytest

from fairway.trust.recognition.domain.identifier import (
    SHAPES,
    BadIdentifier,
    Scheme,
    economy_of,
    identifier_read,
)


@pytest.mark.parametrize(
    ("scheme", "text", "read", "economy"),
    [
        (Scheme.TIN, "sn 123 456", "SN123456", "SN"),
        (Scheme.TIN, "GH" + "A1" * 7 + "Z", "GH" + "A1" * 7 + "Z", "GH"),  # 15 after the code
        (Scheme.EU, "CA123456789RM0001", "CA123456789RM0001", "CA"),
        (Scheme.EU, "XI123456789000", "XI123456789000", "XI"),  # Northern Ireland
        (Scheme.US_MID, "snsahman12dak", "SNSAHMAN12DAK", "SN"),
        (Scheme.US_MID, "XOACM1234TOR", "XOACM1234TOR", "CA"),  # a province stands for Canada
        (Scheme.CHINA, "AEOCN1234567890", "AEOCN1234567890", "CN"),
        (Scheme.CHINA, "SG123456789012", "SG123456789012", "SG"),
        (Scheme.CHINA, "TW123456789", "TW123456789", "TW"),
        (Scheme.CHINA, "AE123456", "AE123456", "AE"),
        (Scheme.UAE, "ae-aeo-dxb-000123", "AE-AEO-DXB-000123", "AE"),
    ],
)
def test_an_identifier_is_read_in_its_one_spelling(
    scheme: Scheme, text: str, read: str, economy: str
) -> None:
    assert identifier_read(scheme, text) == read
    assert economy_of(scheme, read) == economy


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        (Scheme.TIN, ""),
        (Scheme.TIN, "SN"),
        (Scheme.TIN, "SN" + "1" * 16),
        (Scheme.TIN, "QQ123"),  # no economy
        (Scheme.TIN, "SN-123"),
        (Scheme.TIN, "SN١٢٣"),  # digits, but not those of the scheme
        (Scheme.TIN, "XI123"),
        (Scheme.EU, "12345"),
        (Scheme.US_MID, "SN12"),
        (Scheme.US_MID, "SNSAHMAN12345DAK"),
        (Scheme.CHINA, "AEOCN123456789"),
        (Scheme.CHINA, "AEOCN12345678901"),
        (Scheme.UAE, "AE-AEO-DXB-12345"),
        (Scheme.UAE, "SN-AEO-DXB-123456"),
    ],
)
def test_what_a_scheme_does_not_allow_is_refused_in_words(scheme: Scheme, text: str) -> None:
    with pytest.raises(BadIdentifier, match=r"For example|code of no economy"):
        identifier_read(scheme, text)


@pytest.mark.parametrize("scheme", Scheme)
def test_the_example_of_a_scheme_is_one(scheme: Scheme) -> None:
    assert identifier_read(scheme, SHAPES[scheme].example) == SHAPES[scheme].example
