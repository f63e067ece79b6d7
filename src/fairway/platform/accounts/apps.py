from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from fairway.kernel.text import Text
from fairway.platform.accounts import person_words
from fairway.platform.audit.verbs import VERBS

# Of an organisation's history. People and addresses are not named: an event cannot be erased.
SENTENCES = {
    "organisation.opened": Text("{actor} opened {name}."),
    "organisation.renamed": Text("{actor} changed the name from “{was}” to “{name}”."),
    "organisation.closed": Text("{actor} closed {name}."),
    "member.invited": Text("{actor} invited somebody."),
    "invitation.withdrawn": Text("{actor} withdrew an invitation."),
    "member.joined": Text("{actor} joined."),
    "member.appointed": Text("{actor} made somebody a member."),
    "member.role-changed": Text("{actor} changed the role of a member."),
    "member.left": Text("{actor} left."),
    "member.removed": Text("{actor} ended a membership."),
    "person.created": Text("{actor} created the account."),
    "person.suspended": Text("{actor} suspended the account."),
    "person.restored": Text("{actor} restored the account."),
    "token.issued": Text("{actor} issued the API token “{name}”."),
    "token.revoked": Text("{actor} revoked the API token “{name}”."),
}


class AccountsConfig(AppConfig):
    name = "fairway.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        autodiscover_modules("policies")  # so that every permission and scope is known from the start
        VERBS.update(SENTENCES | person_words.SENTENCES)
