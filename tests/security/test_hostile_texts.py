"""A script in every text that a person can type, on every page that shows it; and line breaks in all of them.

The texts come in through the forms of the product, as an attacker would bring them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.config.route_world import QUESTION, World
from tests.security.page_walk import Form, Page, addresses, body, close, is_page, signed_in

from fairway.data.classification.models import Catalogue, Product
from fairway.desk.plans.models import Plan
from fairway.desk.plans.services import plan_rename
from fairway.platform.files.models import StoredFile
from fairway.platform.notices.digest import digests_send

ATTRIBUTE = "onpointerover"
MAIL = '"<xss-mail>"@example.org'  # an address that the standard allows
BREAK = "Evil\r\nBcc: everybody@example.org\r\nX-Evil: 1\r\n\r\nEvil"
SIGNS_OUT = {"account_logout"}


def hostile(key: str) -> str:
    """A script for pages, a formula for spreadsheets, code for templates."""
    return f"=1+\"'><xss-{key} {ATTRIBUTE}=alert(1)>{{{{7*7}}}}{{% now %}}#read(1)"


def is_run(page: Page) -> bool:
    """Whether a browser has made a tag or an attribute of it."""
    return any(tag.startswith("xss-") or ATTRIBUTE in attributes for tag, attributes in page.tags)


def shown_in(text: str) -> set[str]:
    """The hostile texts that a page shows as letters."""
    return set(re.findall(r"&lt;xss-(\w+)", text))


@pytest.fixture
def furnished(world: World) -> World:
    """The firm of the tests, with a hostile text in every field that takes one."""
    owner, firm = signed_in(world, "owner"), world.people.firm.pk
    today = timezone.now().date().isoformat()

    def post(route: str, fields: dict[str, Any], query: str = "", **place: Any) -> None:
        response = owner.post(reverse(route, kwargs=place) + query, fields)
        assert response.status_code == 302, (route, re.findall(r'class="error[^>]*>([^<]*)', body(response)))

    post("person:settings", {"name": hostile("person"), "language": "en", "wants_digest": "on"})
    post("accounts:settings", {"name": hostile("firm")}, organisation=firm)
    post("accounts:invite", {"email": MAIL, "role": "colleague", "language": "fr"}, organisation=firm)
    owner.post(
        reverse("accounts:token-new", args=[firm]),
        {"name": hostile("token"), "scopes": ["plans:read"], "expires_on": today},
    )
    about = {"legal_name": hostile("legal"), "trading_name": hostile("trading"), "economy": "SN"}
    post("firms:about", about | {"reason": hostile("reason")}, organisation=firm)
    post("firms:trade", {"words_0": hostile("product"), "code_0": "080450"}, organisation=firm)
    save = {"name": hostile("plan"), "organisation": firm, "question": urlencode(QUESTION, doseq=True)}
    post("plans:save", save)
    name = f"{hostile('file')}.csv"
    post("files:add", {"file": SimpleUploadedFile(name, b"a,b\n1,2\n")}, organisation=firm)
    kept = {"name": hostile("kept"), "reference": hostile("sku"), "q": hostile("query"), "code": "080450"}
    post("classification:keep", kept | {"organisation": firm})
    rows = [("column", "name"), ("cell", "described")]  # not as formulas: those are refused
    quoted = [",".join('"of {}"'.format(hostile(key).replace('"', '""')) for key in row) for row in rows]
    table = "\n".join(quoted)
    catalogue = SimpleUploadedFile(f"{hostile('catalogue')}.csv", table.encode())
    post("classification:catalogue-add", {"file": catalogue}, organisation=firm)
    plan_rename(actor=world.people.actor(world.people.owner), plan=world.plan, name=hostile("shared"))
    return replace(
        world,
        plan=Plan.objects.get(pk=world.plan.pk),
        file=StoredFile.objects.get(organisation=firm, name__contains="xss-file"),
        extra=world.extra
        | {
            "product": Product.objects.get(organisation=firm, name__contains="xss-kept"),
            "new_catalogue": Catalogue.objects.get(organisation=firm, name__contains="xss-catalogue"),
        },
    )


def test_a_script_in_any_kept_text_is_letters_on_every_page_and_no_formula_in_any_table(
    furnished: World,
) -> None:
    shown: set[str] = set()
    for role in ("owner", "colleague", "administrator", "visitor"):
        client = signed_in(furnished, role)
        for case, address in addresses(furnished):
            response = client.get(address)
            text = body(response)
            if is_page(response):
                assert not is_run(Page(text)), f"{role}, {case}"
                assert "49{% now" not in text, f"{role}, {case}"
                shown |= shown_in(text)
            elif response.headers["Content-Type"].startswith("text/csv"):
                cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
                assert not [cell for cell in cells if cell.startswith("=")], f"{role}, {case}"
            close(response)
    names = {
        "person",
        "firm",
        "mail",
        "token",
        "plan",
        "shared",
        "legal",
        "trading",
        "reason",
        "product",
        "kept",
        "sku",
        "query",
        "column",
        "described",
    }
    assert names <= shown  # or else nothing was tried


def test_a_script_in_a_name_is_letters_to_whoever_is_invited(furnished: World) -> None:
    link = re.search(r"/join/[\w-]+/", str(mail.outbox[-1].body))
    assert link
    page = body(Client().get(link[0]))
    assert not is_run(Page(page))
    assert "firm" in shown_in(page)


def test_a_script_in_the_name_of_a_passkey_is_letters(world: World) -> None:
    named = {"name": hostile("passkey"), "credential": {}}
    owner, kind = world.people.owner, Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=owner, type=kind, data=named)
    page = body(signed_in(world, "owner").get(reverse("mfa_list_webauthn")))
    assert not is_run(Page(page))
    assert "passkey" in shown_in(page)


def test_letters_are_plain_text_whatever_the_names(furnished: World) -> None:
    assert mail.outbox
    for letter in mail.outbox:
        assert letter.content_subtype == "plain"
        assert not getattr(letter, "alternatives", [])


def test_the_pdf_of_a_hostile_name_is_made_under_a_plain_name(furnished: World) -> None:
    address = reverse("plans:pdf", args=[furnished.people.firm.pk, furnished.plan.pk])
    response = signed_in(furnished, "owner").get(address)
    assert response.content.startswith(b"%PDF-")
    assert re.fullmatch(r'attachment; filename="[\w.-]+\.pdf"', response.headers["Content-Disposition"])


def forms_of(world: World, role: str) -> Iterator[tuple[str, Form]]:
    """Every form of every page, once."""
    client, seen = signed_in(world, role), set()
    for case, address in addresses(world):
        response = client.get(address)
        for form in Page(body(response)).forms if is_page(response) else ():
            target = form.action or address
            known = (form.method, target.split("?")[0], tuple(form.fields))
            if known not in seen and case.route not in SIGNS_OUT:
                seen.add(known)
                yield target, form
        close(response)


def sent(world: World, role: str, target: str, form: Form, text: str) -> tuple[Any, str]:
    """Send the form with the text in every field, and take back whatever it did."""
    fields = {name: text for name in form.fields if name and name != "csrfmiddlewaretoken"}
    with transaction.atomic():
        client = signed_in(world, role, raise_request_exception=False)
        response = client.post(target, fields) if form.method == "post" else client.get(target, fields)
        text = body(response)
        close(response)
        transaction.set_rollback(True)
    return response, text


@pytest.mark.parametrize("role", ["visitor", "owner", "administrator"])
def test_a_script_in_any_field_of_any_form_is_answered_with_letters(role: str, world: World) -> None:
    reflected = 0
    for target, form in forms_of(world, role):
        response, text = sent(world, role, target, form, hostile("field"))
        assert response.status_code < 500, target
        assert not is_page(response) or not is_run(Page(text)), target
        reflected += "&lt;xss-field" in text
    assert reflected > 3


@pytest.mark.parametrize("role", ["visitor", "owner", "administrator"])
def test_a_line_break_in_any_field_of_any_form_reaches_no_header(role: str, world: World) -> None:
    tried = 0
    for target, form in forms_of(world, role):
        response, _text = sent(world, role, target, form, BREAK)
        tried += 1
        assert response.status_code < 500, target
        assert "X-Evil" not in response.headers, target
    assert tried > 3
    assert _clean(mail.outbox)


def test_a_line_break_in_a_name_reaches_no_header_and_no_line_of_a_letter(world: World) -> None:
    owner, firm = signed_in(world, "owner"), world.people.firm.pk
    owner.post(reverse("person:settings"), {"name": BREAK, "language": "en"})
    owner.post(reverse("accounts:settings", args=[firm]), {"name": BREAK})
    invite = {"email": "next@example.org", "role": "adviser", "language": "es"}
    assert owner.post(reverse("accounts:invite", args=[firm]), invite).status_code == 302
    letter = mail.outbox[-1]
    assert letter.to == ["next@example.org"]
    assert _clean([letter])
    assert not re.search(r"^(Bcc|X-Evil)", str(letter.body), re.MULTILINE)


def test_a_line_break_in_an_address_gets_no_letter(world: World) -> None:
    owner, before = signed_in(world, "owner"), len(mail.outbox)
    for address in ("a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "a@b@example.org"):
        invite = {"email": address, "role": "adviser", "language": "en"}
        response = owner.post(reverse("accounts:invite", args=[world.people.firm.pk]), invite)
        assert response.status_code == 422, address
    assert len(mail.outbox) == before


def _clean(letters: list[Any]) -> bool:
    """Each letter has the one receiver it was written for, and no header that a text has brought."""
    return all(
        len(letter.recipients()) == 1 and not {"Bcc", "X-Evil"} & set(letter.message().keys())
        for letter in letters
    )


def test_the_daily_letter_of_a_hostile_name_is_one_plain_letter(furnished: World) -> None:
    mail.outbox.clear()
    digests_send(now=timezone.now() + timedelta(hours=1))
    assert mail.outbox
    assert _clean(mail.outbox)
