"""The pages of a firm's plans: the list, one plan, several beside each other, and what can be taken along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairway.desk.plans import presentation as shown
from fairway.desk.plans import selectors
from fairway.desk.plans.comparison import compared_chart, compared_csv, compared_table, plans_csv
from fairway.desk.plans.forms import FilterForm, RenameForm, ShareForm
from fairway.desk.plans.models import Plan, Share, Snapshot
from fairway.desk.plans.offline import known_changes
from fairway.desk.plans.pdf import plan_pdf
from fairway.desk.plans.policies import PLANS
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts.copies import copy_allow
from fairway.platform.accounts.models import Organisation
from fairway.platform.ui.downloads import csv_file, csv_file_in_parts
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import Link

_PER_PAGE = 25
_AT_ONCE = 500
NEW_SHARE = "plans.new_share"  # in the session: the address of a new link, until it has been shown once


@requires("plans.view")
@require_safe
def plans(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    filter_form, found = _filtered(request, firm)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": firm,
        "page": page,
        "filter": filter_form,
        "known_changes": known_changes(page.object_list),
        "most_compared": selectors.MOST_COMPARED,
    }
    return render(request, "plans/list.html", context)


@requires("plans.view")
@require_safe
def plans_download(request: AccessRequest, organisation: UUID) -> StreamingHttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    _form, found = _filtered(request, firm)
    # In parts: SQLite looks up the snapshots of at most a thousand plans at once.
    return csv_file_in_parts("fairway-plans", plans_csv(found.iterator(chunk_size=_AT_ONCE)))


@requires("plans.view")
@require_safe
def compare(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    try:
        compared = selectors.plans_compared(request.actor, firm, _chosen(request.GET))
    except selectors.NotComparable as error:
        messages.error(request, say(error.text))
        return redirect("plans:list", firm.pk)
    context = {
        "organisation": firm,
        "title": _("Plans compared"),
        "trail": [_list_link(firm)],
        "chart": compared_chart(compared),
        "table": compared_table(compared),
    }
    return render(request, "plans/compare.html", context)


@requires("plans.view")
@require_safe
def compare_download(request: AccessRequest, organisation: UUID) -> HttpResponse:
    firm = selectors.firm_find(request.actor, organisation)
    try:
        compared = selectors.plans_compared(request.actor, firm, _chosen(request.GET))
    except selectors.NotComparable as error:
        raise Http404(say(error.text)) from None
    return csv_file("fairway-plans-compared", compared_csv(compared))


@requires("plans.view")
@require_safe
def plan(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.view", plan, organisation=organisation)
    return plan_page(request, found)


def plan_page(
    request: AccessRequest, plan: Plan, *, rename: RenameForm | None = None, share: ShareForm | None = None
) -> HttpResponse:
    """The plan; a form that was refused stands in it with its errors."""
    may = {
        verb: PLANS.allowed(request.actor, f"plans.{verb}", Plan.objects.filter(pk=plan.pk)).exists()
        for verb in ("change", "share", "archive")
    }
    new_share = request.session.pop(NEW_SHARE, None)
    context = {
        "organisation": plan.organisation,
        "trail": [_list_link(plan.organisation)],
        "changes": selectors.plan_changes(plan),
        "may": may,
        "rename": rename or RenameForm(initial={"name": plan.name}),
        "share": share or ShareForm(today=timezone.now().date()),
        "shares": _open_shares(request, plan) if may["share"] else (),
        "share_address": new_share,
        **saved_context(plan, plan.current),
    }
    status = 422 if rename or share else 200
    response = render(request, "plans/plan.html", context, status=status)
    return response if new_share or status != 200 else copy_allow(response, request.actor)


def saved_context(plan: Plan, snapshot: Snapshot) -> dict[str, Any]:
    """What the page of a saved answer shows, whoever reads it."""
    content = snapshot.content
    return {
        "plan": plan,
        "snapshot": snapshot,
        "content": content,
        "facts": shown.facts(plan, content),
        "figures": shown.figures(content),
        "options": shown.options_table(content),
        "charges": shown.charges_table(content),
        "remarks": shown.remarks_by_severity(content),
    }


@requires("plans.view")
@require_safe
def pdf(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.view", plan, organisation=organisation)
    return pdf_response(found, reverse("plans:plan", args=[organisation, plan]))


def pdf_response(plan: Plan, path: str) -> HttpResponse:
    """The PDF of the saved answer; `path` is where a reader of the paper finds it."""
    made = plan_pdf(plan, plan.current, address=f"{settings.SITE_URL}{path}")
    name = f"fairway-{slugify(plan.name) or plan.product}.pdf"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _open_shares(request: AccessRequest, plan: Plan) -> QuerySet[Share]:
    shares = selectors.shares_of(request.actor, plan)
    return shares.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


def _filtered(request: AccessRequest, firm: Organisation) -> tuple[FilterForm, QuerySet[Plan]]:
    form = FilterForm(request.GET, markets=selectors.markets_of(request.actor, firm))
    chosen = form.chosen()
    found = selectors.plans_list(
        request.actor,
        firm,
        changed=chosen["show"] == "changed",
        archived=chosen["show"] == "archived",
        market=chosen["market"],
        words=chosen["q"],
    )
    return form, found


def _chosen(query: QueryDict) -> list[UUID]:
    """The plans that were ticked. Raises Http404 for what is no plan's number."""
    try:
        return [UUID(text) for text in query.getlist("plan")]
    except ValueError:
        raise Http404 from None


def _list_link(firm: Organisation) -> Link:
    return Link(_("Plans"), reverse("plans:list", args=[firm.pk]))
