"""A step of a case as a page: a form, and what happened when somebody else was faster."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairway.platform.access.decisions import AccessRequest
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.tables import Link
from fairway.trust.aeo.models import Case, CaseEvent
from fairway.trust.aeo.office_case_forms import CaseForm
from fairway.trust.aeo.office_correspondence import event_lines
from fairway.trust.aeo.selectors import open_moves

STALE, REFUSED = 409, 422


def case_trail(office: Organisation, case: Case) -> list[Link]:
    return [
        Link(_("Cases"), reverse("aeo:queue", args=[office.pk])),
        Link(case.number, reverse("aeo:office-case", args=[office.pk, case.pk])),
    ]


def step_page(
    request: AccessRequest,
    template: str,
    *,
    office: Organisation,
    case: Case,
    form: CaseForm,
    moves: Collection[str],
    context: Mapping[str, Any],
) -> HttpResponse:
    """The page of a step that makes one of `moves`; back to the case when none of them is open any more.

    What was typed stays in the form. Where the case has moved meanwhile, the page says how, and the form
    may be sent anew if the step is still open.
    """
    if form.is_stale:
        case.refresh_from_db()
    is_open = any(move.name in moves for move in open_moves(request.actor, case))
    if not is_open and not form.is_bound:
        messages.info(request, _("This step is not open in the state that the case is in."))
        return redirect("aeo:office-case", organisation=office.pk, case=case.pk)
    page = {
        "organisation": office,
        "case": case,
        "trail": case_trail(office, case),
        "form": form,
        "is_open": is_open,
        "meanwhile": event_lines(case, _since(case, form)) if form.is_stale else (),
        **context,
    }
    return render(request, template, page, status=_status(form))


def _status(form: CaseForm) -> int:
    if form.is_stale:
        return STALE
    return REFUSED if form.errors else 200


def _since(case: Case, form: CaseForm) -> list[CaseEvent]:
    """The latest first: each move counts one turn."""
    return list(case.events.order_by("-sequence")[: max(case.turn - form.cleaned_data["seen_turn"], 0)])
