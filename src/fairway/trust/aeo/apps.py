from django.apps import AppConfig

from fairway.platform.audit.verbs import CODES, DAYS, VERBS
from fairway.trust.aeo.verbs import SENTENCES, WORDS


class AeoConfig(AppConfig):
    name = "fairway.trust.aeo"
    label = "aeo"

    def ready(self) -> None:
        DAYS.add("on")
        VERBS.update(SENTENCES)
        for key, words in WORDS.items():
            CODES.setdefault(key, {}).update(words)
