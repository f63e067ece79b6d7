"""Pages for paper, set by Typst. Everything a person typed is data to a template, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.contrib.staticfiles import finders


def pdf_set(template: Path, sheet: Mapping[str, Any], **images: str) -> bytes:
    """The PDF of `sheet`, JSON-ready data, by the template. The same data give the same bytes.

    `images` are SVG texts that the template reads by their names; `mark`, that of the house, is there too.
    """
    inputs = {"sheet": json.dumps(sheet), "mark": _mark(), **images}
    try:
        return _typeset(template, inputs, _fonts(), is_accessible=True)
    except typst.TypstError:
        # A name in letters that Typst's fonts lack: the machine's help out, or an empty box stands there.
        return _typeset(template, inputs, _fonts(with_those_of_the_machine=True), is_accessible=False)


def _typeset(template: Path, inputs: dict[str, str], fonts: typst.Fonts, *, is_accessible: bool) -> bytes:
    """An accessible page (PDF/UA) is read by a screen reader; it must have every letter in its fonts."""
    made = typst.compile(
        template,
        root=template.parent,
        font_paths=fonts,
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if is_accessible else [],
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts(*, with_those_of_the_machine: bool = False) -> typst.Fonts:
    """Those that come with Typst, so that every machine sets the same page."""
    return typst.Fonts(include_system_fonts=with_those_of_the_machine)


@cache
def _mark() -> str:
    found = finders.find("ui/mark.svg")
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")
