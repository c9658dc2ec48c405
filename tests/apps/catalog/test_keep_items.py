"""Items and tariffs are kept in sets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.catalog import queries
from duebook.apps.catalog.actions import (
    KeepItems,
    KeepTariffs,
    Kept,
    item_faults,
    keep_items,
    keep_tariffs,
    tariff_faults,
)
from duebook.apps.entities.actions import BooksSayNo
from duebook.domain.catalog import ItemKind, Unusable
from duebook.domain.checks.facts import ItemFacts
from duebook.domain.rights import NotPermitted
from duebook.domain.spans import Span
from tests.apps.catalog.builders import (
    JULY,
    NEW_YEAR,
    a_catalog,
    a_price,
    a_tariff,
    an_account,
    an_item,
    price,
)
from tests.apps.parties.builders import an_entry, keep
from tests.office import CLERK, an_entity, by, chain_holds
from tests.statements import statements

if TYPE_CHECKING:
    from duebook.domain.catalog import ItemEntry, TariffEntry

pytestmark = pytest.mark.django_db


def keep_all(entity_id: int, *items: ItemEntry) -> Kept:
    return keep_items(KeepItems(entity_id=entity_id, items=items), **by(CLERK))


def keep_tariff(entity_id: int, *tariffs: TariffEntry) -> Kept:
    return keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=tariffs), **by(CLERK))


def test_an_item_is_read_back_as_it_was_kept() -> None:
    entity_id = an_entity()
    crate = an_item(
        entity_id,
        "CRATE",
        unit="crate",
        kind=ItemKind.GOODS,
        tax_category="reduced",
        weight_kg=Decimal("12.5"),
        is_countable=True,
        needs_attachment=True,
    )

    assert keep_all(entity_id, crate, an_item(entity_id)) == Kept(
        added=("CRATE", "VISIT"), known=()
    )

    with db.reading(entity_id):
        row = queries.items_by_code(entity_id, ["CRATE"])["CRATE"]
        facts = queries.item_facts(entity_id, [row.id])
    assert facts == {
        row.id: ItemFacts(
            id=row.id,
            code="CRATE",
            unit="crate",
            tax_category="reduced",
            is_countable=True,
            needs_paper=True,
        )
    }
    assert (row.kind, row.weight_kg) == ("goods", Decimal("12.5"))
    assert row.revenue_account_id == an_account(entity_id)
    assert chain_holds(entity_id)


def test_a_known_item_is_changed_and_keeps_its_id() -> None:
    entity_id = an_entity()
    keep_all(entity_id, an_item(entity_id))
    with db.reading(entity_id):
        before = queries.items_by_code(entity_id, ["VISIT"])["VISIT"]

    retired = replace(an_item(entity_id), is_active=False)
    kept = keep_all(entity_id, retired, an_item(entity_id, "CALL"))

    assert kept == Kept(added=("CALL",), known=("VISIT",))
    with db.reading(entity_id):
        assert queries.item_facts(entity_id)[before.id].is_retired


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": ""}, "Item “VISIT of any kind”: it needs a code."),
        ({"description": " "}, "Item VISIT: it needs a description."),
        ({"weight_kg": Decimal(-1)}, "Item VISIT: -1 kg is no weight of one unit."),
        ({"weight_kg": Decimal("NaN")}, "Item VISIT: NaN kg is no weight of one unit."),
    ],
)
def test_an_item_that_cannot_be_is_refused(
    changed: dict[str, Any], sentence: str
) -> None:
    entity_id = an_entity()

    with pytest.raises(Unusable) as refused:
        keep_all(entity_id, replace(an_item(entity_id), **changed))

    assert str(refused.value) == sentence


def test_a_dry_run_tells_every_fault() -> None:
    entity_id = an_entity()
    wrong = an_item(entity_id, "CALL", description="")

    found = item_faults([an_item(entity_id), wrong, an_item(entity_id)])

    assert [(place, str(fault)) for place, fault in found] == [
        (1, "Item CALL: it needs a description."),
        (2, "Item VISIT: it is listed twice."),
    ]


def test_revenue_goes_to_an_account_of_the_same_entity() -> None:
    ours, theirs = an_entity("HP"), an_entity("WB")

    with pytest.raises(BooksSayNo, match="the account is none of this entity's"):
        keep_all(ours, an_item(ours, revenue_account_id=an_account(theirs)))


def test_a_stranger_keeps_no_items() -> None:
    entity_id = an_entity()

    with pytest.raises(NotPermitted):
        keep_items(KeepItems(entity_id=entity_id, items=()), **by("A stranger"))


def test_many_items_cost_the_statements_of_one() -> None:
    entity_id = an_entity()

    def cost(count: int) -> int:
        items = [an_item(entity_id, f"{count}-{n}") for n in range(count)]
        with statements() as sent:
            keep_all(entity_id, *items)
        return len(sent)

    assert cost(20) == cost(1)


def test_a_contract_names_its_party() -> None:
    entity_id = a_catalog()
    [party_id] = keep(entity_id, an_entry("TID")).values()

    keep_tariff(entity_id, a_tariff("TID-26", party="TID"))

    with db.reading(entity_id):
        found = queries.tariffs(entity_id)
    assert [(one.code, one.party_id) for one in found] == [
        ("RETAIL", None),
        ("TID-26", party_id),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"party": "NOBODY"}, "Tariff NEW: there is no party NOBODY."),
        ({"currency": "$"}, "Tariff NEW: “$” is no currency of ISO 4217."),
        ({"valid": Span(JULY, NEW_YEAR)}, "Tariff NEW: it ends before it begins."),
        ({"code": ""}, "Tariff “NEW”: it needs a code."),
        (
            {"name": ""},
            "Tariff NEW: it needs a name, which invoices are explained with.",
        ),
    ],
)
def test_a_tariff_that_cannot_be_is_refused(
    changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Unusable) as refused:
        keep_tariff(an_entity(), replace(a_tariff("NEW"), **changed))

    assert str(refused.value) == sentence


def test_prices_do_not_change_their_currency() -> None:
    entity_id = a_catalog()
    keep_tariff(entity_id, a_tariff(currency="EUR"))
    price(entity_id, a_price())

    with pytest.raises(Unusable, match="its currency and party stay"):
        keep_tariff(entity_id, a_tariff(currency="USD"))

    renamed = a_tariff(currency="EUR", name="Retail 2026")
    assert keep_tariff(entity_id, renamed) == Kept(added=(), known=("RETAIL",))


def test_a_tariff_is_listed_once() -> None:
    entity_id = an_entity()

    with db.reading(entity_id):
        [(place, fault)] = tariff_faults(entity_id, [a_tariff(), a_tariff()])

    assert (place, str(fault)) == (1, "Tariff RETAIL: it is listed twice.")
