"""An answer to a question that another answer has ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairway.trust.programmes.domain.consistency import rules_out
from fairway.trust.programmes.domain.dossier import Dossier, Value
from fairway.trust.programmes.domain.law import Law


def ruled_out_by(fact: str, answers: Mapping[str, Value], laws: Iterable[Law]) -> str | None:
    """The fact whose answer leaves no place for `fact` in any programme that asks it; None if there is none.

    Of a firm that keeps its records on paper nobody asks when the backup was tested.
    """
    dossier = Dossier(answers=answers)
    found = None
    for law in laws:
        for asked in law.programme.asked:
            if asked.fact == fact:
                other = rules_out(asked, dossier, law)
                if other is None:
                    return None
                found = found or other
    return found
