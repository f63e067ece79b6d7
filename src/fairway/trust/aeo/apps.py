from django.apps import AppConfig

from fairway.platform.audit.verbs import CODES, DAYS, VERBS
from fairway.trust.aeo.verbs import SENTENCES, WORDS


class AeoConfig(AppConfig):
    name = "fairway.trust.aeo"
    label = "aeo"

    def ready(self) -> None:
        from fairway.platform.files.services import HOLDS  # noqa: PLC0415  (models are ready only now)
        from fairway.trust.aeo.selectors import file_hold  # noqa: PLC0415

        HOLDS.append(file_hold)
        DAYS.add("on")
        VERBS.update(SENTENCES)
        for key, words in WORDS.items():
            CODES.setdefault(key, {}).update(words)
