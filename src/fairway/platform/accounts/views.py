"""Opening, settings and closing of organisations; the list of them for whoever runs the instance."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar, cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.kernel.economy import Economy
from fairway.platform.access.actor import HEADS, OrganisationKind
from fairway.platform.access.decisions import AccessRequest, requires, signed_in
from fairway.platform.accounts import services
from fairway.platform.accounts.forms import CloseForm, FirmForm, HandOverForm, NameForm, OrganisationForm
from fairway.platform.accounts.listing import csv_answer, page_of
from fairway.platform.accounts.models import Organisation
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.presentation import KIND_WORDS
from fairway.platform.accounts.selectors import host_organisation, members_list, organisations_list
from fairway.platform.ui.tables import CellValue, Column, Link, Table

View = TypeVar("View", bound=Callable[..., HttpResponse])


def proven_anew(view: View) -> View:
    """The person has proven just now who they are: a session left open does not give powers away."""
    return cast(View, reauthentication_required(view))


@signed_in
@require_http_methods(["GET", "POST"])
def firm_open(request: AccessRequest) -> HttpResponse:
    """Two questions, and the firm has its workspace."""
    host = host_organisation()
    form = FirmForm(entered(request), economy=host.economy if host else "")
    firm = form.applied(
        lambda given: services.firm_open(actor=request.actor, name=given["name"], economy=given["economy"])
    )
    if firm:
        messages.success(request, _("%(name)s has its workspace.") % {"name": firm.name})
        # Back to where the person came from, an answer to save for instance; never to another host.
        back = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back) if is_ours else redirect("home:workspace", organisation=firm.pk)
    return form_page(request, "accounts/firm_open.html", form)


@requires("organisation.open")
@require_safe
def organisations(request: AccessRequest) -> HttpResponse:
    """Every organisation of the instance."""
    _check_runs_instance(request)
    kind = _kind_asked(request)
    page = page_of(request, organisations_list(kind))
    table = Table(
        caption=_("Open now"),
        columns=[
            Column(_("Name")),
            Column(_("Kind")),
            Column(_("Economy")),
            Column(_("Members"), numeric=True),
            Column(_("Opened")),
        ],
        rows=[_organisation_row(one) for one in page],
        stacked=True,
    )
    return render(
        request,
        "accounts/organisations.html",
        {"page": page, "table": table, "kinds": KIND_WORDS, "kind": kind},
    )


@requires("organisation.open")
@require_safe
def organisations_csv(request: AccessRequest) -> HttpResponse:
    _check_runs_instance(request)
    rows = (
        (one.pk, one.kind, one.name, one.economy, one.members, one.created_at.date())  # type: ignore[attr-defined]
        for one in organisations_list(_kind_asked(request))
    )
    return csv_answer("organisations", ["id", "kind", "name", "economy", "members", "opened"], rows)


@requires("organisation.open")
@require_http_methods(["GET", "POST"])
def organisation_open(request: AccessRequest) -> HttpResponse:
    """A customs administration, a chamber or a ministry; its first administrator is invited next."""
    host = _check_runs_instance(request)
    form = OrganisationForm(entered(request), economy=host.economy)
    opened = form.applied(
        lambda given: services.organisation_open(
            actor=request.actor,
            kind=OrganisationKind(given["kind"]),
            name=given["name"],
            economy=given["economy"],
        )
    )
    if opened:
        messages.success(request, _("%(name)s is open. Invite who leads it.") % {"name": opened.name})
        return redirect("accounts:invite", organisation=opened.pk)
    return form_page(request, "accounts/organisation_open.html", form)


@requires("organisation.view")
@require_http_methods(["GET", "POST"])
def settings(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """The name, and the ways to what is done seldom. Whoever does not lead it sees how to leave."""
    permission = "organisation.edit" if request.method == "POST" else "organisation.view"
    found = organisation_of(request, permission, organisation)
    form = NameForm(entered(request), initial={"name": found.name})
    renamed = form.applied(
        lambda given: services.organisation_rename(
            actor=request.actor, organisation=found, name=given["name"]
        )
    )
    if renamed:
        messages.success(request, _("The name is changed."))
        return redirect("accounts:settings", organisation=found.pk)
    context = {
        "organisation": found,
        "leads": request.actor.role_in(found.pk) in HEADS,
        "belongs": request.actor.role_in(found.pk) is not None,
    }
    return form_page(request, "accounts/settings.html", form, context)


@requires("organisation.transfer")
@require_http_methods(["GET", "POST"])
def hand_over(request: AccessRequest, organisation: UUID) -> HttpResponse:
    return _hand_over(request, organisation_of(request, "organisation.transfer", organisation))


@proven_anew
def _hand_over(request: AccessRequest, organisation: Organisation) -> HttpResponse:
    others = members_list(organisation).exclude(user__pk=request.actor.id)
    heirs = [member for member in others if services.may_lead(organisation, member)]
    form = HandOverForm(heirs, entered(request))
    heir = form.applied(
        lambda given: services.ownership_transfer(
            actor=request.actor, organisation=organisation, to=given["to"]
        )
    )
    if heir:
        messages.success(request, _("%(name)s leads it now.") % {"name": heir.user})
        return redirect("accounts:members", organisation=organisation.pk)
    return form_page(request, "accounts/hand_over.html", form, {"organisation": organisation, "heirs": heirs})


@requires("organisation.close")
@require_http_methods(["GET", "POST"])
def close(request: AccessRequest, organisation: UUID) -> HttpResponse:
    return _close(request, organisation_of(request, "organisation.close", organisation))


@proven_anew
def _close(request: AccessRequest, organisation: Organisation) -> HttpResponse:
    form = CloseForm(organisation, entered(request))
    closed = form.applied(
        lambda given: services.organisation_close(actor=request.actor, organisation=organisation)
    )
    if closed:
        messages.success(request, _("%(name)s is closed.") % {"name": organisation.name})
        return redirect("home:start")
    return form_page(request, "accounts/close.html", form, {"organisation": organisation})


def organisation_of(request: AccessRequest, permission: str, pk: UUID) -> Organisation:
    """The open organisation of an address. Raises Http404 and PermissionDenied as the policy says."""
    return ORGANISATIONS.find(
        request.actor, permission, Organisation.objects.filter(closed_at__isnull=True), pk=pk
    )


def entered(request: AccessRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: AccessRequest, template: str, form: object, context: dict[str, object] | None = None
) -> HttpResponse:
    """The page with its form; what has faults is answered with 422."""
    is_faulty = request.method == "POST"
    return render(
        request,
        template,
        {"form": form, **(context or {})},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_faulty else HTTPStatus.OK,
    )


def _check_runs_instance(request: AccessRequest) -> Organisation:
    """The host. Raises Http404 and PermissionDenied as the policy says."""
    return ORGANISATIONS.find(request.actor, "organisation.open", Organisation.objects.all(), is_host=True)


def _kind_asked(request: AccessRequest) -> str:
    kind = request.GET.get("kind", "")
    if kind and kind not in KIND_WORDS:
        raise Http404
    return kind


def _organisation_row(organisation: Organisation) -> list[CellValue]:
    return [
        Link(organisation.name, reverse("accounts:members", args=[organisation.pk])),
        KIND_WORDS[organisation.kind],
        Economy(organisation.economy),
        organisation.members,  # type: ignore[attr-defined]  # counted by the selector
        organisation.created_at.date(),
    ]
