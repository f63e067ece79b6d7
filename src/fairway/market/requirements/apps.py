from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "fairway.market.requirements"
    label = "requirements"
