from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "fairway.platform.files"
    label = "files"
