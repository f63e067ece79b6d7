"""The questions, one at a time: which is next, how one is shown, and what becomes of its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.kernel.finding import Status
from fairway.kernel.text import Text, UserError
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.facts import is_pair
from fairway.platform.firms.policies import FIRMS
from fairway.platform.firms.presentation import answer_address
from fairway.platform.ui.language import say
from fairway.trust.assessment import presentation as shown
from fairway.trust.assessment.answer_forms import AnswerForm, answer_form
from fairway.trust.assessment.domain.wanted import Wanted
from fairway.trust.assessment.evidence_presentation import wants
from fairway.trust.assessment.pages import page, place, standing_find
from fairway.trust.assessment.selectors import Standing, answers_on, evidence_on, flow_of
from fairway.trust.assessment.services import answer_tell, time_spend
from fairway.trust.programmes.domain.evidence import counting
from fairway.trust.programmes.domain.fact import Fact
from fairway.trust.programmes.domain.firm_json import value_plain
from fairway.trust.programmes.domain.questions import Question, QuestionKind, spared
from fairway.trust.programmes.store import bank


@requires("assessment.view")
@require_safe
def onwards(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    """To the first open question behind `after`; to the result when there is none.

    The size comes first: it decides what is asked.
    """
    standing = standing_find(request, "assessment.view", organisation, programme)
    after = request.GET.get("after", "")
    if standing.begun is None:
        return redirect(place(standing, "start"))
    if not after and standing.size.status is Status.NEEDS:
        return redirect(place(standing, "size"))
    code = flow_of(standing).after(after)
    return redirect(place(standing, "question", code) if code else place(standing, "result"))


@requires("assessment.view")
@require_safe
def size(request: AccessRequest, organisation: UUID, programme: str) -> HttpResponse:
    """What the profile lacks for the size class, and the way there and back."""
    standing = standing_find(request, "assessment.view", organisation, programme)
    if standing.dossier.size_class is not None:
        return redirect(place(standing, "next"))
    firm = standing.organisation
    rows = Organisation.objects.filter(pk=firm.pk)
    return page(
        request,
        "size",
        standing,
        _("How large is your firm?"),
        finding=standing.size,
        needs=[
            {"question": need.question, "href": _with_way_back(answer_address(firm, need.key), standing)}
            for need in standing.size.needs[:1]
        ],
        may_change=FIRMS.allowed(request.actor, "firm.change", rows).exists(),
        before=place(standing, "start"),
        onwards=place(standing, "next", after="size"),
    )


@requires("assessment.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: AccessRequest, organisation: UUID, programme: str, question: str) -> HttpResponse:
    standing = standing_find(request, "assessment.draft", organisation, programme)
    if standing.begun is None:
        return redirect(place(standing, "start"))
    found = flow_of(standing).find(question)
    if found is not None and found.kind is QuestionKind.EVIDENCE:
        return _evidence_page(request, standing, found)
    fact = _fact(standing, question)
    if "unsure" in request.POST:
        return _taken_back(request, standing, fact)
    form = answer_form(fact, request.POST or None, told=_told(standing, fact))
    if form.is_valid() and _answered(request, standing, form):
        return redirect(place(standing, "next", after=fact.code))
    return _fact_page(request, standing, form)


def _fact(standing: Standing, code: str) -> Fact:
    """One that the programme asks, whether or not it is this firm's turn. Raises Http404."""
    if all(asked.fact != code for asked in standing.programme.asked):
        raise Http404
    return bank().facts[code]


def _told(standing: Standing, fact: Fact) -> Any:
    value = standing.dossier.answers.get(fact.code)
    return None if value is None else value_plain(value)


def _answered(request: AccessRequest, standing: Standing, form: AnswerForm) -> bool:
    now = timezone.now()
    try:
        told = answer_tell(
            actor=request.actor,
            organisation=standing.organisation,
            fact=form.fact.code,
            value=form.value,
            client_id=form.cleaned_data["client_id"],
            told_at=now,
        )
    except UserError as error:
        form.add_error(None, say(error.text))
        return False
    if told.is_new and form.shown_at:
        time_spend(
            actor=request.actor,
            organisation=standing.organisation,
            programme=standing.programme.code,
            spent=now - form.shown_at,
        )
    return True


def _taken_back(request: AccessRequest, standing: Standing, fact: Fact) -> HttpResponse:
    """An answer that was given is taken back; either way the next question follows."""
    if fact.code in answers_on(standing.organisation, timezone.localdate()):
        try:
            client_id = UUID(request.POST["unsure"])
        except ValueError:
            raise Http404 from None
        answer_tell(
            actor=request.actor,
            organisation=standing.organisation,
            fact=fact.code,
            value=None,
            client_id=client_id,
            told_at=timezone.now(),
        )
        messages.success(request, _("Your answer is taken back."))
    return redirect(place(standing, "next", after=fact.code))


def _fact_page(request: AccessRequest, standing: Standing, form: AnswerForm) -> HttpResponse:
    answer = _told(standing, form.fact)
    return page(
        request,
        "question_fact",
        standing,
        form.fact.question,
        here=_("Questions"),
        status=422 if form.errors else 200,
        is_of_profile=form.fact.from_profile
        and form.fact.code not in answers_on(standing.organisation, standing.law.on),
        form=form,
        fact=form.fact,
        told=form.of_told(answer).get("value"),
        told_none=answer == [],
        told_some=bool(answer),
        is_told=answer is not None,
        **_frame(standing, form.fact.code),
    )


def _evidence_page(request: AccessRequest, standing: Standing, found: Question) -> HttpResponse:
    assert found.standard is not None
    criterion = standing.law.criteria[found.criteria[0]]
    asked = Wanted.of(criterion, found.standard, counting(standing.dossier, bank(), standing.law.on))
    have = evidence_on(standing.organisation, standing.law.on)
    (one,) = wants(standing, [asked], have, back=place(standing, "question", found.code))
    return page(
        request,
        "question_evidence",
        standing,
        _("Evidence"),
        here=_("Questions"),
        one=one,
        heading=Text("What can you show for “{criterion}”?", {"criterion": criterion.name}),
        asks=criterion.asks,
        onwards=place(standing, "next", after=found.code),
        **_frame(standing, found.code),
    )


def _frame(standing: Standing, code: str) -> dict[str, Any]:
    """What stands around a question: how far it is, and what the answers have come to."""
    flow = flow_of(standing)
    before = flow.before(code)
    count = len(spared(standing.dossier, standing.law, bank(), standing.tier.code))
    return {
        "done": flow.done,
        "total": len(flow.questions),
        "progress": Text("{done} of {total} answered", {"done": flow.done, "total": len(flow.questions)}),
        "spared": Text("{count} spared, by your size and roles", {"count": count}) if count else None,
        "before": place(standing, "question", before) if before else place(standing, "start"),
        "result": place(standing, "result"),
        "rungs": shown.rungs(standing),
        "missing": shown.missing(standing),
    }


def _with_way_back(address: str, standing: Standing) -> str:
    """The address of a form of the profile that leads back to the questions.

    A rate may be one that only the programme's definition needs: then the form has to be told of it.
    """
    path, _hash, field = address.partition("#")
    rate = f"&rate={field}" if is_pair(field) else ""
    return f"{path}{rate}&next={place(standing, 'next')}#{field}"
