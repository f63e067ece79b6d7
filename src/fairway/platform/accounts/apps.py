from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fairway.platform.accounts"
    label = "accounts"
