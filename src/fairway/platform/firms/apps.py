from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import DAYS, VERBS


class FirmsConfig(AppConfig):
    name = "fairway.platform.firms"
    label = "firms"

    def ready(self) -> None:
        DAYS.add("effective_on")
        VERBS["firm.changed"] = Text("{actor} changed the profile as of {effective_on}.")
