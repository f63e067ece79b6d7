from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import VERBS


class FirmsConfig(AppConfig):
    name = "fairway.platform.firms"
    label = "firms"

    def ready(self) -> None:
        VERBS["firm.changed"] = Text("{actor} changed the profile as of {effective_on}.")
