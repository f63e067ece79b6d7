from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "fairway.platform.notices"
    label = "notices"
