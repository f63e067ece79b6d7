"""Settings are read once, typed, and a mistake is said with its variable and what would be right."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fairway.config.database import database
from fairway.config.environment import BadSetting, kept_secret, read_environment


def test_without_variables_the_defaults_hold() -> None:
    environment = read_environment({"PATH": "/bin", "HOME": "/root"})
    assert environment.home == Path("var").resolve()
    assert environment.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert (environment.https, environment.debug, environment.log_format) == (False, False, "json")


def test_values_are_typed() -> None:
    environment = read_environment(
        {
            "FAIRWAY_HOME": "/srv/fairway",
            "FAIRWAY_HTTPS": "1",
            "FAIRWAY_ALLOWED_HOSTS": "a.example, b.example",
        }
    )
    assert environment.home == Path("/srv/fairway")
    assert environment.https is True
    assert environment.allowed_hosts == ["a.example", "b.example"]


def test_an_empty_value_stands_for_the_default() -> None:
    assert read_environment({"FAIRWAY_HTTPS": "", "FAIRWAY_LOG_LEVEL": ""}).log_level == "INFO"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("FAIRWAY_HTTPS", "yes", "FAIRWAY_HTTPS is “yes”; it must be 0 or 1."),
        ("FAIRWAY_LOG_FORMAT", "xml", "FAIRWAY_LOG_FORMAT is “xml”; it must be json or text."),
        ("FAIRWAY_LOG_LEVEL", "loud", "it must be DEBUG, INFO, WARNING or ERROR."),
        ("DATABASE_URL", "mysql://root:hunter2@db/x", "DATABASE_URL must be sqlite:///path or postgresql://"),
        ("FAIRWAY_SECRET_KEY", "short", "FAIRWAY_SECRET_KEY must be at least 32 letters"),
        ("FAIRWAY_HOEM", "/srv", "FAIRWAY_HOEM is not a setting of Fairway. Did you mean FAIRWAY_HOME?"),
        ("FAIRWAY_COLOUR", "red", "FAIRWAY_COLOUR is not a setting of Fairway."),
    ],
)
def test_a_bad_setting_is_named_with_what_would_be_right(variable: str, value: str, expected: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_environment({variable: value})
    assert expected in str(caught.value)


@pytest.mark.parametrize("variable", ["DATABASE_URL", "FAIRWAY_SECRET_KEY"])
def test_a_message_never_shows_a_secret(variable: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_environment({variable: "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first = kept_secret(home)
    assert kept_secret(home) == first
    assert len(first) >= 32
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(BadSetting, match="secret-key is damaged"):
        kept_secret(tmp_path)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="FAIRWAY_HOME is"):
        kept_secret(tmp_path / "file" / "home")


def test_without_a_url_the_database_is_sqlite_in_the_home(tmp_path: Path) -> None:
    described = database("", default=tmp_path / "fairway.sqlite3")
    assert described["NAME"] == str(tmp_path / "fairway.sqlite3")
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in described["OPTIONS"]["init_command"]


@pytest.mark.parametrize(("url", "path"), [("sqlite:////srv/x.db", "/srv/x.db"), ("sqlite:///x.db", "x.db")])
def test_a_sqlite_url_names_its_file(url: str, path: str) -> None:
    assert database(url, default=Path("unused"))["NAME"] == path


def test_a_postgresql_url_is_taken_apart() -> None:
    described = database(
        "postgresql://o%27neil:p%40ss@db.example:5433/trade?sslmode=require", default=Path("unused")
    )
    assert (described["USER"], described["PASSWORD"]) == ("o'neil", "p@ss")
    assert (described["HOST"], described["PORT"], described["NAME"]) == ("db.example", "5433", "trade")
    assert described["OPTIONS"] == {"sslmode": "require"}


def test_a_postgresql_url_may_name_a_socket() -> None:
    described = database("postgresql://postgres:@/trade?host=/run/pg", default=Path("unused"))
    assert described["HOST"] == "/run/pg"


@pytest.mark.parametrize("url", ["postgresql://db.example", "postgresql://db:port/name"])
def test_a_url_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        database(url, default=Path("unused"))


@pytest.mark.parametrize(
    ("variables", "trusted"),
    [
        ({}, 0),
        ({"FAIRWAY_HTTPS": "1"}, 1),
        ({"FAIRWAY_HTTPS": "1", "FAIRWAY_PROXIES": "2"}, 2),
        ({"FAIRWAY_HTTPS": "1", "FAIRWAY_PROXIES": "0"}, 0),
    ],
)
def test_proxies_are_believed_as_the_setting_says(variables: dict[str, str], trusted: int) -> None:
    assert read_environment(variables).trusted_proxies == trusted


@pytest.mark.parametrize("value", ["-1", "6", "one"])
def test_a_number_of_proxies_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(BadSetting, match="FAIRWAY_PROXIES"):
        read_environment({"FAIRWAY_PROXIES": value})
