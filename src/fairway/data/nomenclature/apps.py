from django.apps import AppConfig


class NomenclatureConfig(AppConfig):
    name = "fairway.data.nomenclature"
    label = "nomenclature"
