"""Answering without a network: one page with all questions of the firm, and where its answers arrive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fairway.kernel.text import Localised, Text
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.copies import copy_allow, person_mark
from fairway.platform.ui.language import say
from fairway.trust.assessment.domain.draft import UnreadableDraft, read_draft
from fairway.trust.assessment.pages import firm_find, page, place, standing_find
from fairway.trust.assessment.selectors import Standing
from fairway.trust.assessment.upload_services import Receipt, answers_upload
from fairway.trust.programmes.domain.candidate import candidates
from fairway.trust.programmes.domain.fact import Fact, FactKind
from fairway.trust.programmes.domain.firm_json import value_plain
from fairway.trust.programmes.domain.questions import Interview
from fairway.trust.programmes.store import bank

YES_NO = (("yes", Text("Yes")), ("no", Text("No")))
_EMPTY_ROWS = 3


@dataclass(frozen=True, slots=True)
class OfflineQuestion:
    """A question with its answer so far. `is_conditional`: it may turn out not to concern the firm."""

    fact: Fact
    told: Any
    is_conditional: bool

    @property
    def choices(self) -> list[tuple[str, Text | Localised]]:
        if self.fact.kind is FactKind.FLAG:
            return list(YES_NO)
        return [(choice.code, choice.name) for choice in self.fact.choices]

    @property
    def chosen(self) -> list[str]:
        match self.told:
            case bool():
                return ["yes" if self.told else "no"]
            case list():
                return self.told
        return [self.told]

    @property
    def told_none(self) -> bool:
        return bool(self.told == [])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Of incidents: those told, and some to fill."""
        return [*(self.told or ()), *({} for _place in range(_EMPTY_ROWS))]


@requires("assessment.draft")
@require_safe
def offline(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    standing = standing_find(request, "assessment.draft", organisation, programme)
    if standing.begun is None:
        return redirect(place(standing, "start"))
    answer = page(
        request,
        "offline",
        standing,
        _("Answer without a connection"),
        questions=list(_questions(standing)),
        seen=timezone.now().isoformat(),
        person=person_mark(request.actor),
        questions_address=place(standing, "next"),
        result=place(standing, "result"),
    )
    return copy_allow(answer, request.actor)


@requires("assessment.draft")
@require_POST
def upload(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """What was typed offline, as JSON. Each answer is told what became of it."""
    firm = firm_find(request, "assessment.draft", organisation)
    try:
        draft = read_draft(_document(request), now=timezone.now())
    except UnreadableDraft as error:
        return JsonResponse({"detail": say(error.text)}, status=422)
    receipts = answers_upload(actor=request.actor, organisation=firm, answers=draft.answers, seen=draft.seen)
    return JsonResponse({"receipts": [_receipt_plain(receipt) for receipt in receipts]})


def _questions(standing: Standing) -> Iterator[OfflineQuestion]:
    """Those that are asked, and those that may be once others are answered; not the evidence."""
    firms = candidates(standing.dossier, standing.law, bank())
    interview = Interview.of(firms, (standing.tier,))
    asked = {question.code for question in interview.questions()}
    for code in interview.codes():
        if code in bank().facts:
            value = standing.dossier.answers.get(code)
            told = None if value is None else value_plain(value)
            yield OfflineQuestion(bank().facts[code], told, code not in asked)


def _document(request: AccessRequest) -> object:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _receipt_plain(receipt: Receipt) -> dict[str, str]:
    return {
        "client_id": str(receipt.client_id),
        "fact": receipt.fact,
        "arrival": receipt.arrival.value,
        "words": say(receipt.words),
    }
