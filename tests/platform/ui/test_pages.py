from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error

import fairway

SOURCE = Path(fairway.__file__).parent
CSS = (SOURCE / "platform/ui/static/ui/fairway.css").read_text()
PAGES = ("/about", "/style", "/fr/about", "/es/about")


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_house_answer(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


class ForbiddenMarkup(HTMLParser):
    """Collects what the content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        inline_script = tag == "script" and "src" not in names and names.get("type") != "application/json"
        if tag == "style" or inline_script or any(name == "style" or name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text() or tag)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_has_an_inline_style_or_script(path: Path) -> None:
    parser = ForbiddenMarkup()
    parser.feed(path.read_text())
    assert parser.found == []


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_shell_is_in_the_readers_language(client: Client, language: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    html = client.get(f"{prefix}/about?x=1").content.decode()
    assert f'<html lang="{language}" dir="ltr">' in html
    assert 'href="/fr/about?x=1" lang="fr" hreflang="fr"' in html
    assert 'href="#content"' in html


def test_a_right_to_left_language_turns_the_page() -> None:
    with override("ar"):
        html = get_template("ui/about.html").render({}, RequestFactory().get("/"))
    assert 'dir="rtl"' in html


@pytest.mark.parametrize(
    ("view", "status"), [(bad_request, 400), (permission_denied, 403), (page_not_found, 404)]
)
def test_error_pages_keep_the_shell(view: object, status: int) -> None:
    response = view(RequestFactory().get("/x"), Exception("<secret>"))  # type: ignore[operator]
    assert response.status_code == status
    assert b"main" in response.content
    assert b"secret" not in response.content


def test_the_page_of_a_failure_needs_no_context() -> None:
    response = server_error(RequestFactory().get("/x"))
    assert response.status_code == 500
    assert b"500" in response.content


def test_the_stylesheet_is_small_and_knows_no_left_or_right() -> None:
    assert len(CSS.encode()) <= 25_000
    physical = (
        r"\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|[{;]\s*(?:left|right|width|height):"
    )
    assert re.findall(physical, CSS) == []
    assert "text-align: left" not in CSS
    assert "text-align: right" not in CSS


def tokens(theme: str) -> dict[str, str]:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in CSS.split("@media", 2)[:2]
    )
    return light if theme == "light" else light | dark


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "surface", "shallow")
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "sea", "buoy", "danger", "good") for ground in GROUNDS),
    ("good", "good-tint"), ("check", "check-tint"), ("danger", "danger-tint"), ("ink", "check-tint"),
    ("ink", "danger-tint"), ("on-buoy", "buoy"), ("on-buoy", "buoy-dark"), ("on-deep", "deep"),
]  # fmt: skip
MARK_PAIRS = [
    *((mark, ground) for mark in ("edge", "buoy") for ground in GROUNDS),
    *((f"series-{n}", "surface") for n in range(1, 5)),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_the_contrast_of_wcag_aa(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_borders_and_marks_can_be_seen(theme: str, mark: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[mark], colours[ground]) >= 3
