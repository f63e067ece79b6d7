"""One of everything, so that every route has something to show; and a fingerprint of all that is stored."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from tests.people import People

from fairway.data.idb.models import Release
from fairway.desk.plans.models import Plan
from fairway.desk.plans.services import plan_save, share_create
from fairway.kernel.text import Text
from fairway.platform.access.actor import Role
from fairway.platform.accounts.invitation_services import member_invite
from fairway.platform.accounts.models import ApiToken, Invitation, Membership
from fairway.platform.accounts.token_services import token_issue
from fairway.platform.files.models import StoredFile
from fairway.platform.files.services import file_store
from fairway.platform.notices.services import notice_send

QUESTION = {
    "product": ["0804.50.80"],
    "from": ["GH"],
    "to": ["US"],
    "value": ["5000"],
    "currency": ["USD"],
    "quantity": ["1200"],
    "unit": ["KGM"],
    "on": ["2025-07-01"],
}
# They move by signing in, which each call begins with.
UNWATCHED = {"sessions", "usersessions"}


@dataclass(frozen=True, slots=True)
class World:
    people: People
    plan: Plan
    share_id: Any
    share_secret: str
    file: StoredFile
    invitation: Invitation
    token: ApiToken
    colleague: Membership
    release: str
    extra: dict[str, Any] = field(default_factory=dict)  # what the rooms of a wing add, by name


@pytest.fixture
def world(people: People) -> World:
    owner = people.actor(people.owner)
    plan = plan_save(actor=owner, organisation=people.firm, name="Mangoes", question=QUESTION)
    share = share_create(actor=owner, plan=plan, expires_on=timezone.now().date() + timedelta(days=30))
    file = file_store(
        actor=owner,
        organisation=people.firm,
        name="list.csv",
        stream=io.BytesIO(b"code,name\n080450,mango\n"),
    )
    member_invite(
        actor=owner,
        organisation=people.firm,
        email="new@example.org",
        role=Role.COLLEAGUE,
        language="en",
    )
    token_issue(
        actor=owner,
        organisation=people.firm,
        name="Shop",
        scopes=["plans:read"],
        expires_on=timezone.now().date() + timedelta(days=30),
    )
    notice_send(organisation=people.firm, kind="test.told", text=Text("Good to know"), href="/about")
    found = World(
        people=people,
        plan=plan,
        share_id=share.share.pk,
        share_secret=share.secret,
        file=file,
        invitation=Invitation.objects.get(organisation=people.firm),
        token=ApiToken.objects.get(organisation=people.firm),
        colleague=Membership.objects.get(user=people.colleague),
        release=Release.objects.filter(superseded_at__isnull=True, kind="tariff")[0].pk,
    )
    for file in sorted(Path(__file__).parent.glob("world_*.py")):
        found.extra.update(import_module(f"tests.config.{file.stem}").build(people, found))
    return found


def rows_of_all_tables() -> str:
    """Changes whenever any row of any table does."""
    seen = sha256()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in UNWATCHED:
            fields = [f.attname for f in model._meta.concrete_fields if f.name != "last_login"]
            for row in model._default_manager.order_by("pk").values_list(*fields):
                seen.update(repr((model._meta.label, row)).encode())
    return seen.hexdigest()
