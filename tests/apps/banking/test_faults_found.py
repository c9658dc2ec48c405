"""Faults that were found by reading, each as the day it would have happened on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions import (
    AcceptMatch,
    JudgeLine,
    KeepDeduction,
    KeepHouseRule,
    LinkLine,
    MatchLine,
    NothingWaits,
    ReturnByLine,
    RuleLine,
    SetApart,
    UnlinkLine,
    Unmatch,
    accept_match,
    judge_line,
    keep_deduction,
    keep_house_rule,
    link_line,
    match_line,
    matching,
    return_by_line,
    rule_line,
    set_lines_apart,
    unlink_line,
    unmatch,
)
from duebook.apps.banking.actions.asking import ask_matcher
from duebook.apps.banking.actions.learning import DeductionOfAnotherKind
from duebook.apps.banking.queries.accounts import UnknownBankAccount, bank_account
from duebook.apps.banking.queries.proof import proof
from duebook.apps.close.actions import (
    EntryPosted,
    LockPeriod,
    NewLeg,
    PostEntry,
    ReverseEntry,
    lock_period,
    post_entry,
    reverse_entry,
)
from duebook.apps.close.actions.locking import Lock
from duebook.apps.payments.actions import (
    LetGoAboveLimit,
    PartlyUsed,
    RefundCredit,
    refund_credit,
)
from duebook.apps.receivables.models import Item
from duebook.domain.application import NotOpen
from duebook.domain.payments import LeftOut, LetGo, Method
from tests.apps.banking.office import (
    OPENING_MINOR,
    Move,
    a_bank,
    a_statement,
    an_office,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.actions import MatchAccepted
    from duebook.apps.banking.queries.proof import Proof
    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.records import Answer, Receipt

pytestmark = pytest.mark.django_db

PAID = Move(on=5, amount="80.00", text="INV-2026-00101", name="Tidewell Hotels")
UNKNOWN = Move(on=5, amount="80.00", text="thank you")
BOUNCED = Move(on=12, amount="-80.00", text="RETURN")
SAVINGS = "DE75512108001245126199"
END = date(2026, 11, 30)


def some_savings(entity_id: int) -> None:
    """A second account of ours, at account 1060."""
    a_bank(
        entity_id,
        name="Savings",
        identifier=SAVINGS,
        account="1060",
        opening_minor=0,
    )


def the_line(entity_id: int, *moves: Move) -> int:
    """The first line of a statement, after the matcher saw all of it."""
    take(entity_id, a_statement(*moves))
    match_all(entity_id)
    lines = models.BankLine.objects.filter(entity_id=entity_id)
    return lines.order_by("id").values_list("id", flat=True)[0]


def keep_apart(entity_id: int, line_id: int) -> None:
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line_id,)), **by(CLERK))


def say(entity_id: int, line_id: int, party_id: int, **said: Any) -> MatchAccepted:
    """A person says whose the money of a line is."""
    command = MatchLine(
        entity_id=entity_id,
        line_id=line_id,
        party_id=party_id,
        **{"paid": {}, **said},
    )
    return match_line(command, **by(CLERK))


def take_back(entity_id: int, line_id: int) -> None:
    unmatch(Unmatch(entity_id=entity_id, line_id=line_id, reason="no"), **by(CLERK))


def unlink(entity_id: int, line_id: int) -> None:
    said = UnlinkLine(entity_id=entity_id, line_id=line_id, reason="not so")
    unlink_line(said, **by(CLERK))


def bounce(entity_id: int) -> None:
    """The bank takes the first payment back, and a person says so."""
    [out] = [line for line in waiting(entity_id) if line.amount_minor < 0]
    said = ReturnByLine(
        entity_id=entity_id, line_id=out.id, payment="P-2026-00001", reason="NSF"
    )
    return_by_line(said, **by(CLERK))


def send_back(entity_id: int, credit_id: int) -> None:
    said = RefundCredit(
        entity_id=entity_id,
        credit_id=credit_id,
        refunded_on=END,
        method=Method.WIRE,
        reason="not ours",
    )
    refund_credit(said, **by())


def by_hand(entity_id: int, on: date, **legs_minor: int) -> int:
    """An entry by hand on accounts: ``_1000=500, _1060=-500``."""
    said = PostEntry(
        entity_id=entity_id,
        effective_on=on,
        currency="USD",
        legs=tuple(
            NewLeg(code.strip("_"), minor) for code, minor in legs_minor.items()
        ),
        reason="by hand",
    )
    posted = post_entry(said, **by())
    assert isinstance(posted, EntryPosted)
    return posted.entry_id


def proved(entity_id: int, on: date = END, name: str = "Harbor Bank") -> Proof:
    with db.reading(entity_id):
        return proof(entity_id, bank_account(entity_id, name), on)


# Money that lies apart


def test_the_rest_of_a_divided_line_is_matched_as_the_rest() -> None:
    entity_id, party_id, [first, _] = an_office(60_00, 80_00)
    line_id = the_line(entity_id, replace(UNKNOWN, name="Tidewell Hotels"))
    say(entity_id, line_id, party_id, paid={first: 60_00}, amount_minor=60_00)
    keep_apart(entity_id, line_id)

    match_all(entity_id)

    assert open_of(entity_id)[1] == 80_00
    assert [line.left_minor for line in waiting(entity_id)] == [20_00]


def test_money_apart_that_was_sent_back_waits_no_longer() -> None:
    entity_id, party_id, [debt] = an_office(80_00)
    line_id = the_line(entity_id, UNKNOWN)
    keep_apart(entity_id, line_id)
    [line] = waiting(entity_id)
    assert line.credit_id is not None
    send_back(entity_id, line.credit_id)

    assert waiting(entity_id) == []
    with pytest.raises(NothingWaits):
        say(entity_id, line_id, party_id, paid={debt: 80_00})


def test_money_apart_that_bounced_does_not_stop_the_matcher() -> None:
    entity_id, _, _ = an_office(80_00)
    line_id = the_line(entity_id, PAID, BOUNCED)
    take_back(entity_id, line_id)
    bounce(entity_id)

    match_all(entity_id)

    assert waiting(entity_id) == []
    assert open_of(entity_id)[0] == 80_00
    assert books_hold(entity_id)


# Matches taken back


def test_a_payment_that_bounced_is_not_taken_back_a_second_time() -> None:
    entity_id, _, _ = an_office(80_00)
    line_id = the_line(entity_id, PAID, BOUNCED)
    bounce(entity_id)
    before = open_of(entity_id)

    with pytest.raises(PartlyUsed):
        take_back(entity_id, line_id)

    assert open_of(entity_id) == before


def test_a_payment_whose_rest_was_refunded_is_not_unmatched() -> None:
    entity_id, _, _ = an_office(50_00)
    line_id = the_line(entity_id, PAID)
    accept_match(AcceptMatch(entity_id=entity_id, line_id=line_id), **by(CLERK))
    with db.reading(entity_id):
        rest = Item.objects.get(entity_id=entity_id, open_minor__lt=0)
    send_back(entity_id, rest.id)

    with pytest.raises(PartlyUsed):
        take_back(entity_id, line_id)


def test_a_line_that_brought_its_payment_is_not_unlinked_from_it() -> None:
    entity_id, _, _ = an_office(80_00)
    line_id = the_line(entity_id, PAID)

    with pytest.raises(NothingWaits, match="unmatch"):
        unlink(entity_id, line_id)


def test_a_payment_entered_by_hand_is_unlinked_from_its_line() -> None:
    entity_id, party_id, _ = an_office(80_00)
    receive(entity_id, a_payment(party_id, 80_00, reference="cheque 1041"))
    line_id = the_line(entity_id, replace(UNKNOWN, text="CHEQUE 1041"))

    unlink(entity_id, line_id)

    assert [line.id for line in waiting(entity_id)] == [line_id]


def test_what_a_person_says_is_no_transfer_is_not_posted_as_one_again() -> None:
    entity_id, _, _ = an_office(80_00)
    some_savings(entity_id)
    line_id = the_line(entity_id, replace(UNKNOWN, account=SAVINGS))
    assert waiting(entity_id) == []
    unlink(entity_id, line_id)

    assert match_all(entity_id).ruled == 0
    assert [line.id for line in waiting(entity_id)] == [line_id]
    assert books_hold(entity_id)


def test_a_line_that_was_unlinked_from_an_entry_is_not_linked_to_it_again() -> None:
    entity_id, party_id, _ = an_office(80_00)
    receive(entity_id, a_payment(party_id, 80_00, reference="cheque 1041"))
    line_id = the_line(entity_id, replace(UNKNOWN, text="CHEQUE 1041"))
    unlink(entity_id, line_id)

    assert match_all(entity_id).linked == 0
    assert [line.held for line in waiting(entity_id)] == ["booked_already"]


# The run of the matcher


def test_a_line_of_a_closed_month_does_not_stop_the_others() -> None:
    entity_id, _, _ = an_office(80_00)
    a_bank(
        entity_id,
        name="Savings",
        identifier=SAVINGS,
        account="1060",
        opening_minor=0,
        opened_on=date(2026, 9, 30),
    )
    lock = LockPeriod(
        entity_id=entity_id, day=date(2026, 10, 5), state=Lock.SOFT, reason="closed"
    )
    lock_period(lock, **by())
    late = a_statement(replace(UNKNOWN, amount="7.00"), iban=SAVINGS)
    take(entity_id, late.replace(b"2026-11-", b"2026-10-"))
    take(entity_id, a_statement(PAID))

    matched = match_all(entity_id)

    assert (matched.posted, matched.held) == (1, {"period_closed": 1})


def test_a_rule_does_not_act_on_money_that_may_pay_a_debt() -> None:
    entity_id, _, _ = an_office(80_00)
    rule_id = keep_house_rule(
        KeepHouseRule(entity_id=entity_id, name="rent", account="4000", text="rent"),
        **by(),
    )
    rules = models.HouseRule.objects.filter(entity_id=entity_id, id=rule_id)
    rules.update(hits=3, state="acts")

    rental = replace(PAID, text="INV-2026-00101 rental of a hall")
    other = replace(UNKNOWN, amount="-7.00", text="RENT NOVEMBER")
    take(entity_id, a_statement(rental, other))
    matched = match_all(entity_id)

    assert (matched.ruled, matched.held) == (1, {"ruled": 1})
    assert open_of(entity_id)[0] == 80_00


def test_what_a_rule_suggests_is_still_weighed_against_other_money() -> None:
    """Two lines name one invoice; that a rule calls one of them rent proves nothing."""
    entity_id, _, _ = an_office(80_00)
    keep_house_rule(
        KeepHouseRule(entity_id=entity_id, name="rent", account="4000", text="rent"),
        **by(),
    )
    rental = replace(PAID, text="INV-2026-00101 rental of a hall")
    take(entity_id, a_statement(rental, replace(PAID, on=PAID.on + 1)))

    matched = match_all(entity_id)

    assert matched.posted == 0
    assert matched.held["ruled"] == 1
    assert open_of(entity_id)[0] == 80_00


def test_the_matcher_is_asked_once_whatever_rules_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entity_id, _, _ = an_office(80_00)
    rule_id = keep_house_rule(
        KeepHouseRule(entity_id=entity_id, name="hall", account="4000", text="hall"),
        **by(),
    )
    rules = models.HouseRule.objects.filter(entity_id=entity_id, id=rule_id)
    rules.update(hits=3, state="acts")
    hall = replace(UNKNOWN, amount="45.00", text="HALL NOVEMBER")
    take(entity_id, a_statement(PAID, hall))
    asked: list[int] = []

    def counted(act: Act, receipts: Sequence[Receipt]) -> list[Answer]:
        asked.append(len(receipts))
        return ask_matcher(act, receipts)

    monkeypatch.setattr(matching, "ask_matcher", counted)
    matched = match_all(entity_id)

    assert (asked, matched.posted, matched.ruled) == ([2], 1, 1)


def test_money_apart_settles_no_debt_of_another_currency() -> None:
    entity_id, party_id, _ = an_office()
    [debt] = owes(entity_id, party_id, 80_00, currency="EUR")
    line_id = the_line(entity_id, UNKNOWN)
    keep_apart(entity_id, line_id)

    with pytest.raises(NotOpen):
        say(entity_id, line_id, party_id, paid={debt: 80_00})


def test_a_divided_line_teaches_no_payer_and_proposes_only_what_is_left() -> None:
    entity_id, party_id, [_, other] = an_office(100_00, 60_00)
    short = replace(PAID, name="Collected by a bureau", account=SAVINGS)
    line_id = the_line(entity_id, short)
    [line] = waiting(entity_id)
    assert line.proposals

    say(entity_id, line_id, party_id, paid={other: 60_00}, amount_minor=60_00)

    [line] = waiting(entity_id)
    assert (line.left_minor, line.proposals) == (20_00, ())
    assert not models.Alias.objects.filter(entity_id=entity_id).exists()


def test_a_code_of_deductions_says_one_thing() -> None:
    entity_id, party_id, _ = an_office()
    tax = KeepDeduction(entity_id=entity_id, code="WHT", why=LeftOut.WITHHELD_TAX)
    keep_deduction(tax, **by())

    with pytest.raises(DeductionOfAnotherKind):
        keep_deduction(replace(tax, party_id=party_id, why=LeftOut.DEDUCTION), **by())


# Lines that are no money of their own


def test_a_doubtful_line_is_judged_before_anybody_books_it() -> None:
    entity_id, _, _ = an_office(80_00)
    line_id = the_line(entity_id, UNKNOWN)
    lines = models.OpenLine.objects.filter(entity_id=entity_id, line_id=line_id)
    lines.update(state="doubtful")
    with pytest.raises(NothingWaits, match="judge it first"):
        keep_apart(entity_id, line_id)

    no = JudgeLine(entity_id=entity_id, line_id=line_id, is_new=False, reason="same")
    judge_line(no, **by(CLERK))

    with pytest.raises(NothingWaits):
        judge_line(no, **by(CLERK))
    with pytest.raises(NothingWaits, match="another line"):
        keep_apart(entity_id, line_id)
    said = RuleLine(entity_id=entity_id, line_id=line_id, account="4000")
    with pytest.raises(NothingWaits):
        rule_line(said, **by(CLERK))


def test_what_happened_up_to_the_opening_day_is_in_the_opening() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    held_minor = OPENING_MINOR + 80_00
    a_bank(entity_id, opened_on=date(2026, 11, 5), opening_minor=held_minor)
    owes(entity_id, party_id, 80_00, numbers=["INV-2026-00101"])

    taken = take(entity_id, a_statement(PAID, Move(on=12, amount="5.00", text="?")))
    match_all(entity_id)

    assert (taken.fresh, taken.left) == (1, 1)
    [line] = waiting(entity_id)
    keep_apart(entity_id, line.id)
    found = proved(entity_id)
    assert found.bank_minor == found.book_minor == held_minor + 5_00
    assert (found.waiting, found.gaps, found.difference_minor) == ((), (), 0)


def test_two_unknown_accounts_of_one_file_are_not_both_the_one_we_named() -> None:
    entity_id, _, _ = an_office(80_00)
    stated = a_statement(UNKNOWN, iban="DE89370400440532013000")
    [head, statement, tail] = _split(stated)
    other = statement.replace(b"DE89370400440532013000", b"DE02120300000000202051")

    with pytest.raises(UnknownBankAccount):
        take(entity_id, head + statement + other + tail, account="Harbor Bank")

    assert take(entity_id, stated, account="Harbor Bank").fresh == 1


def _split(stated: bytes) -> list[bytes]:
    head, rest = stated.split(b"<Stmt>")
    statement, tail = rest.split(b"</Stmt>")
    return [head, b"<Stmt>" + statement + b"</Stmt>", tail]


def test_an_account_without_a_number_is_not_the_other_side_of_every_line() -> None:
    entity_id, _, _ = an_office(80_00)
    a_bank(entity_id, name="Till", identifier=" ", account="1060", opening_minor=0)

    the_line(entity_id, UNKNOWN)

    assert [line.amount_minor for line in waiting(entity_id)] == [80_00]


# Limits


def test_nobody_lets_a_debt_go_beyond_what_they_may_write_off() -> None:
    entity_id, party_id, [debt] = an_office(9_000_00)
    line_id = the_line(entity_id, UNKNOWN)
    gift = LetGo(debt, 8_920_00, LeftOut.DEDUCTION)

    with pytest.raises(LetGoAboveLimit):
        say(entity_id, line_id, party_id, paid={debt: 80_00}, let_go=(gift,))
    with pytest.raises(LetGoAboveLimit):
        receive(entity_id, a_payment(party_id, 80_00, let_go=(gift,)))

    assert open_of(entity_id)[0] == 9_000_00


def test_a_discount_earned_in_time_is_nobodys_gift() -> None:
    entity_id, party_id, _ = an_office()
    [debt] = owes(entity_id, party_id, 9_000_00, discount_minor=180_00)
    line_id = the_line(entity_id, replace(UNKNOWN, amount="8820.00"))

    promised = (LetGo(debt, 180_00),)
    say(entity_id, line_id, party_id, paid={debt: 8_820_00}, let_go=promised)

    assert open_of(entity_id)[0] == 0


# Book against bank


def test_an_entry_between_two_banks_is_shown_by_each_for_itself() -> None:
    entity_id, _, _ = an_office()
    some_savings(entity_id)
    entry_id = by_hand(entity_id, date(2026, 11, 5), _1000=-25_00, _1060=25_00)
    take(entity_id, a_statement(Move(on=5, amount="-25.00", text="to savings")))
    [line] = waiting(entity_id)

    link_line(
        LinkLine(entity_id=entity_id, line_id=line.id, entry_id=entry_id), **by(CLERK)
    )

    assert proved(entity_id).outstanding == ()
    assert proved(entity_id, name="Savings").outstanding_minor == 25_00
    assert proved(entity_id, name="Savings").difference_minor == 0


def test_a_reversal_does_not_change_what_was_under_way_before_it() -> None:
    entity_id, _, _ = an_office()
    entry_id = by_hand(entity_id, date(2026, 11, 20), _1000=25_00, _4000=-25_00)
    said = ReverseEntry(
        entity_id=entity_id,
        entry_id=entry_id,
        effective_on=date(2026, 12, 3),
        reason="never came",
    )
    reverse_entry(said, **by())

    assert proved(entity_id).outstanding_minor == 25_00
    assert proved(entity_id).difference_minor == 0
    assert proved(entity_id, date(2026, 12, 31)).outstanding == ()


def test_the_reversal_of_what_a_bank_showed_is_not_hidden() -> None:
    entity_id, _, _ = an_office()
    entry_id = by_hand(entity_id, date(2026, 11, 5), _1000=25_00, _4000=-25_00)
    the_line(entity_id, Move(on=5, amount="25.00", text="interest"))
    assert waiting(entity_id) == []
    said = ReverseEntry(
        entity_id=entity_id,
        entry_id=entry_id,
        effective_on=date(2026, 11, 6),
        reason="a slip",
    )
    reverse_entry(said, **by())

    assert proved(entity_id).outstanding_minor == -25_00
    assert proved(entity_id).difference_minor == 0


def test_what_the_books_of_a_day_had_not_yet_waited_on_that_day() -> None:
    entity_id, _, _ = an_office()
    entry_id = by_hand(entity_id, date(2026, 12, 2), _1000=25_00, _4000=-25_00)
    take(entity_id, a_statement(Move(on=30, amount="25.00", text="interest")))
    [line] = waiting(entity_id)
    link_line(
        LinkLine(entity_id=entity_id, line_id=line.id, entry_id=entry_id), **by(CLERK)
    )

    assert proved(entity_id).waiting_minor == 25_00
    assert proved(entity_id).difference_minor == 0
    assert proved(entity_id, date(2026, 12, 31)).waiting == ()
