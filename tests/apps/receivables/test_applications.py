"""Credits against debts: settled, taken back, never more than is open."""

from __future__ import annotations

from datetime import date

import pytest

from duebook.apps.approvals.actions import Held
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions import (
    ApplyCredit,
    CreditsAboveLimit,
    GivenUpBeforeOwed,
    OpeningItem,
    TakeOverItems,
    Unapply,
    WriteOff,
    apply_credit,
    take_over_items,
    unapply,
    write_off,
)
from duebook.domain.application import ApplyBy, CreditExceeded, OverApplied
from tests.apps.payments.office import open_of
from tests.office import CLERK, MANAGER, a_party, an_entity, by, chain_holds

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)


def some_items(entity_id: int, *amounts_minor: int) -> tuple[int, ...]:
    """Opening items of one party: invoices where positive, credits where negative."""
    party_id = a_party(entity_id)
    return take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=DAY,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=f"OLD-{position}",
                    currency="USD",
                    amount_minor=amount_minor,
                    document_on=DAY,
                    due_on=date(2026, 11, 3 + position),
                )
                for position, amount_minor in enumerate(amounts_minor)
            ),
        ),
        **by(),
    )


def test_a_credit_settles_what_is_due_first() -> None:
    entity_id = an_entity()
    _, _, credit = some_items(entity_id, 80_00, 50_00, -100_00)

    result = apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=credit, applied_on=DAY), **by(CLERK)
    )

    assert result.left_minor == 0
    assert open_of(entity_id) == [0, 30_00, 0]
    assert chain_holds(entity_id)


def test_an_instruction_is_followed_to_the_cent() -> None:
    entity_id = an_entity()
    first, second, credit = some_items(entity_id, 80_00, 50_00, -100_00)

    result = apply_credit(
        ApplyCredit(
            entity_id=entity_id,
            credit_id=credit,
            applied_on=DAY,
            asked={second: 50_00, first: 10_00},
        ),
        **by(CLERK),
    )

    assert result.left_minor == 40_00
    assert open_of(entity_id) == [70_00, 0, -40_00]


def test_a_credit_counts_once_the_debt_is_free_of_another() -> None:
    """Paid on the 3rd by mistake, taken back on the 20th: from then it is paid."""
    entity_id = an_entity()
    _, mistaken, meant = some_items(entity_id, 80_00, -80_00, -80_00)
    freed_on = date(2026, 11, 20)
    apply_on_the_3rd(entity_id, mistaken)
    [standing] = queries.applications_of(entity_id, [mistaken])
    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=standing.id,
            effective_on=freed_on,
            reason="meant for another",
        ),
        **by(CLERK),
    )

    apply_on_the_3rd(entity_id, meant)

    [applied] = queries.applications_of(entity_id, [meant])
    assert applied.effective_on == freed_on
    for day in (DAY, freed_on):
        open_then = [item.open_minor for item in queries.items_as_of(entity_id, day)]
        assert open_then == [-80_00]


def apply_on_the_3rd(entity_id: int, credit_id: int) -> None:
    command = ApplyCredit(entity_id=entity_id, credit_id=credit_id, applied_on=DAY)
    apply_credit(command, **by(CLERK))


def test_more_than_is_open_is_refused_and_changes_nothing() -> None:
    entity_id = an_entity()
    first, credit = some_items(entity_id, 80_00, -100_00)
    too_much = ApplyCredit(
        entity_id=entity_id, credit_id=credit, applied_on=DAY, asked={first: 90_00}
    )

    with pytest.raises(OverApplied):
        apply_credit(too_much, **by(CLERK))

    assert open_of(entity_id) == [80_00, -100_00]


def test_more_than_the_credit_has_is_refused() -> None:
    entity_id = an_entity()
    first, second, credit = some_items(entity_id, 80_00, 50_00, -100_00)
    too_much = ApplyCredit(
        entity_id=entity_id,
        credit_id=credit,
        applied_on=DAY,
        asked={first: 80_00, second: 50_00},
    )

    with pytest.raises(CreditExceeded):
        apply_credit(too_much, **by(CLERK))


def test_one_pair_is_taken_back_without_touching_the_other() -> None:
    entity_id = an_entity()
    _, _, credit = some_items(entity_id, 80_00, 20_00, -100_00)
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=credit, applied_on=DAY), **by(CLERK)
    )
    first, second = queries.applications_of(entity_id, [credit])

    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=first.id,
            effective_on=DAY,
            reason="meant for another invoice",
        ),
        **by(CLERK),
    )

    assert open_of(entity_id) == [80_00, 0, -80_00]
    assert queries.applications_of(entity_id, [credit]) == [second]
    assert chain_holds(entity_id)


def test_pro_rata_loses_nothing() -> None:
    entity_id = an_entity()
    *_, credit = some_items(entity_id, 10_00, 10_00, 10_00, -10_00)

    apply_credit(
        ApplyCredit(
            entity_id=entity_id, credit_id=credit, applied_on=DAY, how=ApplyBy.PRO_RATA
        ),
        **by(CLERK),
    )

    assert open_of(entity_id) == [6_66, 6_67, 6_67, 0]


def test_yesterdays_aging_still_shows_what_was_settled_today() -> None:
    entity_id = an_entity()
    _, credit = some_items(entity_id, 80_00, -80_00)
    tomorrow = date(2026, 11, 4)
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=credit, applied_on=tomorrow),
        **by(CLERK),
    )

    then = queries.items_as_of(entity_id, DAY)

    assert [item.open_minor for item in then] == [80_00, -80_00]
    assert queries.items_as_of(entity_id, tomorrow) == []


def test_a_write_off_above_the_limit_waits_for_a_second_person() -> None:
    entity_id = an_entity()
    [debt] = some_items(entity_id, 80_00)

    waiting = write_off(
        WriteOff(
            entity_id=entity_id, item_id=debt, written_off_on=DAY, reason="bankrupt"
        ),
        **by(CLERK),
    )

    assert isinstance(waiting, Held)
    assert waiting.sentence == "Write off 80.00 USD of OLD-0: bankrupt"
    assert open_of(entity_id) == [80_00]


def test_a_debt_is_not_written_off_before_it_is_owed() -> None:
    """Else what was owed on the days between would differ from the ledger."""
    entity_id = an_entity()
    [debt] = some_items(entity_id, 8_00)
    too_early = WriteOff(
        entity_id=entity_id,
        item_id=debt,
        written_off_on=date(2026, 11, 2),
        reason="bankrupt",
    )

    with pytest.raises(GivenUpBeforeOwed):
        write_off(too_early, **by(CLERK))


def test_opening_credits_above_the_limit_are_for_somebody_else() -> None:
    entity_id = an_entity()
    credit = OpeningItem(
        party_id=a_party(entity_id),
        number="OLD-9",
        currency="USD",
        amount_minor=-600_00,
        document_on=DAY,
        due_on=DAY,
    )
    command = TakeOverItems(entity_id=entity_id, taken_over_on=DAY, items=(credit,))

    with pytest.raises(CreditsAboveLimit, match=r"credits of 600\.00 USD"):
        take_over_items(command, **by(CLERK))

    take_over_items(command, **by(MANAGER))


def test_a_balance_is_in_the_partys_own_currency() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    for currency, amount_minor in (("USD", 80_00), ("JPY", 9_000)):
        item = OpeningItem(
            party_id=party_id,
            number=f"OLD-{currency}",
            currency=currency,
            amount_minor=amount_minor,
            document_on=DAY,
            due_on=DAY,
        )
        take_over_items(
            TakeOverItems(entity_id=entity_id, taken_over_on=DAY, items=(item,)),
            **by(),
        )

    assert queries.open_balances(entity_id, [party_id]) == {party_id: 80_00}
