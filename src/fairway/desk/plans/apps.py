from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "fairway.desk.plans"
    label = "plans"
