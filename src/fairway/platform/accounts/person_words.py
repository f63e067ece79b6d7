"""The sentence of every event of one's own account. They name nobody: an event cannot be erased."""

from __future__ import annotations

from fairway.kernel.text import Text

SENTENCES = {
    "person.signed-up": Text("{actor} signed up."),
    "person.settings-changed": Text("{actor} changed their settings."),
    "person.password-changed": Text("{actor} changed their password."),
    "person.session-ended": Text("{actor} signed out on one of their devices."),
    "person.address-added": Text("{actor} added an e-mail address."),
    "person.address-removed": Text("{actor} removed an e-mail address."),
    "person.main-address-chosen": Text("{actor} chose another main e-mail address."),
    "person.authenticator-app-added": Text("{actor} set up an authenticator app."),
    "person.authenticator-app-removed": Text("{actor} removed their authenticator app."),
    "person.passkey-added": Text("{actor} added a passkey."),
    "person.passkey-removed": Text("{actor} removed a passkey."),
    "person.recovery-codes-added": Text("{actor} made new recovery codes."),
    "person.recovery-codes-removed": Text("{actor} dropped their recovery codes."),
    "person.identity-added": Text("{actor} connected an identity to sign in with."),
    "person.identity-removed": Text("{actor} disconnected an identity to sign in with."),
    "person.erased": Text("{actor} had their account erased."),
}
