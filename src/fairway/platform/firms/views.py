"""The pages of a firm's profile: what is known of it, its size class, and how both came about."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms import presentation as shown
from fairway.platform.firms.domain.definition import SIZE_NAMES
from fairway.platform.firms.domain.size import SizeFinding
from fairway.platform.firms.policies import FIRMS
from fairway.platform.firms.selectors import history, profile_on, sizes_of, tellers
from fairway.platform.ui.downloads import csv_file
from fairway.platform.ui.tables import Link

_PER_PAGE = 25


@requires("firm.view")
@require_safe
def profile(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = FIRMS.find(request.actor, "firm.view", Organisation.objects.all(), pk=organisation)
    today = timezone.localdate()
    day = _day(request.GET.get("on", ""), today)
    facts = profile_on(firm, day)
    rows = Organisation.objects.filter(pk=firm.pk)
    may_change = day == today and FIRMS.allowed(request.actor, "firm.change", rows).exists()
    year_forms = (reverse("firms:figures", args=[firm.pk]), reverse("firms:group", args=[firm.pk]))
    context = {
        "organisation": firm,
        "day": day,
        "today": today,
        "may_change": may_change,
        "facts": facts,
        "sizes": [_size(firm, finding) for finding in sizes_of(facts, day)],
        "about": shown.about_facts(facts),
        "identifiers": shown.identifiers_table(facts),
        "products": shown.products_table(facts),
        "figures": shown.figures_table(facts, year_forms if may_change else None),
        "last_year": today.year - 1,
    }
    return render(request, "firms/profile.html", context)


@requires("firm.view")
@require_safe
def changes(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = FIRMS.find(request.actor, "firm.view", Organisation.objects.all(), pk=organisation)
    page = Paginator(history(firm), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": firm,
        "title": _("Changes of the profile"),
        "trail": [Link(_("Profile"), reverse("firms:profile", args=[firm.pk]))],
        "page": page,
        "table": shown.changes_table(page, tellers(page)),
    }
    return render(request, "firms/changes.html", context)


@requires("firm.view")
@require_safe
def changes_download(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = FIRMS.find(request.actor, "firm.view", Organisation.objects.all(), pk=organisation)
    found = list(history(firm))
    return csv_file("profile-changes", shown.changes_csv(found, tellers(found)))


def _day(text: str, today: date) -> date:
    """The day asked for; today for anything that is no day of the past."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _size(firm: Organisation, finding: SizeFinding) -> dict[str, object]:
    """A finding for its card, with where to answer what is missing."""
    return {
        "finding": finding,
        "name": SIZE_NAMES[finding.size_class] if finding.size_class else None,
        "needs": [(need.question, shown.answer_address(firm, need.key)) for need in finding.needs[:1]],
        "would_help": [(need.question, shown.answer_address(firm, need.key)) for need in finding.would_help],
    }
