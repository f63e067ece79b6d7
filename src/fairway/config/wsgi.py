"""What the server runs."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")

application = get_wsgi_application()


def _warm_up() -> None:
    """Every room and the search index, now: the first reader must not wait for them."""
    from fairway.config import urls  # noqa: F401, PLC0415  (the rooms need Django to be set up)
    from fairway.data.nomenclature.selectors import product_index  # noqa: PLC0415

    product_index()
    connections.close_all()  # those of this thread
    gc.freeze()  # what is loaded now stays: collecting garbage need not look at it again


Thread(target=_warm_up, daemon=True).start()
