"""Every setting of an instance: its variable, form, default and meaning. Read once; fails loudly."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
# Read by the tests alone; the product knows them only so that it does not refuse to start.
TEST_VARIABLES = ("FAIRWAY_SHARED", "FAIRWAY_TEST_DATABASE")


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `read` turns its text into a value or raises ValueError."""

    variable: str
    default: str
    form: str
    meaning: str
    read: Callable[[str], Any]

    @property
    def is_secret(self) -> bool:
        """Whether its value must never be shown."""
        return any(word in self.variable for word in ("SECRET", "URL", "TOKEN"))


def _setting(
    variable: str, *, default: str = "", form: str, meaning: str, read: Callable[[str], Any] = str
) -> Any:
    return field(metadata={"setting": Setting(variable, default, form, meaning, read)})


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _database_url(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError
    return text


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError
    return text


def _site_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError
    return text.rstrip("/")


def _https_url(text: str) -> str:
    if text and not text.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ValueError
    return text


def _email_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in ("smtp", "smtps") or not urlsplit(text).hostname):
        raise ValueError
    return text


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def _optional(read: Callable[[str], int]) -> Callable[[str], int | None]:
    return lambda text: read(text) if text else None


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _word(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The settings of one instance."""

    home: Path = _setting(
        "FAIRWAY_HOME",
        default="./var",
        form="a folder",
        meaning="Everything the instance owns: database, releases, keys. Back it up and you have all.",
        read=_folder,
    )
    database_url: str = _setting(
        "DATABASE_URL",
        form="sqlite:///path or postgresql://user:password@host:port/name",
        meaning="The database of records. Without it: SQLite in FAIRWAY_HOME/fairway.sqlite3.",
        read=_database_url,
    )
    postgresql_programs: str = _setting(
        "FAIRWAY_POSTGRESQL_PROGRAMS",
        form="a folder",
        meaning="Where pg_dump and pg_restore are, which backups of a PostgreSQL database need: "
        "at least as new as the server. Without it: on the PATH.",
    )
    secret_key: str = _setting(
        "FAIRWAY_SECRET_KEY",
        form=f"at least {SHORTEST_SECRET} letters that nobody can guess",
        meaning="Signs what the instance hands out. Without it: made once, in FAIRWAY_HOME/secret-key.",
        read=_secret,
    )
    allowed_hosts: list[str] = _setting(
        "FAIRWAY_ALLOWED_HOSTS",
        default="localhost,127.0.0.1,[::1]",
        form="host names, with commas between",
        meaning="The names under which the instance may be reached. Any other name is answered with 400.",
        read=_names,
    )
    https: bool = _setting(
        "FAIRWAY_HTTPS",
        default="0",
        form="0 or 1",
        meaning="1 behind a proxy that speaks HTTPS: redirects to HTTPS, strict transport security, "
        "secure cookies. The proxy must set X-Forwarded-Proto.",
        read=_flag,
    )
    proxies: int | None = _setting(
        "FAIRWAY_PROXIES",
        form="a number, 0 to 5",
        meaning="How many proxies before the instance write X-Forwarded-For: who calls too often is told by "
        "that header. Without it: 1 with FAIRWAY_HTTPS, otherwise 0, which is the address that connects.",
        read=_optional(_number(0, 5)),
    )
    site_url: str = _setting(
        "FAIRWAY_SITE_URL",
        default="http://127.0.0.1:8000",
        form="https://host, without a path",
        meaning="The address of the instance as people know it: links in letters lead there.",
        read=_site_url,
    )
    email_url: str = _setting(
        "FAIRWAY_EMAIL_URL",
        form="smtp://user:password@host:port, or smtps://…",
        meaning="The server that carries letters. Without it they are written to FAIRWAY_HOME/mail.",
        read=_email_url,
    )
    email_from: str = _setting(
        "FAIRWAY_EMAIL_FROM",
        default="Fairway <fairway@localhost>",
        form="an e-mail address",
        meaning="Who letters are from.",
    )
    oidc_issuer: str = _setting(
        "FAIRWAY_OIDC_ISSUER",
        form="https://host/path",
        meaning="An OpenID Connect provider whose people may sign in, such as a national identity. "
        "With FAIRWAY_OIDC_CLIENT_ID and FAIRWAY_OIDC_CLIENT_SECRET.",
        read=_https_url,
    )
    oidc_name: str = _setting(
        "FAIRWAY_OIDC_NAME",
        default="OpenID Connect",
        form="a short name",
        meaning="What the button of that provider says.",
    )
    oidc_client_id: str = _setting(
        "FAIRWAY_OIDC_CLIENT_ID", form="text", meaning="The name of this instance at that provider."
    )
    oidc_client_secret: str = _setting(
        "FAIRWAY_OIDC_CLIENT_SECRET", form="text", meaning="The secret of this instance at that provider."
    )
    upload_limit: int = _setting(
        "FAIRWAY_UPLOAD_LIMIT",
        default="15",
        form="megabytes, 1 to 200",
        meaning="The largest file that may be uploaded.",
        read=_number(1, 200),
    )
    virus_scanner: str = _setting(
        "FAIRWAY_VIRUS_SCANNER",
        form="a command that takes a file and ends with 0 (clean) or 1 (infected)",
        meaning="Asked about every uploaded file, as in “clamdscan --no-summary --fdpass”. "
        "Without it files are marked as not scanned.",
    )
    metrics_token: str = _setting(
        "FAIRWAY_METRICS_TOKEN",
        form=f"at least {SHORTEST_SECRET} letters that nobody can guess",
        meaning="What a Prometheus server sends as bearer token to read /metrics. "
        "Without it only this machine may.",
        read=_secret,
    )
    debug: bool = _setting(
        "FAIRWAY_DEBUG",
        default="0",
        form="0 or 1",
        meaning="1 shows the details of errors to every visitor. For development only.",
        read=_flag,
    )
    log_format: str = _setting(
        "FAIRWAY_LOG_FORMAT",
        default="json",
        form="json or text",
        meaning="How log lines are written: one JSON object a line, or words for people.",
        read=_word("json", "text"),
    )
    log_level: str = _setting(
        "FAIRWAY_LOG_LEVEL",
        default="INFO",
        form="DEBUG, INFO, WARNING or ERROR",
        meaning="The least serious line that is logged.",
        read=_word("DEBUG", "INFO", "WARNING", "ERROR"),
    )

    @property
    def trusted_proxies(self) -> int:
        return int(self.https) if self.proxies is None else self.proxies


# By the name of the attribute, in the order of the documentation.
SETTINGS: dict[str, Setting] = {one.name: one.metadata["setting"] for one in fields(Environment)}


def read_environment(variables: Mapping[str, str]) -> Environment:
    """The settings in `variables`; an empty value stands for the default. Raises BadSetting."""
    _refuse_unknown(variables)
    return Environment(**{name: _read(setting, variables) for name, setting in SETTINGS.items()})


def kept_secret(home: Path) -> str:
    """The secret key of the instance in `home`, made on first use. Raises BadSetting."""
    path = home / "secret-key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"FAIRWAY_HOME is “{home}”; {path} cannot be used: {error.strerror}.") from error
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(f"{path} is damaged. Restore it from a backup, or delete it to have a new one made.")
    return secret


def _write_once(path: Path, text: str) -> None:
    """Write a private file that another process may be writing too: the first one stays."""
    own = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    own.touch(mode=0o600, exist_ok=False)
    own.write_text(text, encoding="utf-8")
    try:
        path.hardlink_to(own)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _refuse_unknown(variables: Mapping[str, str]) -> None:
    known = [*(setting.variable for setting in SETTINGS.values()), *TEST_VARIABLES]
    for name in variables:
        if name.startswith("FAIRWAY_") and name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f" Did you mean {near[0]}?" if near else f" The settings are: {', '.join(known)}."
            raise BadSetting(f"{name} is not a setting of Fairway.{advice}")


def _read(setting: Setting, variables: Mapping[str, str]) -> Any:
    text = variables.get(setting.variable) or setting.default
    try:
        return setting.read(text)
    except ValueError:
        shown = "" if setting.is_secret else f" is “{text}”; it"
        raise BadSetting(f"{setting.variable}{shown} must be {setting.form}.") from None
