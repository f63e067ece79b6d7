from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import VERBS


class ProgrammesConfig(AppConfig):
    name = "fairway.trust.programmes"
    label = "programmes"

    def ready(self) -> None:
        VERBS["population.uploaded"] = Text("{actor} added a table of {firms} firms for trying out rules.")
