from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.catalog.queries import filed_prices, tariffs
from duebook.apps.imports import models
from duebook.apps.imports.actions import BuiltOn, ImportIsUndone
from duebook.apps.imports.queries import Outcome
from duebook.apps.imports.queries.plans.items import item_entries
from duebook.apps.imports.queries.records import digest
from duebook.apps.invoicing.actions.charges import MakeDraft, make_draft
from duebook.apps.invoicing.queries.charges import known_keys
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.parties.queries import entries_by_code, find_parties, party_by_code
from duebook.domain.errors import Refusal
from duebook.domain.parties import PartyEntry
from tests.apps.imports.office import (
    ITEMS,
    PARTIES,
    an_office,
    charge_count,
    seen,
    taken,
    undone,
)
from tests.office import CLERK, an_entity, books_hold, by

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.django_db


def state(entity_id: int) -> Mapping[str, object]:
    """The whole office as far as imports can change it."""
    with db.reading(entity_id):
        codes = [party.code for party in find_parties(entity_id).parties]
        book = [tariff.code for tariff in tariffs(entity_id)]
        stock = ["CLEAN", "SOAP", "X1", "X2"]
        return {
            "parties": {
                code: digest(PartyEntry, entry)
                for code, entry in entries_by_code(entity_id, codes).items()
            },
            "items": item_entries(entity_id, stock),
            "tariffs": book,
            "prices": filed_prices(
                entity_id, [(tariff, item) for tariff in book for item in stock]
            ),
            "balances": [
                one
                for one in trial_balance(entity_id, date(2026, 12, 31))
                if one.amount_minor
            ],
            "charges": known_keys(entity_id, [str(n) for n in range(30)]),
        }


CHARGES = """\
Charge ID,Date,Party,Item,Quantity
1,2026-10-05,TIDE,CLEAN,6
2,2026-10-06,BRIO,SOAP,1
"""
PRICES = "Item,Price,Valid from\nCLEAN,42.50,2026-01-01\nSOAP,19.90,2026-01-01\n"
OPEN_ITEMS = """\
Party,Document number,Document date,Amount
TIDE,A-1,2026-10-01,100.00
TIDE,A-2,2026-10-01,-40.00
"""
PAYMENTS = """\
Received on,External key,Party,Amount,Method,For documents
2026-10-20,K-1,TIDE,60.00,wire,A-1
2026-10-21,K-2,BRIO,5.00,cash,
"""


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (
            "parties",
            "Code,Name,Delivery\nTIDE,Tidewell Inns,letter\nNEW,New Ltd,mail\n",
        ),
        ("items", "Code,Description,Unit\nSOAP,Soap,box\nX1,New thing,pc\n"),
        (
            "prices",
            "Item,Price,Valid from\nCLEAN,45.00,2026-06-01\nSOAP,18,2026-01-01\n",
        ),
        ("charges", CHARGES),
        ("open_items", OPEN_ITEMS),
        ("payments", PAYMENTS.replace("A-1", "")),
    ],
)
def test_an_undone_import_leaves_the_office_as_it_was_and_may_come_again(
    kind: str, file: str
) -> None:
    entity_id = an_office()
    taken(entity_id, "prices", PRICES)
    before = state(entity_id)
    first = taken(entity_id, kind, file)
    after = state(entity_id)

    undone(entity_id, first.file_id)

    assert after != before
    assert state(entity_id) == before
    again = taken(entity_id, kind, file)
    assert (again.created, again.updated) == (first.created, first.updated)
    assert {**state(entity_id), "prices": 0} == {**after, "prices": 0}
    assert books_hold(entity_id)


def test_a_price_book_that_an_import_made_goes_with_it() -> None:
    entity_id = an_office()

    undone(entity_id, taken(entity_id, "prices", PRICES).file_id)

    with db.reading(entity_id):
        assert tariffs(entity_id) == []


def test_payments_undone_open_again_what_they_settled() -> None:
    entity_id = an_office()
    taken(entity_id, "open_items", OPEN_ITEMS)
    before = state(entity_id)

    undone(entity_id, taken(entity_id, "payments", PAYMENTS).file_id)

    assert state(entity_id) == before
    assert books_hold(entity_id)


def test_charges_in_a_draft_stay() -> None:
    entity_id = an_office()
    result = taken(entity_id, "charges", CHARGES)
    with db.reading(entity_id):
        [first, *_] = models.ImportRow.objects.filter(
            entity_id=entity_id, file_id=result.file_id
        ).order_by("number")
    make_draft(
        MakeDraft(entity_id=entity_id, charge_ids=(first.target_id or 0,)), **by(CLERK)
    )

    with pytest.raises(BuiltOn, match=r"charge \d+ is in draft \d+"):
        undone(entity_id, result.file_id)


def test_parties_that_are_billed_stay_and_say_for_what() -> None:
    entity_id = an_entity()
    result = taken(entity_id, "parties", PARTIES)
    taken(entity_id, "items", ITEMS)
    taken(entity_id, "charges", CHARGES)

    with pytest.raises(BuiltOn, match="Party TIDE is named by 1 of charges"):
        undone(entity_id, result.file_id)
    with db.reading(entity_id):
        assert party_by_code(entity_id, "TIDE").name == "Tidewell Hotels"


def test_what_was_changed_since_is_not_thrown_away() -> None:
    entity_id = an_entity()
    first = taken(entity_id, "parties", PARTIES)
    taken(entity_id, "parties", "Code,Name\nTIDE,Tidewell Inns\n")

    with pytest.raises(BuiltOn, match="Party TIDE was changed since"):
        undone(entity_id, first.file_id)


def test_a_settled_opening_balance_stays() -> None:
    entity_id = an_office()
    result = taken(entity_id, "open_items", OPEN_ITEMS)
    taken(entity_id, "payments", PAYMENTS)

    with pytest.raises(BuiltOn, match="A-1 was settled, at least in part"):
        undone(entity_id, result.file_id)


def test_an_import_is_undone_once_and_for_a_reason() -> None:
    entity_id = an_office()
    result = taken(entity_id, "charges", CHARGES)

    with pytest.raises(Refusal, match=r"^Say why"):
        undone(entity_id, result.file_id, "  ")
    undone(entity_id, result.file_id, "October was exported twice")
    with pytest.raises(ImportIsUndone, match="October was exported twice"):
        undone(entity_id, result.file_id)


rows = st.lists(
    st.tuples(
        st.sampled_from(["TIDE", "BRIO", "NOBODY"]),
        st.sampled_from(["CLEAN", "SOAP"]),
        st.integers(-3, 9),
        st.sampled_from(["", "1", "2", "3"]),
    ),
    min_size=1,
    max_size=8,
)


def as_csv(of: list[tuple[str, str, int, str]]) -> str:
    lines = (f"{key},{party},{item},{count}" for party, item, count, key in of)
    return "\n".join(["Charge ID,Party,Item,Quantity", *lines, ""])


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(rows, rows)
def test_any_charges_twice_are_once_and_undone_are_none(
    first: list[tuple[str, str, int, str]], second: list[tuple[str, str, int, str]]
) -> None:
    entity_id = an_office(f"E{uuid.uuid4().hex[:8]}")
    before = charge_count(entity_id)
    one = taken(entity_id, "charges", as_csv(first))
    once = charge_count(entity_id)
    again = seen(entity_id, "charges", as_csv(first) + "\n")
    repeat = [row for row in again.planned if row.outcome is Outcome.CREATED]
    two = taken(entity_id, "charges", as_csv(second) + "\n\n")

    assert repeat == []
    assert once - before == one.created
    for result in (two, one):
        undone(entity_id, result.file_id)
    assert charge_count(entity_id) == before
