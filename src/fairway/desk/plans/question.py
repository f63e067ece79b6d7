"""The question of a plan: the texts typed into the form of the helpdesk, kept field by field."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from django.http import QueryDict

from fairway.desk.helpdesk.domain.question import LONGEST_FIELD, InvalidQuestion, Question
from fairway.desk.helpdesk.forms import MOST_QUANTITIES, QuestionForm
from fairway.kernel.text import Text

FIELDS = ("product", "from", "to", "value", "currency", "on", "incoterm", "freight", "insurance", "transport")
LISTS = ("quantity", "unit", "rate", "rate_of", "rate_is", "answer", "answer_of", "answer_is")
_UNREADABLE = ("Cc", "Cs")  # control signs and halves of letters: no database keeps them faithfully


def question_fields(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The fields of the question among what was typed, without those left empty. Raises InvalidQuestion."""
    kept = {name: [text.strip() for text in typed.get(name, ())] for name in (*FIELDS, *LISTS)}
    faults = {name: fault for name, texts in kept.items() if (fault := _fault(name, texts))}
    if faults:
        raise InvalidQuestion(faults)
    return {name: texts for name, texts in kept.items() if any(texts)}


def question_read(fields: Mapping[str, Sequence[str]], *, today: date) -> Question:
    """What the fields ask. Raises InvalidQuestion with every fault found."""
    return QuestionForm(question_query(fields)).question(today=today)


def question_query(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    """The fields as the form and the answer page read them from an address."""
    query = QueryDict(mutable=True)
    for name, texts in fields.items():
        query.setlist(name, list(texts))
    return QueryDict(query.urlencode())


def _fault(name: str, texts: Sequence[str]) -> Text | None:
    most = 1 if name in FIELDS else MOST_QUANTITIES
    if len(texts) > most:
        return Text("Give at most {most} of these.", {"most": most})
    if any(len(text) > LONGEST_FIELD for text in texts):
        return Text("This is too long: write at most {limit} letters.", {"limit": LONGEST_FIELD})
    if any(unicodedata.category(sign) in _UNREADABLE for text in texts for sign in text):
        return Text("This has signs that cannot be read: type it again.")
    return None
