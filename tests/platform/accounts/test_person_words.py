"""Every word of the account is in the catalogues of the house; none waits for those of a library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.template.loader import get_template
from django.utils.module_loading import import_string
from django.utils.translation import override

from fairway.platform.accounts import person_words
from fairway.platform.accounts.adapter import AccountAdapter, IdentityAdapter, SecondFactorAdapter
from fairway.platform.accounts.templatetags.person import device
from fairway.platform.audit.verbs import VERBS
from fairway.platform.ui.catalogues import extract_messages

FORMS = settings.ACCOUNT_FORMS | settings.MFA_FORMS | settings.SOCIALACCOUNT_FORMS
# Of user names, telephones and links, which the house does not use.
UNUSED = {
    "phone_password_mismatch", "phone_taken", "unknown_phone", "username_blacklisted", "username_taken",
    "username_password_mismatch", "invalid_or_expired_key", "invalid_login", "invalid_password_reset",
    "select_only_one", "unknown_email", "add_email_blocked", "invalid_token", "disconnect_last",
}  # fmt: skip
TEMPLATES = Path(allauth.__file__).parent / "templates"
# Of what is switched off: telephones, codes instead of passwords, links in letters, trusted browsers,
# signing up by passkey, and the frames of allauth's own pages.
LEFT = (
    "phone", "login_code", "email_change", "email_confirm.html", "email_confirm_", "password_reset_key",
    "password_reset_done", "signup_by_passkey", "verification_sent", "verified_email", "base_", "base.html",
    "snippets", "trust", "signup_form", "index/",
)  # fmt: skip


@pytest.fixture(scope="module")
def ours() -> set[str]:
    return {key[1] for key in extract_messages().messages if isinstance(key[1], str)}


@pytest.mark.parametrize("path", sorted(set(FORMS.values())))
def test_a_form_replaces_every_label_and_hint_of_the_library(path: str, ours: set[str]) -> None:
    form = import_string(path)
    visible = {name for name, field in form.base_fields.items() if not field.widget.is_hidden}
    reworded = set(form.COMMON | form.WORDS) | {"username"}
    own = {name for name in visible if name not in reworded}
    for name in own:
        assert str(form.base_fields[name].label) in ours


@pytest.mark.parametrize(
    ("adapter", "library"),
    [
        (AccountAdapter, DefaultAccountAdapter),
        (SecondFactorAdapter, DefaultMFAAdapter),
        (IdentityAdapter, DefaultSocialAccountAdapter),
    ],
)
def test_every_error_that_can_come_up_is_in_the_words_of_the_house(
    adapter: Any, library: Any, ours: set[str]
) -> None:
    with override(None):
        foreign = {
            name
            for name, words in adapter.error_messages.items()
            if words == library.error_messages.get(name) or str(words) not in ours
        }
    assert foreign - UNUSED - {"email_taken"} == set()


@pytest.mark.parametrize("folder", ["account", "mfa", "usersessions", "socialaccount"])
def test_every_page_and_letter_of_the_library_is_replaced(folder: str) -> None:
    for path in sorted((TEMPLATES / folder).rglob("*.*")):
        name = path.relative_to(TEMPLATES).as_posix()
        if any(part in name for part in LEFT):
            continue
        origin = get_template(name).origin.name  # type: ignore[attr-defined]
        assert "fairway" in origin, name


def test_every_verb_of_the_account_has_its_sentence() -> None:
    assert person_words.SENTENCES.items() <= VERBS.items()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_its_owner_knows_it(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
