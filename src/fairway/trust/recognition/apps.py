from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import DAYS, VERBS

SENTENCES = {
    "recognition.partner-added": Text("{actor} added the partner {partner} ({issuer})."),
    "recognition.partner-key-trusted": Text("{actor} confirmed a key of {partner}."),
    "recognition.partner-key-retired": Text("{actor} took a key of {partner} out of use."),
    "recognition.partner-suspended": Text("{actor} suspended the exchange with {partner}."),
    "recognition.partner-restored": Text("{actor} resumed the exchange with {partner}."),
    "recognition.agreement-added": Text("{actor} entered the agreement {code} with {partner}."),
    "recognition.agreement-ended": Text("{actor} set {last_day} as the last day of {code} with {partner}."),
    "recognition.quarantine-matched": Text("{actor} decided that {identifier} means {to}."),
    "recognition.quarantine-discarded": Text("{actor} discarded {identifier}."),
    "recognition.consent-given": Text("{actor} allowed that the status is told abroad ({partner})."),
    "recognition.consent-withdrawn": Text("{actor} stopped that the status is told abroad ({partner})."),
    "recognition.identifier-set": Text("{actor} set the identifier for {partner} to “{identifier}”."),
    "recognition.key-made": Text("{actor} made the key {kid}."),
    "recognition.key-used": Text("{actor} began to sign with the key {kid}."),
    "recognition.key-retired": Text("{actor} retired the key {kid}."),
}


class RecognitionConfig(AppConfig):
    name = "fairway.trust.recognition"
    label = "recognition"

    def ready(self) -> None:
        # What listens needs the models, which exist from now on.
        from fairway.trust.aeo.services.status import STATUS_LISTENERS  # noqa: PLC0415
        from fairway.trust.aeo.services.submission import CONSENT_LISTENERS  # noqa: PLC0415
        from fairway.trust.recognition.services.consents import consents_heard  # noqa: PLC0415
        from fairway.trust.recognition.services.sharing import certificate_changed  # noqa: PLC0415

        VERBS.update(SENTENCES)
        DAYS.add("last_day")
        STATUS_LISTENERS.append(certificate_changed)
        CONSENT_LISTENERS.append(consents_heard)
