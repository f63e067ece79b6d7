"""The demonstration's firm has settled on the codes of a few products and is reviewing a catalogue."""

from __future__ import annotations

import io

from django.utils.translation import override

from fairway.data.classification.catalogue_services import catalogue_add, catalogue_begin
from fairway.data.classification.domain.columns import Columns
from fairway.data.classification.models import Catalogue, Product
from fairway.data.classification.review_services import Decision, rows_decide
from fairway.data.classification.services import product_keep
from fairway.data.classification.settlement import settlement_make
from fairway.data.nomenclature.selectors import product_search
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.demo import OWNER
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.accounts.selectors import actor_of

_FILE = "New shop list.csv"
PRODUCTS = {
    "DM-500": ("Dried mango slices, 500 g", "dried mango slices", "0804.50"),
    "CN-250": ("Roasted cashew nuts, salted, 250 g", "roasted salted cashew nuts", "2008.19"),
    "SB-100": ("Shea butter body cream, 100 ml", "body cream with shea butter", "3304.99"),
}
CATALOGUE = """Item;Description;Price EUR;HS code
MJ-330;Mango jam 330 g;4.20;2007.99
HS-100;Hot chilli sauce 100 ml;2.90;
HB-050;Hibiscus flowers, dried, for tea 50 g;3.10;
BP-200;Baobab fruit powder 200 g;6.50;
TS-M;Cotton t-shirt "Dakar", men M;12.00;6109.10
TS-L;Cotton t-shirt "Dakar", men L;12.00;6109.10
BK-L;Basket woven of palm leaves, large;19.00;
MK-1;Wooden mask, carved by hand;35.00;4420.10
SD-42;Leather sandals, size 42;28.00;
SP-3;Gift box assorted;30.00;
SB-BAR;Black soap bar 150 g;2.50;3401.11
CB-1;Djembe drum, small;45.00;
"""
_DECIDED = 5


def products_furnish() -> None:
    """Give the demonstration's firm its products. Does nothing when it has some already."""
    actor = actor_of(User.objects.get(email=OWNER.email))
    firm = Organisation.objects.get(pk__in=actor.organisations())
    if Product.objects.filter(organisation=firm).exists():
        return
    with override("en"):
        for reference, (name, query, code) in PRODUCTS.items():
            settled = settlement_make(
                code=code, query=query, told=_told(query, code[:4] + code[5:]), language="en"
            )
            product_keep(actor=actor, organisation=firm, name=name, reference=reference, settlement=settled)
        _half_reviewed(actor, _catalogue(actor, firm))


def _told(query: str, code: str) -> list[str]:
    """The answer to the search's first question that leads to the code, where it asks one."""
    asked = product_search(query).question
    choices = asked.choices if asked else ()
    return [f"{asked.key}:{one.number}" for one in choices if asked and code in one.codes][:1]


def _catalogue(actor: Actor, firm: Organisation) -> Catalogue:
    stream = io.BytesIO(CATALOGUE.encode())
    added = catalogue_add(actor=actor, organisation=firm, file_name=_FILE, stream=stream, language="en")
    return catalogue_begin(actor=actor, catalogue=added, columns=Columns(1, 0, 3), language="en")


def _half_reviewed(actor: Actor, catalogue: Catalogue) -> None:
    surest = catalogue.rows.filter(state="suggested").order_by("-sureness", "number")[:_DECIDED]
    decisions = [Decision(row.pk, row.revision, row.suggestions[0][0]) for row in surest]
    rows_decide(actor=actor, catalogue=catalogue, decisions=decisions)
