from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import DAYS, VERBS


class PlansConfig(AppConfig):
    name = "fairway.desk.plans"
    label = "plans"

    def ready(self) -> None:
        DAYS.add("until")
        VERBS.update(
            {
                "plan.saved": Text("{actor} saved the plan “{name}”."),
                "plan.renamed": Text("{actor} renamed the plan “{old_name}” to “{name}”."),
                "plan.question_changed": Text("{actor} changed the question of the plan “{name}”."),
                "plan.accepted": Text("{actor} has seen what changed for the plan “{name}”."),
                "plan.archived": Text("{actor} archived the plan “{name}”."),
                "plan.restored": Text("{actor} took the plan “{name}” out of the archive."),
                "plan.shared": Text("{actor} made a link to the plan “{name}” that works until {until}."),
                "plan.share_revoked": Text("{actor} revoked a link to the plan “{name}”."),
                "plan.law_changed": Text("A check of the plan “{name}” found changes: {changes}."),
            }
        )
