"""Returns and notifications of change of the ACH network, taken in from NACHA files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions import (
    KeepAlias,
    ReturnByLine,
    TakeReturns,
    keep_alias,
    return_by_line,
    take_returns,
)
from duebook.apps.banking.actions.returns import NothingReturned
from duebook.apps.ledger.queries import trial_balance
from duebook.formats.bank.refusals import FileNotWhole
from tests.apps.banking.nacha_files import Entry, a_nacha_file
from tests.apps.banking.office import (
    OPENING_MINOR,
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.actions import ReturnsTaken

pytestmark = pytest.mark.django_db

TRACE = "076401250000009"
RETURNED = Entry(back="R01", trace=TRACE, cents=80_00, individual="TIDEWELL")


def a_debit(*references: str) -> tuple[int, int, list[str]]:
    """An office that collected 80.00 by ACH under each of these references."""
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, *(80_00 for _ in references))
    a_bank(entity_id)
    numbers = [
        receive(entity_id, a_payment(party_id, 80_00, reference=reference)).number
        for reference in references
    ]
    return entity_id, party_id, numbers


def returns(entity_id: int, content: bytes) -> ReturnsTaken:
    command = TakeReturns(entity_id=entity_id, name="returns.ach", content=content)
    return take_returns(command, **by(CLERK))


def bank_balance(entity_id: int) -> int:
    with db.reading(entity_id):
        balances = trial_balance(entity_id, date(2027, 11, 3))
    return sum(one.amount_minor for one in balances if one.code == "1000")


def test_a_return_opens_the_invoice_of_the_payment_with_its_trace_number() -> None:
    entity_id, _, [number] = a_debit(f"trace {TRACE}")
    assert open_of(entity_id) == [0, 0]

    taken = returns(entity_id, a_nacha_file(RETURNED))

    [back] = taken.returned
    assert (back.payment, back.amount_minor) == (number, 80_00)
    assert back.reason == "R01: not enough money on the account"
    assert open_of(entity_id)[0] == 80_00
    assert books_hold(entity_id)


def test_the_sender_s_own_id_serves_where_the_trace_number_is_not_known() -> None:
    entity_id, _, [number] = a_debit("ACH TIDEWELL")

    assert returns(entity_id, a_nacha_file(RETURNED)).returned[0].payment == number


@pytest.mark.parametrize("file_first", [True, False])
def test_the_file_and_the_bank_s_line_are_one_return(*, file_first: bool) -> None:
    entity_id, _, _ = a_debit(TRACE)
    statement = a_statement(
        Move(on=3, amount="80.00", text=f"ACH {TRACE}"),
        Move(on=6, amount="-80.00", text="RETURN R01"),
    )
    if file_first:
        returns(entity_id, a_nacha_file(RETURNED))
    take(entity_id, statement)
    match_all(entity_id)
    if not file_first:
        returns(entity_id, a_nacha_file(RETURNED))
        match_all(entity_id)

    assert waiting(entity_id) == []
    assert bank_balance(entity_id) == OPENING_MINOR
    assert open_of(entity_id)[0] == 80_00
    assert books_hold(entity_id)


def test_a_return_that_somebody_took_from_the_line_is_not_taken_again() -> None:
    entity_id, _, [number] = a_debit(TRACE)
    take(entity_id, a_statement(Move(on=6, amount="-80.00", text="RETURN R01")))
    [line] = waiting(entity_id)
    said = ReturnByLine(
        entity_id=entity_id, line_id=line.id, payment=number, reason="R01"
    )
    return_by_line(said, **by(CLERK))

    taken = returns(entity_id, a_nacha_file(RETURNED))

    assert taken.returned == ()
    assert [one.code for one in taken.told] == ["return_known"]
    assert bank_balance(entity_id) == OPENING_MINOR
    assert books_hold(entity_id)


def test_the_same_file_twice_changes_nothing() -> None:
    entity_id, _, _ = a_debit(TRACE)
    returns(entity_id, a_nacha_file(RETURNED))

    assert returns(entity_id, a_nacha_file(RETURNED)).is_repeated
    assert books_hold(entity_id)


def test_what_is_not_found_or_not_alone_is_told_with_its_line() -> None:
    entity_id, _, _ = a_debit("TENANT 12 October", "TENANT 12 November")
    file = a_nacha_file(
        Entry(back="R02", trace="1", cents=80_00, individual="TENANT 12"),
        Entry(back="R02", trace="076401250000010", cents=80_01, individual="TENANT 12"),
        Entry(back="R69", trace="076401250000011", cents=80_00),
        Entry(back="R03", trace="076401250000012", cents=80_00, code="21"),
    )

    taken = returns(entity_id, file)

    assert taken.returned == ()
    assert [(one.place, one.code) for one in taken.told] == [
        ("line 3", "return_ambiguous"),
        ("line 5", "return_not_found"),
        ("line 7", "return_between_banks"),
        ("line 9", "return_of_money_sent"),
    ]
    assert bank_balance(entity_id) == OPENING_MINOR + 160_00
    assert books_hold(entity_id)


def test_a_notification_of_change_corrects_the_account_we_know_a_party_by() -> None:
    entity_id, party_id, _ = a_debit(TRACE)
    for value in ("12345", "777"):
        alias = KeepAlias(
            entity_id=entity_id, party_id=party_id, kind="account", value=value
        )
        keep_alias(alias, **by(CLERK))

    taken = returns(
        entity_id,
        a_nacha_file(
            Entry(change="C01", trace=TRACE, account="12345", corrected="98765"),
            Entry(change="C01", trace=TRACE, account="4711", corrected="98765"),
            Entry(change="C02", trace=TRACE, account="777", corrected="076401251"),
        ),
    )

    [corrected] = taken.corrected
    assert (corrected.party_id, corrected.old, corrected.new) == (
        party_id,
        "12345",
        "98765",
    )
    assert [one.code for one in taken.told] == [
        "change_of_unknown_account",
        "change_not_kept_here",
    ]
    aliases = models.Alias.objects.filter(entity_id=entity_id).order_by("value")
    assert [alias.value for alias in aliases] == ["777", "98765"]
    assert books_hold(entity_id)


def test_an_account_that_two_parties_share_is_not_corrected() -> None:
    entity_id, party_id, _ = a_debit(TRACE)
    for one in (party_id, a_party(entity_id, "Lowland Mills")):
        alias = KeepAlias(
            entity_id=entity_id, party_id=one, kind="account", value="12345"
        )
        keep_alias(alias, **by(CLERK))
    file = a_nacha_file(Entry(change="C01", account="12345", corrected="98765"))

    assert returns(entity_id, file).corrected == ()


def test_a_file_that_was_cut_posts_nothing() -> None:
    entity_id, _, _ = a_debit(TRACE)
    lines = a_nacha_file(RETURNED).splitlines(keepends=True)

    with pytest.raises(FileNotWhole, match="control"):
        returns(entity_id, b"".join(lines[:-1]))

    assert open_of(entity_id)[0] == 0
    assert books_hold(entity_id)


def test_a_file_of_payments_is_no_file_of_returns() -> None:
    entity_id, _, _ = a_debit(TRACE)

    with pytest.raises(NothingReturned):
        returns(entity_id, a_nacha_file(Entry(cents=80_00)))
