"""Makes the processes of one server count together. Imports nothing that counts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def counting_together() -> Iterator[None]:
    """Server processes that start inside count into one folder, which goes at the end.

    It lies on this machine's own disk: the files are shared memory.
    """
    if "prometheus_client" in sys.modules:
        raise RuntimeError("prometheus-client was imported before it could be told to count together.")
    with TemporaryDirectory(prefix="fairway-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]
