"""Many debts given up in one act, kept, and opened again."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from duebook import db
from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.desk.actions.undoing import undo
from duebook.apps.desk.queries.acts import last_act
from duebook.apps.payments.actions import (
    Asked,
    RecoverWriteOff,
    WrittenOffNoLonger,
    recover_write_off,
)
from duebook.apps.receivables.actions import (
    DebtsWrittenOff,
    KeepDebts,
    NothingGivenUp,
    OpeningItem,
    SweepSmallBalances,
    TakeOverItems,
    WriteOff,
    WriteOffDebts,
    keep_debts,
    sweep_small_balances,
    take_over_items,
    write_off,
    write_off_debts,
)
from duebook.apps.receivables.queries import items_by_id
from duebook.apps.receivables.queries.given_up import given_up_of, together
from duebook.domain.application import ApplyBy
from tests.apps.desk.test_acts import sits
from tests.apps.payments.office import DAY, a_payment, open_of, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by, chain_holds

pytestmark = pytest.mark.django_db

OWED = date(2026, 2, 2)


def owed(office: int, *amounts_minor: int, currency: str = "USD") -> tuple[int, ...]:
    """Old debts of a party."""
    party_id = a_party(office)
    return take_over_items(
        TakeOverItems(
            entity_id=office,
            taken_over_on=OWED,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=f"OLD-{place}",
                    currency=currency,
                    amount_minor=amount_minor,
                    document_on=OWED,
                    due_on=OWED,
                )
                for place, amount_minor in enumerate(amounts_minor, 1)
            ),
        ),
        **by(),
    )


def gives_up(
    office: int, debts: dict[int, int], person: str = CLERK
) -> DebtsWrittenOff | Held:
    command = WriteOffDebts(
        entity_id=office,
        currency="USD",
        debts=debts,
        written_off_on=DAY,
        reason="uncollectable: nobody answers",
    )
    return write_off_debts(command, **by(person))


def undo_last(office: int, person: str = CLERK) -> None:
    with db.reading(office):
        act = last_act(office, person)
    assert act is not None
    undo(sits(office, person), act.event_id, "the wrong ones", uuid.uuid4())


def test_many_debts_are_given_up_and_opened_again_as_one() -> None:
    office = an_entity()
    first, second, third = owed(office, 4_00, 5_00, 6_00)

    done = gives_up(office, {first: 4_00, second: 5_00})

    assert done == DebtsWrittenOff(items=2, amount_minor=9_00, left=())
    assert open_of(office)[:3] == [0, 0, 6_00]
    books_hold(office)
    undo_last(office)
    assert open_of(office)[:3] == [4_00, 5_00, 6_00]
    with db.reading(office):
        party_id = items_by_id(office, [third])[third].party_id
        assert given_up_of(office, party_id, "USD") == []
    books_hold(office)
    chain_holds(office)


def test_what_changed_since_it_was_seen_is_left() -> None:
    office = an_entity()
    first, second = owed(office, 4_00, 5_00)

    done = gives_up(office, {first: 4_00, second: 4_50})

    assert done == DebtsWrittenOff(items=1, amount_minor=4_00, left=("OLD-2",))
    assert open_of(office)[:2] == [0, 5_00]
    with pytest.raises(NothingGivenUp):
        gives_up(office, {second: 4_50})


def test_above_the_limit_all_of_it_waits_for_a_second_person() -> None:
    office = an_entity()
    debts = dict(zip(owed(office, 90_00, 90_00), (90_00, 90_00), strict=True))

    held = gives_up(office, debts)

    assert isinstance(held, Held)
    assert open_of(office)[:2] == [90_00, 90_00]
    said = Answer(
        entity_id=office, request_id=held.request_id, is_approved=True, reason="seen"
    )
    assert approve(said, **by(MANAGER)) == DebtsWrittenOff(2, 180_00, ())
    assert open_of(office)[:2] == [0, 0]


def test_one_debt_or_a_sweep_is_taken_back_the_same_way() -> None:
    office = an_entity(small_balance_minor=5_00)
    first, second = owed(office, 4_00, 103_00)
    command = WriteOff(
        entity_id=office, item_id=first, written_off_on=DAY, reason="gone"
    )
    write_off(command, **by(CLERK))
    undo_last(office)
    with db.reading(office):
        party_id = items_by_id(office, [first])[first].party_id
    receive(office, a_payment(party_id, 100_00, asked=(Asked(second, 100_00),)))
    sweep = SweepSmallBalances(entity_id=office, swept_on=DAY, cap_minor=9_00)
    sweep_small_balances(sweep, **by(CLERK))
    assert open_of(office)[:2] == [4_00, 0]

    undo_last(office)

    assert open_of(office)[:2] == [4_00, 3_00]
    books_hold(office)


def test_what_was_recovered_since_is_not_taken_back() -> None:
    office = an_entity()
    first, second = owed(office, 4_00, 5_00)
    gives_up(office, {first: 4_00, second: 5_00})
    with db.reading(office):
        act = last_act(office, CLERK)
        party_id = items_by_id(office, [first])[first].party_id
        given = given_up_of(office, party_id, "USD")
    assert act is not None
    paid = receive(office, a_payment(party_id, 3_00, how=ApplyBy.NONE))
    recover_write_off(
        RecoverWriteOff(
            entity_id=office,
            credit_id=paid.item_id,
            write_off_id=given[0].id,
            recovered_on=DAY,
            reason="paid after all",
        ),
        **by(CLERK),
    )

    with pytest.raises(WrittenOffNoLonger):
        undo(sits(office), act.event_id, "the wrong ones", uuid.uuid4())
    assert open_of(office)[:2] == [0, 0]


def test_a_debt_that_is_kept_is_swept_by_nobody_until_its_day() -> None:
    office = an_entity(small_balance_minor=5_00)
    [item_id] = owed(office, 103_00)
    with db.reading(office):
        party_id = items_by_id(office, [item_id])[item_id].party_id
    receive(office, a_payment(party_id, 100_00, asked=(Asked(item_id, 100_00),)))
    keep = KeepDebts(
        entity_id=office, item_ids=(item_id,), until=DAY.replace(day=20), reason="pays"
    )
    keep_debts(keep, **by(CLERK))
    sweep = SweepSmallBalances(entity_id=office, swept_on=DAY, cap_minor=9_00)

    sweep_small_balances(sweep, **by(CLERK))
    assert open_of(office)[0] == 3_00

    with db.reading(office):
        act = last_act(office, CLERK)
    assert act is not None
    keep_debts(keep, **by(CLERK))
    undo_last(office)
    sweep_small_balances(sweep, **by(CLERK))
    assert open_of(office)[0] == 0


def test_what_is_given_up_together_is_of_one_currency_and_undisputed() -> None:
    office = an_entity()
    dollars = owed(office, 4_00)
    euros = owed(office, 3_00, currency="EUR")

    with db.reading(office):
        seen = together(office, [*dollars, *euros], currency="USD", on=DAY)
        alone = together(office, euros, currency="USD", on=DAY)

    assert seen.debts == {dollars[0]: 4_00}
    assert [why for _, why in seen.left_out] == ["it is in EUR, the others are in USD"]
    assert alone.currency == "EUR"
    assert alone.debts == {euros[0]: 3_00}
