from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "fairway.trust.recognition"
    label = "recognition"
