from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "fairway.trust.programmes"
    label = "programmes"
