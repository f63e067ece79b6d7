"""The sentences of this room in the audit log, and the words of the codes in them."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.kernel.text import Text
from fairway.trust.aeo.domain.workflow import WORKFLOWS
from fairway.trust.programmes.domain.assessment import Outcome

SENTENCES: Mapping[str, Text] = {
    "case.submitted": Text("{actor} applied for {programme}, tier {tier}: the case {number}."),
    "case.moved": Text("{actor} in the case {number}: {move}."),
    "case.proposed": Text("{actor} proposed a decision in the case {number}: {proposal}."),
    "case.decided": Text("{actor} made a decision in the case {number}: {proposal}."),
    "case.sent_back": Text("{actor} sent a proposal back in the case {number}: {proposal}."),
    "case.found": Text("{actor} recorded a finding in the case {number}: {criterion}, {outcome}."),
    "case.assigned": Text("{actor} handed the case {number} to {user}."),
    "case.unassigned": Text("{actor} took the case {number} from its officer."),
    "case.fee_paid": Text("{actor} noted that the fee of the case {number} is paid."),
    "case.tie_refused": Text(
        "{actor} was refused in the case {number}, because of a tie to the firm, now or in the past."
    ),
    "case.second_signature_refused": Text(
        "{actor} was refused in the case {number}: nobody decides what they themselves proposed or decided."
    ),
    "certificate.changed": Text("{actor} changed the certificate {number}: {change}."),
    "certificate.reported": Text("{actor} reported a change to the certificate {number}: {what}."),
    "certificate.monitored": Text("{actor} answered the monitoring of the certificate {number}."),
    "benefit.received": Text("{actor} recorded a benefit of the certificate {number}: {benefit}, {on}."),
    "benefit.taken_back": Text("{actor} took back a benefit of the certificate {number}: {benefit}, {on}."),
}
WORDS: Mapping[str, dict[str, Text]] = {
    "move": {move.name: move.label for workflow in WORKFLOWS for move in workflow.moves},
    "proposal": {
        "grant": Text("grant"),
        "refusal": Text("refusal"),
        "suspension": Text("suspension"),
        "revocation": Text("revocation"),
    },
    "outcome": {
        str(Outcome.MET): Text("met"),
        str(Outcome.NOT_MET): Text("not met"),
        str(Outcome.CANNOT_TELL): Text("cannot be told"),
    },
    "change": {
        "granted": Text("granted"),
        "suspended": Text("suspended"),
        "reinstated": Text("back in force"),
        "revoked": Text("revoked"),
        "expired": Text("expired"),
        "withdrawn": Text("given up"),
    },
}
