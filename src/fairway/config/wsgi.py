"""What the server runs."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairway.config.settings")

application = get_wsgi_application()
import_module("fairway.config.urls")  # every room, now: the first reader must not wait for it
