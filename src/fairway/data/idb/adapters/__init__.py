"""Adapters: one folder each, found by its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from fairway.data.idb.adapters.base import Adapter
from fairway.kernel.text import Text, UserError


class UnknownAdapter(UserError):
    """No adapter has that name; the message lists those there are."""


def adapter_names() -> tuple[str, ...]:
    folders = Path(__file__).parent.glob("*/__init__.py")
    return tuple(sorted(init.parent.name.replace("_", "-") for init in folders))


def find_adapter(name: str) -> Adapter:
    """The adapter called `name`. Raises UnknownAdapter."""
    if name not in adapter_names():
        known = ", ".join(adapter_names())
        raise UnknownAdapter(
            Text("There is no adapter “{name}”. Known are: {known}.", {"name": name[:40], "known": known})
        )
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    adapter = module.ADAPTER
    assert isinstance(adapter, Adapter)
    assert adapter.name == name, f"{module.__name__} holds the adapter {adapter.name}"
    return adapter
