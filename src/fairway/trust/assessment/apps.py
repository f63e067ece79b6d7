from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "fairway.trust.assessment"
    label = "assessment"
