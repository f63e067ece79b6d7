"""From the first question on a phone to a status that counts abroad, its suspension, and its return.

Two administrations serve on this machine. Everybody works in a browser, at an address of their own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from journey_visitor import Visitor
from PIL import Image
from playwright.sync_api import Browser
from tests.config.instances import Instance, model_instance
from trust_office_story import (
    accept_and_ask,
    decide,
    known_abroad_soon,
    lift,
    look_in_public,
    propose,
    show_credential,
    validate_from_afar,
)
from trust_story import (
    PHONE,
    Story,
    answer_one_at_a_time,
    answer_the_request,
    apply,
    begin,
    draft_with_the_adviser,
    fits,
    look_at_what_comes_with_the_status,
    lose_the_connection,
    press,
    read_the_letter,
    send,
    show_evidence,
    signed_in_at,
    story,
    taken_along,
)
from trust_world import World, two_administrations

__all__ = ["model_instance"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def world(model_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with two_administrations(model_instance, tmp_path_factory.mktemp("administrations")) as made:
        yield made


def test_a_micro_firm_gets_a_status_that_counts_abroad_loses_it_and_has_it_back(
    browser: Browser, world: World, tmp_path: Path
) -> None:
    with story(browser, world) as told:
        begin(told)
        answer_one_at_a_time(told)
        lose_the_connection(told)
        draft_with_the_adviser(told)
        show_evidence(told, photograph(tmp_path))
        apply(told)
        accept_and_ask(told)
        answer_the_request(told)
        validate_from_afar(told)
        propose(told, "grant", {"summary": "Se cumplen todos los criterios."})
        fits(told.officer)
        with known_abroad_soon(told, "active"):
            decide(told)
        fits(told.abroad)
        read_the_letter(told)
        certificate = taken_along(told.owner, "/certificate.pdf", tmp_path)
        credential = taken_along(told.owner, "/credential.jwt", tmp_path)
        look_at_what_comes_with_the_status(told)
        address = address_on(certificate)
        look_in_public(told, address, is_in_force=True)
        fits(told.public)
        show_credential(told, credential, is_in_force=True)
        nobody_else_sees_it(browser, told)
        open_store = {
            "days": "30", "measures": "Cerraduras nuevas.", "summary": "El almacén estaba abierto.",
            "reason-premises": "Se encontró abierto en una visita.",
        }  # fmt: skip
        propose(told, "suspension", open_store)
        with known_abroad_soon(told, "suspended"):
            decide(told)
        look_in_public(told, address, is_in_force=False)
        fits(told.public)
        show_credential(told, credential, is_in_force=False)
        with known_abroad_soon(told, "active"):
            lift(told)
        look_in_public(told, address, is_in_force=True)


def test_without_javascript_a_firm_assesses_itself_and_applies(browser: Browser, world: World) -> None:
    home, firm = world.home, f"/es/workspace/{world.cast['other']}"
    with signed_in_at(browser, world, "stranger", width=PHONE, side=home, scripts=False) as owner:
        page = owner.page
        owner.open(f"{firm}/trust/safe-msme/")
        page.locator("[name=roles][value=exporter]").check()
        send(owner)
        page.locator(".card-ask .button").click()
        send(owner, {"employees": "4"})
        send(owner, {"value": "36"}, "form.answer")
        page.locator("button[name=none]").click()
        home.do("draft_the_rest", who="Stranger", tier="registered", leave=["owner-declaration"])
        owner.open(f"{firm}/trust/safe-msme/question/evidence:compliance/")
        page.locator("main a[href*='/evidence/owner-declaration/add/']").click()
        page.locator("[name=issued_on]").fill(time.strftime("%Y-%m-%d"))
        send(owner)
        owner.open(f"{firm}/trust/safe-msme/result/")
        press(owner, "/apply/safe-msme/registered/")
        page.locator("[name=data_processing]").check()
        send(owner)
        page.wait_for_url("**/cases/*-*/")
        assert not owner.scrolls_sideways()
    assert home.do("case", who="Stranger")["state"] == "submitted"


def photograph(folder: Path) -> Path:
    target = folder / "certificado.png"
    Image.new("RGB", (60, 80), "white").save(target)
    return target


def address_on(certificate: Path) -> str:
    """Where the code of the certificate leads; it is a link too."""
    with pikepdf.open(certificate) as document:
        assert str(document.Root.Lang) == "es"
        links = [str(link.A.URI) for page in document.pages for link in page.Annots]
    return links[0]


def status_of(visitor: Visitor, address: str) -> int:
    answer = visitor.page.goto(visitor.host + address)
    assert answer is not None
    visitor.complaints.clear()  # the browser notes a refusal
    return answer.status


def nobody_else_sees_it(browser: Browser, told: Story) -> None:
    case, office = told.supervisor.page.url.removeprefix(told.supervisor.host), told.world.cast["office"]
    firm = told.firm(f"cases/{case.rstrip('/').rpartition('/')[2]}/")
    with signed_in_at(browser, told.world, "stranger", width=PHONE, side=told.world.home) as stranger:
        for address in (case, firm, told.trust("result/"), f"/office/{office}/cases/"):
            assert status_of(stranger, address) == 404, address
    assert status_of(told.owner, case) == 404
    assert status_of(told.adviser, case) == 404
    assert status_of(told.adviser, firm) == 200
    assert told.adviser.page.locator("main a[href*='/steps/']").count() == 0
