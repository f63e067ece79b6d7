from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from fairway.kernel.text import Text
from fairway.platform.access.actor import Role
from fairway.platform.accounts import person_words
from fairway.platform.audit.verbs import CODES, VERBS

# Of an organisation's history. An event holds people by id, and no addresses: it cannot be erased.
SENTENCES = {
    "organisation.opened": Text("{actor} opened {name}."),
    "organisation.renamed": Text("{actor} changed the name from “{was}” to “{name}”."),
    "organisation.closed": Text("{actor} closed {name}."),
    "member.invited": Text("{actor} invited somebody as {role}."),
    "invitation.withdrawn": Text("{actor} withdrew an invitation."),
    "member.joined": Text("{actor} joined as {role}."),
    "member.appointed": Text("{actor} added {user} as {role}."),
    "member.role-changed": Text("{actor} changed the role of {user} to {role}."),
    "member.left": Text("{actor} left."),
    "member.removed": Text("{actor} ended the membership of {user}."),
    "person.created": Text("{actor} created the account."),
    "person.suspended": Text("{actor} suspended the account."),
    "person.restored": Text("{actor} restored the account."),
    "person.factors-reset": Text("{actor} took away every second factor, as was asked."),
    "token.issued": Text("{actor} issued the API token “{name}”."),
    "token.revoked": Text("{actor} revoked the API token “{name}”."),
}
# Within a sentence; `presentation.ROLE_WORDS` stand alone.
ROLES = {
    Role.OWNER: Text("owner"),
    Role.COLLEAGUE: Text("colleague"),
    Role.ADVISER: Text("adviser"),
    Role.OFFICER: Text("officer"),
    Role.SUPERVISOR: Text("supervisor"),
    Role.STATISTICIAN: Text("statistician"),
    Role.ADMINISTRATOR: Text("administrator"),
}


class AccountsConfig(AppConfig):
    name = "fairway.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        autodiscover_modules("policies")  # so that every permission and scope is known from the start
        VERBS.update(SENTENCES | person_words.SENTENCES)
        CODES["role"] = {str(role): words for role, words in ROLES.items()}
