"""A fresh instance with the starter pack, in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path


def make_instance(folder: Path) -> None:
    """Set up Django and the starter pack in `folder`; call before anything of Fairway is imported."""
    os.environ |= {
        "FAIRWAY_HOME": str(folder),
        "DATABASE_URL": os.environ.get("BENCHMARK_DATABASE", ""),
        "DJANGO_SETTINGS_MODULE": "fairway.config.settings",
        "FAIRWAY_LOG_LEVEL": "ERROR",
    }
    import django

    django.setup()
    from fairway.config.instance import instance_setup

    instance_setup()
