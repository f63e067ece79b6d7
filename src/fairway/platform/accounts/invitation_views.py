"""Inviting somebody, and following the link of an invitation."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fairway.kernel.text import UserError
from fairway.platform.access.actor import Role
from fairway.platform.access.decisions import AccessRequest, public, requires
from fairway.platform.accounts.forms import HouseForm, InviteForm
from fairway.platform.accounts.invitation_services import (
    invitation_accept,
    invitation_check,
    invitation_withdraw,
    member_invite,
)
from fairway.platform.accounts.listing import csv_answer
from fairway.platform.accounts.models import Invitation, Membership
from fairway.platform.accounts.presentation import ROLE_WORDS
from fairway.platform.accounts.selectors import actor_of, invitation_find, invitations_open
from fairway.platform.accounts.views import entered, form_page, organisation_of
from fairway.platform.ui.language import say


@requires("members.invite")
@require_http_methods(["GET", "POST"])
def invite(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = organisation_of(request, "members.invite", organisation)
    form = InviteForm(found, entered(request))
    invitation = form.applied(
        lambda given: member_invite(
            actor=request.actor,
            organisation=found,
            email=given["email"],
            role=Role(given["role"]),
            language=given["language"],
        )
    )
    if invitation:
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
        return redirect("accounts:members", organisation=found.pk)
    return form_page(request, "accounts/invite.html", form, {"organisation": found})


@requires("members.invite")
@require_safe
def invitations_csv(request: AccessRequest, organisation: UUID) -> HttpResponse:
    found = organisation_of(request, "members.invite", organisation)
    rows = (
        (one.email, one.role, one.created_at.date(), one.expires_at.date())
        for one in invitations_open(found, timezone.now())
    )
    return csv_answer("invitations", ["email", "role", "sent", "open_until"], rows)


@requires("members.invite")
@require_http_methods(["GET", "POST"])
def withdraw(request: AccessRequest, organisation: UUID, invitation: UUID) -> HttpResponse:
    """Asks first, then withdraws."""
    found = organisation_of(request, "members.invite", organisation)
    offer = get_object_or_404(found.invitations, pk=invitation)
    form = HouseForm(entered(request))
    withdrawn = form.applied(lambda given: invitation_withdraw(actor=request.actor, invitation=offer))
    if withdrawn:
        messages.success(request, _("The invitation is withdrawn. Its link does not work any more."))
        return redirect("accounts:members", organisation=found.pk)
    return form_page(request, "accounts/withdraw.html", form, {"organisation": found, "invitation": offer})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: AccessRequest, secret: str) -> HttpResponse:
    """Who invites to what; accepting it takes a signed-in person and a click."""
    invitation = invitation_find(secret)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        return _accept(request, secret, invitation)
    try:
        invitation_check(invitation)
    except UserError as error:
        return _join_page(request, invitation, refusal=say(error.text), status=HTTPStatus.GONE)
    return _join_page(request, invitation)


def _accept(request: AccessRequest, secret: str, invitation: Invitation) -> HttpResponse:
    if not request.actor.is_signed_in:
        return redirect_to_login(request.get_full_path())
    try:
        member = invitation_accept(actor=request.actor, secret=secret)
    except UserError as error:
        return _join_page(
            request, invitation, refusal=say(error.text), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    messages.success(request, _("You belong to %(name)s now.") % {"name": member.organisation.name})
    return _welcome(request, member)


def _welcome(request: AccessRequest, member: Membership) -> HttpResponse:
    """To the workspace; an official goes by where a second factor is set up."""
    if actor_of(request.user).role_in(member.organisation_id) is None:
        return redirect("mfa_index")
    return redirect("home:workspace", organisation=member.organisation_id)


def _join_page(
    request: AccessRequest, invitation: Invitation, *, refusal: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "role": ROLE_WORDS[invitation.role],
        "refusal": refusal,
        "back_here": urlencode({"next": request.get_full_path()}),
    }
    return render(request, "accounts/join.html", context, status=status)
