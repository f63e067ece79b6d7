"""Who may see and draft a firm's self-assessment. Officials see none of it: they see what is applied with.

The rows are organisations of kind firm. Drafting is for the invited adviser too; applying is not here.
"""

from __future__ import annotations

from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, holding

_IN_FIRM = holding(
    Role.OWNER, Role.COLLEAGUE, Role.ADVISER, within="pk", kinds=(OrganisationKind.FIRM,)
)  # fmt: skip

ASSESSMENTS = Policy(
    {
        "assessment.view": Permission(
            _IN_FIRM, "See where a firm stands in AEO programmes, its answers and evidence.", scope="aeo:read"
        ),
        "assessment.draft": Permission(
            _IN_FIRM, "Answer the questions of AEO programmes for a firm, add and withdraw evidence."
        ),
    },
    view="assessment.view",
)
