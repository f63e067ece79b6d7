from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fairway.platform.audit"
    label = "audit"
