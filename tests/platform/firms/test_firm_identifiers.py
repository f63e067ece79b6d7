"""Numbers of firms: known good ones and known bad ones, by kind and economy."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.kernel.economy import Economy, economy_codes
from fairway.platform.firms.domain.identifiers import (
    Assurance,
    EconomyNeeded,
    IdentifierKind,
    InvalidIdentifier,
    _assurance,
    _module,
    read_identifier,
)

# A module checks a digit itself, or by one of these.
CHECKS = (
    "InvalidChecksum",
    "luhn",
    "iso7064",
    "alv.validate",
    "fr import tva",
    "import cnp",
    "import moa",
    "_get_cc_module",
)
CHECKED, FORMAT = Assurance.CHECKED, Assurance.FORMAT
GOOD = [
    # kind, as people write it, economy, as it is kept, how far it is checked
    ("vat", "DE 136 695 976", None, "DE136695976", CHECKED),
    ("vat", "136695976", "DE", "DE136695976", CHECKED),
    ("vat", "FR 40 303 265 045", "FR", "FR40303265045", CHECKED),
    ("vat", "IT 00743110157", "IT", "IT00743110157", CHECKED),
    ("vat", "ES A-58818501", "ES", "ESA58818501", CHECKED),
    ("vat", "EL 094259216", None, "EL094259216", CHECKED),
    ("vat", "094259216", "GR", "EL094259216", CHECKED),
    ("vat", "GB 980 7806 84", "GB", "980780684", CHECKED),
    ("vat", "XI 980 7806 84", None, "XI980780684", CHECKED),
    ("vat", "CHE-107.787.577 IVA", "CH", "CHE107787577IVA", CHECKED),
    ("vat", "27AAPFU0939F1ZV", "IN", "27AAPFU0939F1ZV", CHECKED),
    ("vat", "16.727.230/0001-97", "BR", "16727230000197", CHECKED),
    ("vat", "12.345.678-5", "CL", "123456785", CHECKED),
    ("vat", "83 914 571 673", "AU", "83914571673", CHECKED),
    ("tax", "04-2103594", "US", "042103594", FORMAT),
    ("tax", "AAPFU0939F", "IN", "AAPFU0939F", FORMAT),
    ("tax", "3067221 2G2", "SN", "30672212G2", CHECKED),
    ("tax", "C0000803561", "GH", "C0000803561", CHECKED),
    ("tax", "0001339050", "ZA", "0001339050", CHECKED),
    ("tax", "12345678-0001", "NG", "12345678-0001", FORMAT),
    ("register", "732 829 320", "FR", "732829320", CHECKED),
    ("register", "988 077 917", "NO", "988077917", CHECKED),
    ("register", "RC 123456", "NG", "RC 123456", FORMAT),
    ("eori", "gb 123456789000", None, "GB123456789000", FORMAT),
    ("eori", "XI123456789000", None, "XI123456789000", FORMAT),
    ("lei", "2138 00KU D8LA JWSQ 9D15", None, "213800KUD8LAJWSQ9D15", CHECKED),
    ("gln", "4006381-33393-1", None, "4006381333931", CHECKED),
    ("duns", "15-048-3782", None, "150483782", FORMAT),
    ("other", "Cocobod  123", None, "Cocobod 123", FORMAT),
]
BAD = [
    ("vat", "DE136695977", None, "check digit"),
    ("vat", "DE13669597", None, "too few or too many"),
    ("vat", "DE136695976", "FR", "begins like a number of Germany, not of France"),
    ("vat", "FR 40 303 265 046", "FR", "check digit|form"),
    ("vat", "IT 00743110158", "IT", "check digit"),
    ("vat", "GB980780685", "GB", "check digit"),
    ("vat", "27AAPFU0939F1ZO", "IN", "check digit"),
    ("vat", "16.727.230/0001-98", "BR", "check digit"),
    ("vat", "12.345.678-4", "CL", "check digit"),
    ("tax", "07-2103594", "US", "form"),
    ("tax", "3067222", "SN", "check digit"),
    ("tax", "0001339051", "ZA", "check digit"),
    ("tax", "<b>1</b>", "NG", "not a number of 3 to 30"),
    ("register", "732829321", "FR", "check digit"),
    ("eori", "ZZ123", None, "no country"),
    ("eori", "GB", None, "not an EORI number"),
    ("eori", "GB1234567890123456", None, "not an EORI number"),
    ("lei", "213800KUD8LAJWSQ9D16", None, "check digit"),
    ("lei", "213800KUD8LAJWSQ9D1", None, "20 letters and digits"),
    ("gln", "4006381333932", None, "check digit"),
    ("gln", "400638133393", None, "13 digits"),
    ("duns", "15048378", None, "9 digits"),
    ("other", "", None, "missing"),
    ("vat", " ", "DE", "missing"),
    ("vat", "1" * 41, "DE", "is too long"),
    ("other", "a\x00b", None, "cannot be shown"),
]


@pytest.mark.parametrize(("kind", "written", "economy", "kept", "assurance"), GOOD)
def test_a_good_number_is_kept_in_its_usual_form(kind, written, economy, kept, assurance):
    found = read_identifier(IdentifierKind(kind), written, Economy(economy) if economy else None)
    assert (found.value, found.assurance) == (kept, assurance)


@pytest.mark.parametrize(("kind", "written", "economy", "kept", "assurance"), GOOD)
def test_a_kept_number_reads_as_itself(kind, written, economy, kept, assurance):
    found = read_identifier(IdentifierKind(kind), written, Economy(economy) if economy else None)
    assert read_identifier(found.kind, found.value, found.economy) == found


@pytest.mark.parametrize(("kind", "written", "economy", "says"), BAD)
def test_a_bad_number_is_refused_with_what_is_wrong(kind, written, economy, says):
    with pytest.raises(InvalidIdentifier, match=says):
        read_identifier(IdentifierKind(kind), written, Economy(economy) if economy else None)


@pytest.mark.parametrize("kind", ["vat", "tax", "register"])
def test_a_national_number_needs_its_economy(kind):
    with pytest.raises(EconomyNeeded, match="which economy"):
        read_identifier(IdentifierKind(kind), "12345")


@given(st.sampled_from(IdentifierKind), st.text(max_size=45), st.sampled_from([None, "DE", "IN", "NG", "SN"]))
def test_any_text_is_read_or_refused(kind, text, economy):
    try:
        found = read_identifier(kind, text, Economy(economy) if economy else None)
    except InvalidIdentifier:
        return
    assert found.value
    assert found.value.isprintable()


@pytest.mark.parametrize("kind", ["vat", "tax", "register"])
def test_no_number_is_called_checked_whose_module_checks_nothing(kind: str):
    modules = {_module(IdentifierKind(kind), Economy(code)) for code in economy_codes()} - {None}
    assert len(modules) > 20
    for module in modules:
        checks = any(word in inspect.getsource(module) for word in CHECKS)
        assert checks or _assurance(module) is Assurance.FORMAT, module.__name__
