"""A page as a reader without a browser sees it: its words, its forms with what is in them, its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        return dict(self.fields)[name]

    def address(self, *pressed: tuple[str, str], **typed: str) -> str:
        """Where the form leads when it is sent, with other values `typed` into it."""
        kept = [(name, typed.get(name, value)) for name, value in self.fields]
        return f"{self.action}?{urlencode([*kept, *pressed])}"


class Page(HTMLParser):
    """Reads a page; tags that a visitor could have smuggled in are found by `ids`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.ids: set[str] = set()
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._link = ""
        self._select: tuple[str, str | None] | None = None
        self._hidden = False
        self.feed(html)
        self._text = _plain(" ".join(self._words))

    def says(self, words: str) -> bool:
        """Whether the page says `words`, whatever spaces and line breaks stand in them."""
        return _plain(words) in self._text

    def form(self, action: str) -> Form:
        """The last form with that address."""
        return next(form for form in reversed(self.forms) if form.action == action)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if "id" in names:
            self.ids.add(names["id"])
        match tag:
            case "html":
                self.language = names["lang"]
            case "a":
                self._link = names.get("href", "")
            case "form":
                self.forms.append(Form(names["action"]))
            case "input":
                self.forms[-1].fields.append((names["name"], names.get("value", "")))
            case "button" if "name" in names:
                self.forms[-1].buttons.append((names["name"], names["value"]))
            case "select":
                self._select = (names["name"], None)
            case "option" if self._select and ("selected" in names or self._select[1] is None):
                self._select = (self._select[0], names["value"])
            case "datalist":
                self._hidden = True

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self._link = ""
            case "select" if self._select:
                self.forms[-1].fields.append((self._select[0], self._select[1] or ""))
                self._select = None
            case "datalist":
                self._hidden = False

    def handle_data(self, data: str) -> None:
        if self._hidden or not data.strip():
            return
        self._words.append(data)
        if self._link:
            self.links.setdefault(data.strip(), self._link)


def _plain(text: str) -> str:
    return " ".join(text.split())
