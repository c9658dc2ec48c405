"""The party of unidentified money: nobody changes, merges or bills it."""

from __future__ import annotations

import pytest

from duebook.apps.banking.actions import SetApart, set_lines_apart
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.parties.actions import (
    UNKNOWN,
    KeepParties,
    MergeParties,
    NobodyInParticular,
    keep_parties,
    merge_parties,
)
from duebook.apps.parties.queries import parties_by_code
from duebook.domain.parties import PartyEntry
from tests.apps.banking.office import Move, a_bank, a_statement, take, waiting
from tests.office import a_charge, a_party, a_price_book, an_entity, by

pytestmark = pytest.mark.django_db


def an_office_with_unidentified_money() -> tuple[int, int]:
    """An entity, and the id of the party that keeps money nobody knows."""
    entity_id = an_entity()
    a_bank(entity_id)
    take(entity_id, a_statement(Move(on=5, amount="80.00", text="thank you")))
    [line] = waiting(entity_id)
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line.id,)), **by())
    return entity_id, parties_by_code(entity_id, [UNKNOWN])[UNKNOWN].id


@pytest.mark.parametrize(
    "entry",
    [
        PartyEntry(code=UNKNOWN, name="Tidewell Hotels", currency="USD"),
        PartyEntry(code="T", name="Tidewell", currency="USD", bill_to=UNKNOWN),
    ],
)
def test_no_list_renames_it_or_has_it_pay(entry: PartyEntry) -> None:
    entity_id, _ = an_office_with_unidentified_money()

    with pytest.raises(NobodyInParticular):
        keep_parties(KeepParties(entity_id=entity_id, parties=(entry,)), **by())


def test_it_is_no_double_of_anybody() -> None:
    entity_id, unknown_id = an_office_with_unidentified_money()
    said = MergeParties(
        entity_id=entity_id,
        double_id=unknown_id,
        kept_id=a_party(entity_id),
        reason="the same",
    )

    with pytest.raises(NobodyInParticular):
        merge_parties(said, **by())


def test_it_is_not_billed() -> None:
    entity_id, _ = an_office_with_unidentified_money()
    a_price_book(entity_id, CONSULT="100.00")
    said = TakeCharges(entity_id=entity_id, charges=(a_charge(UNKNOWN),))

    with pytest.raises(NobodyInParticular):
        take_charges(said, **by())
