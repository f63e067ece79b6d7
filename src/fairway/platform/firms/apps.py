from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "fairway.platform.firms"
    label = "firms"
