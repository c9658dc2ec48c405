"""Lines of the bank matched with what is open: proved, proposed, decided, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    AcceptMatch,
    KeepAlias,
    MatchLine,
    NothingWaits,
    RejectMatch,
    SetApart,
    Short,
    Unmatch,
    accept_match,
    keep_alias,
    match_line,
    reject_match,
    set_lines_apart,
    unmatch,
)
from duebook.apps.banking.actions.watching import watched
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.parties.actions import NobodyInParticular
from duebook.apps.parties.queries import party_by_code
from duebook.apps.receivables.queries import applications_of
from tests.apps.banking.office import (
    IBAN,
    OPENING_MINOR,
    Move,
    a_statement,
    an_office,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lines import Line

pytestmark = pytest.mark.django_db

THEIRS = "DE75512108001245126199"


def balance(entity_id: int, code: str) -> int:
    """What an account comes to, in minor units, debit positive."""
    with db.reading(entity_id):
        balances = trial_balance(entity_id, DAY.replace(year=2027))
    return sum(one.amount_minor for one in balances if one.code == code)


def held(entity_id: int, *moves: Move) -> Line:
    """The one line that the matcher leaves to a person."""
    take(entity_id, a_statement(*moves))
    match_all(entity_id)
    [line] = waiting(entity_id)
    return line


def test_a_transfer_that_names_its_invoice_is_posted_by_itself() -> None:
    entity_id, _, _ = an_office(80_00)
    statement = a_statement(
        Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
    )

    taken = take(entity_id, statement)
    matched = match_all(entity_id)

    assert (taken.fresh, taken.problems) == (1, ())
    assert (matched.posted, matched.held) == (1, {})
    assert open_of(entity_id) == [0, 0]
    assert balance(entity_id, "1000") == OPENING_MINOR + 80_00
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


def test_who_waits_for_a_match_is_told_of_each_answer() -> None:
    entity_id, _, _ = an_office(80_00, 50_00)
    paid = Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
    take(entity_id, a_statement(paid, Move(on=6, amount="9.00", text="thank you")))
    heard: list[tuple[int, int]] = []

    with watched(lambda done, total: heard.append((done, total))):
        match_all(entity_id)
    match_all(entity_id)

    assert heard == [(1, 2), (2, 2)]


def test_the_same_file_and_the_same_lines_again_add_nothing() -> None:
    entity_id, _, _ = an_office(80_00)
    move = Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
    take(entity_id, a_statement(move))

    again = take(entity_id, a_statement(move))
    renumbered = take(entity_id, a_statement(move, number="2"))

    assert again.is_repeated
    assert (renumbered.fresh, renumbered.known) == (0, 1)
    assert len(waiting(entity_id)) == 1


MT940 = f"""\
:20:NOVEMBER
:25:{IBAN}
:28C:11/1
:60F:C261101USD1000,00
:61:2611051105C80,00NTRFINV-2026-00101
:86:Tidewell Hotels
:61:2611061106C45,50NTRFNONREF
:86:somebody else
:62F:C261130USD1125,50
-"""
OFX = f"""\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>{IBAN}<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261105<TRNAMT>80.00<FITID>A1<NAME>TIDEWELL</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261106<TRNAMT>45.50<FITID>A2<NAME>SOMEBODY</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1125.50<DTASOF>20261130</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.mark.parametrize("other", [MT940, OFX], ids=["MT940", "OFX"])
def test_the_same_days_in_another_format_add_nothing(other: str) -> None:
    entity_id, _, _ = an_office(80_00)
    moves = (
        Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels"),
        Move(on=6, amount="45.50", text="thank you"),
    )
    take(entity_id, a_statement(*moves))
    match_all(entity_id)

    again = take(entity_id, other.encode())

    assert (again.fresh, again.known, again.doubtful) == (0, 2, 0)
    assert open_of(entity_id)[0] == 0
    assert len(waiting(entity_id)) == 1


def test_a_short_pay_asks_one_question_and_the_rest_is_written_off() -> None:
    entity_id, _, [debt] = an_office(80_00)
    line = held(
        entity_id,
        Move(on=5, amount="60.00", text="INV-2026-00101", name="Tidewell Hotels"),
    )
    assert line.held == "short"
    assert line.proposals[0].short_minor == 20_00

    accepted = accept_match(
        AcceptMatch(entity_id=entity_id, line_id=line.id, short=Short.WRITE_OFF),
        **by(CLERK),
    )

    assert accepted.settled == {debt: 60_00}
    assert accepted.written_off_minor == 20_00
    assert open_of(entity_id)[0] == 0
    assert books_hold(entity_id)


def test_what_a_person_decides_teaches_the_payers_account() -> None:
    entity_id, party_id, [first, _] = an_office(80_00, 61_00)
    line = held(entity_id, Move(on=5, amount="80.00", name="TW", account=THEIRS))

    match_line(
        MatchLine(
            entity_id=entity_id, line_id=line.id, party_id=party_id, paid={first: 80_00}
        ),
        **by(CLERK),
    )
    take(entity_id, a_statement(Move(on=6, amount="61.00", account=THEIRS), number="2"))

    assert match_all(entity_id).posted == 1
    assert open_of(entity_id)[:2] == [0, 0]


def test_a_match_is_taken_back_and_both_facts_stay() -> None:
    entity_id, _, _ = an_office(80_00)
    move = Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
    take(entity_id, a_statement(move))
    line_id = waiting(entity_id)[0].id
    match_all(entity_id)

    unmatch(
        Unmatch(entity_id=entity_id, line_id=line_id, reason="another Tidewell"),
        **by(CLERK),
    )

    assert open_of(entity_id)[0] == 80_00
    assert balance(entity_id, "1000") == OPENING_MINOR + 80_00
    assert balance(entity_id, "2120") == -80_00
    assert [line.state for line in waiting(entity_id)] == ["apart"]
    assert books_hold(entity_id)


def test_a_match_that_was_taken_back_is_proposed_again_and_not_posted() -> None:
    entity_id, _, [debt] = an_office(80_00)
    move = Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
    take(entity_id, a_statement(move))
    [line] = waiting(entity_id)
    match_all(entity_id)

    unmatch(Unmatch(entity_id=entity_id, line_id=line.id, reason="?"), **by(CLERK))

    [line] = waiting(entity_id)
    [proposal] = line.proposals
    assert [part.debt_id for part in proposal.parts] == [debt]
    accept_match(AcceptMatch(entity_id=entity_id, line_id=line.id), **by(CLERK))
    assert open_of(entity_id)[0] == 0
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


def test_unidentified_money_is_given_to_its_payer_later() -> None:
    entity_id, party_id, [debt] = an_office(80_00)
    line = held(entity_id, Move(on=5, amount="80.00", text="thank you"))

    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line.id,)), **by(CLERK))
    assert balance(entity_id, "2120") == -80_00
    match_line(
        MatchLine(
            entity_id=entity_id, line_id=line.id, party_id=party_id, paid={debt: 80_00}
        ),
        **by(CLERK),
    )

    assert balance(entity_id, "2120") == 0
    assert open_of(entity_id)[0] == 0
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


def test_a_rejected_proposal_does_not_come_again() -> None:
    entity_id, _, _ = an_office(80_00)
    line = held(
        entity_id,
        Move(on=5, amount="60.00", text="INV-2026-00101", name="Tidewell Hotels"),
    )
    said = RejectMatch(entity_id=entity_id, line_id=line.id, reason="not theirs")

    left = reject_match(said, **by(CLERK))
    match_all(entity_id)

    [line] = waiting(entity_id)
    assert left == len(line.proposals) == 0


def test_a_payment_entered_by_hand_is_not_posted_a_second_time() -> None:
    entity_id, party_id, _ = an_office(80_00)
    receive(entity_id, a_payment(party_id, 80_00, reference="cheque 1041"))

    take(entity_id, a_statement(Move(on=5, amount="80.00", text="CHEQUE 1041")))
    matched = match_all(entity_id)

    assert (matched.linked, matched.posted) == (1, 0)
    assert balance(entity_id, "1000") == OPENING_MINOR + 80_00
    assert books_hold(entity_id)


def test_a_line_is_explained_once() -> None:
    entity_id, party_id, [first, _] = an_office(80_00, 80_00)
    line = held(entity_id, Move(on=5, amount="80.00", text="thank you"))
    said = MatchLine(
        entity_id=entity_id, line_id=line.id, party_id=party_id, paid={first: 80_00}
    )
    match_line(said, **by(CLERK))

    with pytest.raises(NothingWaits):
        match_line(said, **by(CLERK))


def test_the_same_amount_again_without_a_word_may_be_the_same_payment() -> None:
    entity_id, party_id, _ = an_office(80_17, 95_31)
    alias = KeepAlias(
        entity_id=entity_id, party_id=party_id, kind="account", value=THEIRS
    )
    keep_alias(alias, **by(CLERK))
    take(entity_id, a_statement(Move(on=5, amount="80.17", text="INV-2026-00101")))
    match_all(entity_id)
    owes(entity_id, party_id, 80_17, numbers=["INV-2026-00140"])

    line = held(entity_id, Move(on=9, amount="80.17", account=THEIRS))

    assert line.held == "settled_already"
    assert "INV-2026-00101" in line.sentence


def test_a_divided_line_is_taken_back_payment_by_payment() -> None:
    entity_id, party_id, [debt] = an_office(60_00)
    other = a_party(entity_id, "Lowland Mills")
    line = held(entity_id, Move(on=5, amount="80.00", text="thank you"))
    for payer, amount_minor, paid in (
        (party_id, 60_00, {debt: 60_00}),
        (other, 20_00, {}),
    ):
        match_line(
            MatchLine(
                entity_id=entity_id,
                line_id=line.id,
                party_id=payer,
                paid=paid,
                amount_minor=amount_minor,
            ),
            **by(CLERK),
        )

    kept = unmatch(
        Unmatch(entity_id=entity_id, line_id=line.id, reason="one other payer"),
        **by(CLERK),
    )

    assert len(kept) == 2
    assert open_of(entity_id)[0] == 60_00
    assert balance(entity_id, "2120") == -80_00
    assert waiting(entity_id) == []
    assert books_hold(entity_id)


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_write_off_of_the_rest_goes_with_the_match(*, is_apart: bool) -> None:
    entity_id, _, [debt] = an_office(80_00)
    move = Move(on=5, amount="60.00", text="INV-2026-00101", name="Tidewell Hotels")
    line = held(entity_id, move)
    if is_apart:
        set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line.id,)), **by(CLERK))
        match_all(entity_id)
    accept_match(
        AcceptMatch(entity_id=entity_id, line_id=line.id, short=Short.WRITE_OFF),
        **by(CLERK),
    )

    unmatch(
        Unmatch(entity_id=entity_id, line_id=line.id, reason="not theirs"), **by(CLERK)
    )

    assert open_of(entity_id)[0] == 80_00
    assert balance(entity_id, "6200") == 0
    with db.reading(entity_id):
        assert not applications_of(entity_id, [debt])
    assert books_hold(entity_id)


def test_nobody_in_particular_has_paid() -> None:
    entity_id, _, _ = an_office(80_00)
    line = held(entity_id, Move(on=5, amount="60.00", name="Somebody"))
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line.id,)), **by(CLERK))
    with db.reading(entity_id):
        nobody = party_by_code(entity_id, "(unidentified)").id

    with pytest.raises(NobodyInParticular):
        match_line(
            MatchLine(entity_id=entity_id, line_id=line.id, party_id=nobody, paid={}),
            **by(CLERK),
        )
