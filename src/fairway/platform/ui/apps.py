"""The room's registration with Django."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "fairway.platform.ui"
    label = "ui"

    def ready(self) -> None:
        from fairway.platform.ui import navigation  # noqa: F401, PLC0415  (registers its system check)
