from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import VERBS


class ClassificationConfig(AppConfig):
    name = "fairway.data.classification"
    label = "classification"

    def ready(self) -> None:
        VERBS.update(
            {
                "product.kept": Text("{actor} settled on the code {code} for the product “{name}”."),
                "product.code_changed": Text(
                    "{actor} changed the code of the product “{name}” from {old_code} to {code}."
                ),
                "product.confirmed": Text("{actor} settled again on the code {code} for “{name}”."),
                "product.renamed": Text("{actor} renamed the product “{old_name}” to “{name}”."),
                "product.removed": Text("{actor} removed the product “{name}” with the code {code}."),
                "catalogue.added": Text("{actor} added the catalogue “{name}” with {rows} rows."),
                "catalogue.begun": Text("{actor} had codes suggested for the catalogue “{name}”."),
                "catalogue.finished": Text(
                    "{actor} finished the catalogue “{name}”: {settled} of {rows} rows are settled."
                ),
                "catalogue.reopened": Text("{actor} took up the catalogue “{name}” again."),
                "catalogue.removed": Text("{actor} removed the catalogue “{name}”."),
            }
        )
