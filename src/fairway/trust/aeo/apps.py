from django.apps import AppConfig


class AeoConfig(AppConfig):
    name = "fairway.trust.aeo"
    label = "aeo"
