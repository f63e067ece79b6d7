"""Who may see, add and delete the files of a firm. Officials see none of them."""

from __future__ import annotations

from fairway.platform.access.actor import OrganisationKind, Role
from fairway.platform.access.policy import Permission, Policy, Rule, holding

_EVERYBODY = (Role.OWNER, Role.COLLEAGUE, Role.ADVISER)
_STAFF = (Role.OWNER, Role.COLLEAGUE)


def _in_firm(*roles: Role, within: str = "organisation") -> Rule:
    return holding(*roles, within=within, kinds=(OrganisationKind.FIRM,))


# On the rows of files.
FILES = Policy(
    {
        "files.view": Permission(_in_firm(*_EVERYBODY), "See and download a file.", scope="files:read"),
        "files.delete": Permission(_in_firm(*_STAFF), "Delete a file.", scope="files:write"),
    },
    view="files.view",
)
# On the rows of organisations.
FILING = Policy(
    {
        "files.list": Permission(
            _in_firm(*_EVERYBODY, within="pk"), "See the list of a firm's files.", scope="files:read"
        ),
        "files.add": Permission(
            _in_firm(*_EVERYBODY, within="pk"), "Add a file to a firm.", scope="files:write"
        ),
    },
    view="files.list",
)
