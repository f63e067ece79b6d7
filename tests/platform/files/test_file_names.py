"""What a file is called, whatever it was called."""

from __future__ import annotations

import pytest

from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.names import display_name, extension_of


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("Facture n° 12 – été.PDF", "Facture n° 12 – été.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\a.pdf", "a.pdf"),
        ("/etc/passwd\0.pdf", "passwd.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("photo\u202efdp.pdf", "photofdp.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1.tar.pdf", "_lpt1.tar.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("  .  ", "file.pdf"),
        ("\ud800.pdf", "pdf.pdf"),
        ('a<b>:"c|?*.pdf', "a-b-c-.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("report", "report.pdf"),
        ("a.exe", "a.exe.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_save_under(declared: str, shown: str) -> None:
    assert display_name(declared, Kind.PDF) == shown


@pytest.mark.parametrize(
    ("declared", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a.pdf.exe", "exe"),
        ("a.pdf ", "pdf"),
        ("a.pdf.", "pdf"),
        ("dir.pdf/a", ""),
        ("invoice\u202efdp.exe", "exe"),
        ("", ""),
    ],
)
def test_the_last_extension_counts(declared: str, extension: str) -> None:
    assert extension_of(declared) == extension
