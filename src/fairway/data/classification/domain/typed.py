"""Words as a person or a program sends them, made fit to be searched for and stored."""

from __future__ import annotations


def typed_line(text: str, *, most: int) -> str:
    """On one line, without signs that no database keeps faithfully, and not longer than `most`."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())[:most]
