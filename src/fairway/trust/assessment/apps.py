from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import VERBS


class AssessmentConfig(AppConfig):
    name = "fairway.trust.assessment"
    label = "assessment"

    def ready(self) -> None:
        VERBS.update(
            {
                "assessment.started": Text(
                    "{actor} began the self-assessment for the programme {programme}, tier {tier}."
                ),
                "assessment.aimed": Text(
                    "{actor} set the self-assessment for the programme {programme} to the tier {tier}."
                ),
                "assessment.answered": Text("{actor} answered the question {fact} of the self-assessment."),
                "assessment.taken_back": Text(
                    "{actor} took back the answer to the question {fact} of the self-assessment."
                ),
                "assessment.uploaded": Text("{actor} uploaded {count} answers that were given offline."),
                "evidence.added": Text("{actor} said that the firm has evidence of the kind {kind}."),
                "evidence.withdrawn": Text("{actor} withdrew evidence of the kind {kind}."),
            }
        )
