from django.apps import AppConfig


class TariffConfig(AppConfig):
    name = "fairway.market.tariff"
    label = "tariff"
