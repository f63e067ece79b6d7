from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "fairway.desk.helpdesk"
    label = "helpdesk"
