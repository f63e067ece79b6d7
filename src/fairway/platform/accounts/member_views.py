"""Who belongs to an organisation: the list, roles, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fairway.platform.access.actor import Role
from fairway.platform.access.decisions import AccessRequest, requires
from fairway.platform.accounts import services
from fairway.platform.accounts.forms import HouseForm, RoleForm
from fairway.platform.accounts.listing import csv_answer, page_of
from fairway.platform.accounts.models import Invitation, Membership, Organisation
from fairway.platform.accounts.policies import ORGANISATIONS
from fairway.platform.accounts.presentation import ROLE_WORDS
from fairway.platform.accounts.selectors import invitations_open, members_list
from fairway.platform.accounts.views import entered, form_page, organisation_of
from fairway.platform.ui.tables import CellValue, Column, Link, Table


@requires("organisation.view")
@require_safe
def members(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Who belongs to it; for its heads the open invitations too."""
    found = organisation_of(request, "organisation.view", organisation)
    may_invite, may_change = (_may(request, name, found) for name in ("members.invite", "members.change"))
    page = page_of(request, members_list(found))
    invited = list(invitations_open(found, timezone.now())) if may_invite else []
    context = {
        "organisation": found,
        "page": page,
        "table": _members_table(page, may_change=may_change),
        "invitations": _invitations_table(invited) if invited else None,
        "may_invite": may_invite,
    }
    return render(request, "accounts/members.html", context)


@requires("organisation.view")
@require_safe
def members_csv(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = organisation_of(request, "organisation.view", organisation)
    rows = ((m.user.name, m.user.email, m.role, m.joined_at.date()) for m in members_list(found))
    return csv_answer("members", ["name", "email", "role", "since"], rows)


@requires("members.change")
@require_http_methods(["GET", "POST"])
def member(request: AccessRequest, organisation: UUID, membership: UUID) -> HttpResponse:
    """One member's role."""
    found = organisation_of(request, "members.change", organisation)
    held = _membership_of(found, membership)
    form = RoleForm(held, entered(request))
    changed = form.applied(
        lambda given: services.role_change(actor=request.actor, membership=held, role=Role(given["role"]))
    )
    if changed:
        messages.success(request, _("The role is changed."))
        return redirect("accounts:members", organisation=found.pk)
    context = {"organisation": found, "membership": held, "role": ROLE_WORDS[held.role]}
    return form_page(request, "accounts/member.html", form, context)


@requires("members.change")
@require_http_methods(["GET", "POST"])
def member_end(request: AccessRequest, organisation: UUID, membership: UUID) -> HttpResponse:
    """Asks first, then ends the membership."""
    found = organisation_of(request, "members.change", organisation)
    held = _membership_of(found, membership)
    return _end_page(request, found, held, is_own=str(held.user_id) == request.actor.id)


@requires("organisation.leave")
@require_http_methods(["GET", "POST"])
def leave(request: AccessRequest, organisation: UUID) -> HttpResponse:
    """Asks first, then ends one's own membership."""
    found = organisation_of(request, "organisation.leave", organisation)
    own = get_object_or_404(members_list(found), user=request.actor.id)
    return _end_page(request, found, own, is_own=True)


def _end_page(
    request: AccessRequest, organisation: Organisation, held: Membership, *, is_own: bool
) -> HttpResponse:
    form = HouseForm(entered(request))
    ended = form.applied(lambda given: services.membership_end(actor=request.actor, membership=held))
    if ended and is_own:
        messages.success(request, _("You have left %(name)s.") % {"name": organisation.name})
        return redirect("home:start")
    if ended:
        messages.success(request, _("%(name)s does not belong to it any more.") % {"name": held.user})
        return redirect("accounts:members", organisation=organisation.pk)
    context = {"organisation": organisation, "membership": held, "is_own": is_own}
    return form_page(request, "accounts/member_end.html", form, context)


def _may(request: AccessRequest, permission: str, organisation: Organisation) -> bool:
    rows = Organisation.objects.filter(pk=organisation.pk)
    return ORGANISATIONS.allowed(request.actor, permission, rows).exists()


def _membership_of(organisation: Organisation, pk: UUID) -> Membership:
    return get_object_or_404(members_list(organisation), pk=pk)


def _members_table(members: Iterable[Membership], *, may_change: bool) -> Table:
    columns = [Column(_("Name")), Column(_("E-mail address")), Column(_("Role")), Column(_("Since"))]
    if may_change:
        columns.append(Column(_("Actions")))
    rows = [_member_row(one, may_change=may_change) for one in members]
    return Table(_("Members"), columns, rows, stacked=True)


def _member_row(held: Membership, *, may_change: bool) -> list[CellValue]:
    row: list[CellValue] = [
        str(held.user), held.user.email, ROLE_WORDS[held.role], held.joined_at.date(),
    ]  # fmt: skip
    if may_change:
        row.append(Link(_("Change"), reverse("accounts:member", args=[held.organisation_id, held.pk])))
    return row


def _invitations_table(invitations: list[Invitation]) -> Table:
    columns = [Column(_("E-mail address")), Column(_("Role")), Column(_("Open until")), Column(_("Actions"))]
    rows = [
        (
            one.email,
            ROLE_WORDS[one.role],
            one.expires_at.date(),
            Link(_("Withdraw"), reverse("accounts:withdraw", args=[one.organisation_id, one.pk])),
        )
        for one in invitations
    ]
    return Table(_("Invited"), columns, rows, stacked=True)
