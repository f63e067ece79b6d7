from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "fairway.desk.home"
    label = "home"
