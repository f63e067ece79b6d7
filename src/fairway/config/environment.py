"""Every setting of an instance: its name, form, default and meaning. Read once; fails loudly."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `read` turns its text into a value or raises ValueError."""

    name: str
    default: str
    form: str
    meaning: str
    read: Callable[[str], Any]


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError
        return text

    return read


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _database_url(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://")):
        raise ValueError
    return text


SETTINGS = (
    Setting(
        "FAIRWAY_HOME",
        "./var",
        "a folder",
        "Everything the instance owns: database, releases, uploads, keys.",
        lambda text: Path(text).expanduser().resolve(),
    ),
    Setting(
        "DATABASE_URL",
        "",
        "sqlite:///path or postgresql://user:password@host/name",
        "The database of records. Empty: SQLite in FAIRWAY_HOME.",
        _database_url,
    ),
    Setting(
        "FAIRWAY_SECRET_KEY",
        "",
        "at least 32 letters",
        "Signs what the instance hands out. Empty: made once and kept in FAIRWAY_HOME.",
        str,
    ),
    Setting(
        "FAIRWAY_ALLOWED_HOSTS",
        "127.0.0.1,localhost,[::1]",
        "host names, with commas between",
        "The names under which the instance may be reached.",
        _names,
    ),
    Setting(
        "FAIRWAY_HTTPS", "0", "0 or 1", "1 behind HTTPS: secure cookies, strict transport security.", _flag
    ),
    Setting("FAIRWAY_DEBUG", "0", "0 or 1", "1 shows error details; for development only.", _flag),
    Setting(
        "FAIRWAY_LOG_FORMAT", "json", "json or text", "How log lines are written.", _one_of("json", "text")
    ),
    Setting(
        "FAIRWAY_LOG_LEVEL",
        "INFO",
        "DEBUG, INFO, WARNING or ERROR",
        "The least serious line that is logged.",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
)
# Read by the tests alone.
TEST_SETTINGS = ("FAIRWAY_SHARED", "FAIRWAY_TEST_DATABASE")


def read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The value of every setting by name. Raises BadSetting naming the variable at fault."""
    known = {setting.name for setting in SETTINGS} | set(TEST_SETTINGS)
    for name in environ:
        if name.startswith("FAIRWAY_") and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadSetting(f"{name} is not a setting of Fairway.{hint}")
    return {setting.name: _read(setting, environ.get(setting.name, setting.default)) for setting in SETTINGS}


def secret_key(given: str, home: Path) -> str:
    """The key that was given, or the one kept in the home folder, made on first use."""
    if given:
        if len(given) < 32:
            raise BadSetting("FAIRWAY_SECRET_KEY is too short: use at least 32 letters.")
        return given
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _read(setting: Setting, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError:
        raise BadSetting(f"{setting.name} is “{text}”; it must be {setting.form}.") from None
