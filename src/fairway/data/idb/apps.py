"""The room's registration with Django."""

from __future__ import annotations

from django.apps import AppConfig


class IdbConfig(AppConfig):
    name = "fairway.data.idb"
    label = "idb"
