"""Message catalogues without system gettext: collect, compare, compile.

Message ids come from the source itself: the gettext calls and the `Text("…")` literals of the
Python modules, and the translation tags of the templates. Files are written without dates and
without line numbers, so that the same messages always give the same bytes.
"""

from __future__ import annotations

import ast
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

import fairway
from fairway.kernel.text import Text, UserError

SOURCE = Path(fairway.__file__).parent
LOCALE = SOURCE / "locale"
LANGUAGES = ("fr", "es")
# Position of the context, the message id and the plural among the arguments.
_FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "Text": (None, 0, None),
    **dict.fromkeys(("_", "gettext", "gettext_lazy"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
}
_TEMPLATE_FUNCTIONS = ("_", "gettext", "ngettext", "pgettext", "npgettext")
_PLACES = re.compile(r"%\(\w+\)[sd]|\{\{|\}\}|\{\w+\}")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural={plural};\\n"

"""
_PLURALS = {"fr": "(n > 1)", "es": "(n != 1)"}

MessageId: TypeAlias = "str | tuple[str, str]"  # the second is the plural
Key: TypeAlias = "tuple[str | None, MessageId]"  # the first is the context


class DamagedCatalogue(UserError):
    """A `.po` file that cannot be read."""


@dataclass(slots=True)
class Extraction:
    """What the source says: each message with the files it stands in, and calls that cannot be read."""

    messages: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    unreadable: list[str] = field(default_factory=list)


def extract_messages(source: Path = SOURCE) -> Extraction:
    """Every message id of the modules and templates under `source`."""
    found = Extraction()
    for path in sorted(source.rglob("*.py")):
        _extract_module(path, source, found)
    for path in sorted(source.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            _extract_template(path, source, found)
    return found


def update_catalogues(source: Path = SOURCE, locale: Path = LOCALE) -> None:
    """Write the messages of `source` into every catalogue: translations stay, what is gone goes."""
    messages = extract_messages(source).messages
    for language in LANGUAGES:
        path = catalogue_path(language, locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_written(language, messages, _read(path, language)), encoding="utf-8")


def check_catalogues(source: Path = SOURCE, locale: Path = LOCALE) -> list[str]:
    """What stands between the catalogues and completeness, one sentence each; empty when complete."""
    extraction = extract_messages(source)
    problems = list(extraction.unreadable)
    for language in LANGUAGES:
        catalogue = _read(catalogue_path(language, locale), language)
        translated = {_key(message): message for message in catalogue if message.id}
        for key, files in sorted(extraction.messages.items(), key=_order):
            where = f"{language}, {min(files)}"
            problems += (f"{where}: {problem}" for problem in _problems(key, translated.get(key)))
        obsolete = translated.keys() - extraction.messages.keys()
        problems += sorted(f"{language}: “{_shown(key)}” is no longer used." for key in obsolete)
    return problems


def ensure_compiled(locale: Path = LOCALE) -> list[Path]:
    """Compile the catalogues whose `.mo` file is missing or stale; returns the files written."""
    written = []
    for language in LANGUAGES:
        source = catalogue_path(language, locale)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        compiled = _compiled(_read(source, language))
        if not target.exists() or target.read_bytes() != compiled:
            target.write_bytes(compiled)
            written.append(target)
    return written


def catalogue_path(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def _extract_module(path: Path, source: Path, found: Extraction) -> None:
    where = path.relative_to(source).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if not isinstance(node, ast.Call) or _called(node) not in _FUNCTIONS:
            continue
        keys = list(_keys_of_call(node))
        if not keys:
            found.unreadable.append(
                f"{where}, line {node.lineno}: {_called(node)}(…) needs its message as a literal string."
            )
        for key in keys:
            found.messages[key].add(where)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _keys_of_call(call: ast.Call) -> Iterator[Key]:
    context_at, id_at, plural_at = _FUNCTIONS[_called(call)]
    arguments = [list(_literals(argument)) for argument in call.args]
    if len(arguments) <= max(id_at, plural_at or 0):
        return
    contexts = arguments[context_at] if context_at is not None else [None]
    for context in contexts:
        for msgid in arguments[id_at]:
            if plural_at is None:
                yield context, msgid
            else:
                yield from ((context, (msgid, plural)) for plural in arguments[plural_at])


def _literals(node: ast.expr) -> Iterator[str]:
    """The strings an argument can be: a literal, or a choice between literals."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from (*_literals(body), *_literals(other))


def _extract_template(path: Path, source: Path, found: Extraction) -> None:
    where = path.relative_to(source).as_posix()
    python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # What templatize leaves between the calls keeps the template's indentation, which no Python has.
    flat = "\n".join(line.lstrip() for line in python.splitlines())
    for _line, function, message, _comments in extract_python(
        io.BytesIO(flat.encode()), dict.fromkeys(_TEMPLATE_FUNCTIONS), (), {"encoding": "utf-8"}
    ):
        found.messages[_template_key(str(function), message)].add(where)


def _template_key(function: str, message: object) -> Key:
    parts = [part for part in (message if isinstance(message, tuple) else (message,)) if part is not None]
    context = parts.pop(0) if function in ("pgettext", "npgettext") else None
    return context, (parts[0], parts[1]) if function in ("ngettext", "npgettext") else parts[0]


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise DamagedCatalogue(
            Text(
                "{path}, line {line}: this is no message catalogue entry: {found}",
                {"path": str(path), "line": error.lineno, "found": error.line[:80]},
            )
        ) from error


def _written(language: str, messages: dict[Key, set[str]], previous: Catalog) -> str:
    catalogue = Catalog(locale=language, fuzzy=False)
    known = {_key(message): message for message in previous if message.id}
    for key, files in sorted(messages.items(), key=_order):
        context, msgid = key
        old = known.get(key)
        added = catalogue.add(
            msgid,
            old.string if old else None,
            locations=[(name, 0) for name in sorted(files)],
            flags={"fuzzy"} if old and old.fuzzy else (),
            user_comments=old.user_comments if old else (),
            context=context,
        )
        added.flags &= {"fuzzy"}  # Babel guesses format flags; a “5 % of” is no printf format
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False)
    return _HEADER.format(language=language, plural=_PLURALS[language]) + out.getvalue().decode().lstrip("\n")


def _compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _EPOCH
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _problems(key: Key, message: Message | None) -> Iterator[str]:
    if message is None:
        yield f"“{_shown(key)}” is not in the catalogue; run fairway messages update."
    elif not all(_strings(message.string)):
        yield f"“{_shown(key)}” has no translation."
    elif message.fuzzy:
        yield f"“{_shown(key)}” is marked fuzzy."
    else:
        wanted = [_places(text) for text in _strings(key[1])]
        if any(_places(text) not in wanted for text in _strings(message.string)):
            yield f"“{_shown(key)}” and its translation have different places to fill."


def _places(text: str) -> list[str]:
    return sorted(set(_PLACES.findall(text)))


def _strings(value: str | Sequence[str] | None) -> Sequence[str]:
    """One string, or singular and plural; an empty string where there is no translation."""
    return (value or "",) if value is None or isinstance(value, str) else value


def _key(message: Message) -> Key:
    match _strings(message.id):
        case [msgid]:
            return message.context, msgid
        case [singular, plural]:
            return message.context, (singular, plural)
    raise ValueError(f"{message.id!r} is neither a message nor a singular with its plural.")


def _order(item: tuple[Key, set[str]]) -> tuple[str, str, str]:
    """By file, then by message: a room's messages stand together."""
    (context, msgid), files = item
    return min(files), _shown((context, msgid)), context or ""


def _shown(key: Key) -> str:
    return _strings(key[1])[0]
