"""What a person does to plans: each is a POST that ends in a redirect, or in the form with its errors."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairway.desk.helpdesk.domain.question import InvalidQuestion
from fairway.desk.plans import selectors, services
from fairway.desk.plans.checking import plan_check
from fairway.desk.plans.forms import KeepForm, RenameForm, SaveForm, ShareForm
from fairway.desk.plans.models import Plan
from fairway.desk.plans.views import NEW_SHARE, plan_page
from fairway.kernel.text import UserError
from fairway.platform.access.decisions import AccessRequest, requires, signed_in
from fairway.platform.ui.language import say


@signed_in
@require_POST
def save(request: AccessRequest) -> HttpResponse:
    """Keep an answer. Its form stands on the answer page; here it is shown again with its errors."""
    form = SaveForm(selectors.firms_for(request.actor), request.POST)
    if form.is_valid():
        try:
            return _saved(request, form)
        except InvalidQuestion as error:
            for text in error.errors.values():
                form.add_error(None, say(text))
        except UserError as error:
            form.add_error("name", say(error.text))
    return render(request, "plans/save.html", {"form": form}, status=422)


def _saved(request: AccessRequest, form: SaveForm) -> HttpResponse:
    plan = services.plan_save(
        actor=request.actor,
        organisation=form.cleaned_data["organisation"],
        name=form.cleaned_data["name"],
        question=dict(form.query.lists()),
    )
    return _done(request, plan, _("The plan is saved."))


@requires("plans.change")
@require_POST
def rename(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.change", plan, organisation=organisation)
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            services.plan_rename(actor=request.actor, plan=found, name=form.cleaned_data["name"])
            return _done(request, found, _("The plan has its new name."))
        except UserError as error:
            form.add_error("name", say(error.text))
    return plan_page(request, found, rename=form)


@requires("plans.change")
@require_POST
def question(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    """What the answer page has answered takes the place of the plan's own question."""
    found = selectors.plan_find(request.actor, "plans.change", plan, organisation=organisation)
    form = KeepForm(request.POST)
    try:
        asked = dict(form.query.lists()) if form.is_valid() else {}
        services.plan_question_change(actor=request.actor, plan=found, question=asked)
    except (UserError, InvalidQuestion) as error:
        return _refused(request, found, error)
    return _done(request, found, _("The plan has its new question."))


@requires("plans.change")
@require_POST
def accept(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    """The firm has seen what changed, up to the snapshot that its page showed."""
    found = selectors.plan_find(request.actor, "plans.change", plan, organisation=organisation)
    try:
        snapshot = UUID(request.POST.get("snapshot", ""))
        services.plan_accept(actor=request.actor, plan=found, snapshot=snapshot)
    except (UserError, ValueError) as error:
        return _refused(request, found, error)
    return _done(request, found, _("The saved figures are those of today now."))


@requires("plans.change")
@require_POST
def check(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.change", plan, organisation=organisation)
    if not found.is_archived:
        plan_check(plan=found, now=timezone.now())
        found.refresh_from_db()
    changed, same = _("Something has changed: see below."), _("Nothing has changed.")
    return _done(request, found, changed if found.has_changes else same)


@requires("plans.archive")
@require_POST
def archive(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.archive", plan, organisation=organisation)
    services.plan_archive(actor=request.actor, plan=found)
    return _done(request, found, _("The plan is archived."))


@requires("plans.archive")
@require_POST
def restore(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.archive", plan, organisation=organisation)
    services.plan_restore(actor=request.actor, plan=found)
    return _done(request, found, _("The plan is back."))


@requires("plans.share")
@require_POST
def share(request: AccessRequest, organisation: UUID, plan: UUID) -> HttpResponse:
    """Make a link. Its secret waits in the session until the next page has shown it."""
    found = selectors.plan_find(request.actor, "plans.share", plan, organisation=organisation)
    form = ShareForm(request.POST, today=timezone.now().date())
    if form.is_valid():
        try:
            issued = services.share_create(
                actor=request.actor, plan=found, expires_on=form.cleaned_data["expires_on"]
            )
            request.session[NEW_SHARE] = f"{settings.SITE_URL}{reverse('plans:shared', args=[issued.secret])}"
            return redirect("plans:plan", organisation, plan)
        except UserError as error:
            form.add_error("expires_on", say(error.text))
    return plan_page(request, found, share=form)


@requires("plans.share")
@require_POST
def revoke(request: AccessRequest, organisation: UUID, plan: UUID, share: UUID) -> HttpResponse:
    found = selectors.plan_find(request.actor, "plans.share", plan, organisation=organisation)
    row = get_object_or_404(selectors.shares_of(request.actor, found), pk=share)
    services.share_revoke(actor=request.actor, share=row)
    return _done(request, found, _("The link is revoked: it opens nothing any more."))


def _done(request: AccessRequest, plan: Plan, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("plans:plan", plan.organisation_id, plan.pk)


def _refused(request: AccessRequest, plan: Plan, error: Exception) -> HttpResponse:
    stale = _("This page was out of date. Look at it again.")
    messages.error(request, say(error.text) if isinstance(error, UserError) else stale)
    return redirect("plans:plan", plan.organisation_id, plan.pk)
