from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "fairway.platform.operations"
    label = "operations"
