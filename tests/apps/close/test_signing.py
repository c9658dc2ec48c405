"""The machine proves, people sign; an entry that mends takes two people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.close.actions import (
    ControlAccount,
    DoesNotBalance,
    EntryPosted,
    Lock,
    Locked,
    LockPeriod,
    NewLeg,
    NotByHand,
    NothingProposed,
    NotProved,
    NotSigned,
    OwnEntry,
    PeriodIsLocked,
    PostEntry,
    PostProposedEntry,
    RequireSignOffs,
    ReverseEntry,
    SignPoints,
    StandsInTheWay,
    lock_period,
    locking,
    post_entry,
    post_proposed_entry,
    require_sign_offs,
    reverse_entry,
    sign_points,
)
from duebook.apps.close.queries.comparing import RECEIVABLES, SUB_LEDGERS, ties
from duebook.apps.close.queries.points import (
    USUAL,
    NoSuchPoint,
    entries_by_hand,
    points,
    signatures,
    unsigned,
)
from duebook.apps.close.queries.steps import DIFFERS, Step
from duebook.apps.entities.actions import AppointPerson, ReasonNeeded, appoint_person
from duebook.apps.invoicing.actions.recurring import (
    KeepRecurring,
    RecurringEntry,
    keep_recurring,
)
from duebook.apps.ledger.queries import period_of
from duebook.domain.rights import NotPermitted
from duebook.domain.tie_out import Cause
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.apps.payments.office import owes
from tests.office import (
    CLERK,
    MANAGER,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
    chain_holds,
)

if TYPE_CHECKING:
    from duebook.apps.close.queries.points import Point, Signature
    from duebook.domain.tie_out import Difference

pytestmark = pytest.mark.django_db

ACCOUNTANT = "Ruth Okafor"
END = date(2026, 11, 30)
TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    """A customer owes 80.00; Ruth keeps the books; what is usual has to be signed."""
    entity_id = an_entity(signs=True)
    owes(entity_id, a_party(entity_id), 80_00)
    ruth = AppointPerson(entity_id=entity_id, name=ACCOUNTANT, role="accountant")
    appoint_person(ruth, **by())
    return entity_id


def now(entity_id: int) -> tuple[dict[str, Point], dict[str, Signature], list[str]]:
    """Points, signatures, and what is still unsigned of November."""
    with db.reading(entity_id):
        november = period_of(entity_id, END)
        assert november is not None
        found = points(entity_id, november)
        signed = signatures(entity_id, november, found)
        return (
            {point.code: point for point in found},
            signed,
            unsigned(entity_id, found, signed),
        )


def sign(entity_id: int, *codes: str, person: str = MANAGER) -> dict[str, str]:
    said = SignPoints(entity_id=entity_id, day=END, points=codes)
    return sign_points(said, **by(person))


def lock(entity_id: int) -> None:
    said = LockPeriod(entity_id=entity_id, day=END, state=Lock.HARD, reason="month end")
    lock_period(said, **by(MANAGER))


def typed(
    entity_id: int, *legs: tuple[str, int], person: str = ACCOUNTANT
) -> EntryPosted:
    """An entry by hand of today, within what the person may post alone."""
    said = PostEntry(
        entity_id=entity_id,
        effective_on=TODAY,
        currency="USD",
        legs=tuple(NewLeg(*leg) for leg in legs),
        reason="as the bank wrote on paper",
    )
    posted = post_entry(said, **by(person))
    assert isinstance(posted, EntryPosted)
    return posted


def found(entity_id: int) -> list[Difference]:
    with db.reading(entity_id):
        return [one for tie in ties(entity_id, END) for one in tie.differences]


def test_a_month_is_locked_for_good_when_all_is_signed(office: int) -> None:
    with pytest.raises(NotSigned, match="receivables, sub-ledgers, money"):
        lock(office)

    sign(office, *USUAL[:2], *USUAL[3:])
    lock(office)

    _, signed, missing = now(office)
    assert missing == []
    assert signed["receivables"].person == MANAGER
    assert "80.00 USD" in signed["receivables"].figures
    with pytest.raises(PeriodIsLocked):
        sign(office, "money")
    assert books_hold(office)
    assert chain_holds(office)


def test_a_signature_is_void_when_its_figures_change(office: int) -> None:
    sign(office, "receivables")

    owes(office, a_party(office, "Alder Clinic"), 20_00, numbers=["A-9"])

    _, signed, missing = now(office)
    assert not signed["receivables"].is_valid
    assert "receivables" in missing


def test_a_bank_account_is_a_point_of_its_own(office: int) -> None:
    a_bank(office)
    take(office, a_statement(Move(on=9, amount="12.00", text="?")))
    match_all(office)

    assert "bank:Harbor Bank" in now(office)[2]
    with pytest.raises(NotProved, match="bank line not in the books"):
        sign(office, "bank")
    with pytest.raises(NoSuchPoint, match="coffee"):
        sign(office, "coffee")


def test_a_recurring_charge_that_was_not_generated_stops_its_point(
    office: int,
) -> None:
    a_price_book(office, RENT="100.00")
    rent = RecurringEntry(
        code="R1",
        party="TIDEWELL",
        item="RENT",
        description="Rent",
        currency="USD",
        starts_on=date(2026, 11, 15),
    )
    keep_recurring(KeepRecurring(entity_id=office, entries=(rent,)), **by(CLERK))

    with pytest.raises(NotProved, match="missing: R1/2026-11-15"):
        sign(office, "recurring")


def test_what_has_to_be_signed_is_for_the_house_to_say(office: int) -> None:
    said = RequireSignOffs(
        entity_id=office, points=("receivables",), reason="we are two people"
    )
    require_sign_offs(said, **by())
    sign(office, "receivables")

    lock(office)

    with pytest.raises(NoSuchPoint):
        require_sign_offs(
            RequireSignOffs(entity_id=office, points=("tea",), reason="x"), **by()
        )


def test_no_lock_for_good_while_a_bank_line_is_not_placed(office: int) -> None:
    """The house asks for no signature, and still the step stands in the way."""
    require_sign_offs(
        RequireSignOffs(entity_id=office, points=(), reason="we are two people"), **by()
    )
    a_bank(office)
    take(office, a_statement(Move(on=9, amount="12.00", text="?")))
    match_all(office)

    with pytest.raises(StandsInTheWay, match="Every bank line is placed, 1 left"):
        lock(office)

    soft = LockPeriod(entity_id=office, day=END, state=Lock.SOFT, reason="nearly done")
    assert isinstance(lock_period(soft, **by(MANAGER)), Locked)


def test_no_lock_for_good_while_sub_ledgers_differ(office: int) -> None:
    require_sign_offs(
        RequireSignOffs(entity_id=office, points=(), reason="we are two people"), **by()
    )
    typed(office, ("1050", 30_00), ("4000", -30_00))

    with pytest.raises(StandsInTheWay, match=r"Sub-ledgers .* differs by 30.00"):
        lock(office)


def test_a_soft_lock_too_waits_while_receivables_differ(
    office: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall keeps entries by hand off receivables; so the step itself is given."""
    differs = Step(
        code=RECEIVABLES,
        title="Receivable equals the ledger",
        state=DIFFERS,
        says="differs by 5.00",
        stops=True,
    )
    monkeypatch.setattr(locking, "sides_in_the_way", lambda *_: (differs,))

    for state in (Lock.SOFT, Lock.HARD):
        said = LockPeriod(entity_id=office, day=END, state=state, reason="month end")
        with pytest.raises(StandsInTheWay, match="Receivable equals the ledger"):
            lock_period(said, **by(MANAGER))


def test_a_clerk_neither_signs_nor_posts(office: int) -> None:
    with pytest.raises(NotPermitted):
        sign(office, "money", person=CLERK)
    with pytest.raises(NotPermitted):
        typed(office, ("1000", 5_00), ("6300", -5_00), person=CLERK)


def test_an_entry_by_hand_balances_and_leaves_open_items_alone(office: int) -> None:
    with pytest.raises(DoesNotBalance, match=r"Debits are 5.00 USD and credits 4.00"):
        typed(office, ("6300", 5_00), ("1000", -4_00))
    with pytest.raises(DoesNotBalance):
        typed(office, ("6300", 0), ("1000", 0))
    with pytest.raises(ControlAccount, match="1200"):
        typed(office, ("1200", 5_00), ("4000", -5_00))


def test_an_entry_by_hand_is_taken_back_by_another(office: int) -> None:
    entry = typed(office, ("6300", 5_00), ("1000", -5_00))
    back = ReverseEntry(
        entity_id=office,
        entry_id=entry.entry_id,
        effective_on=TODAY,
        reason="twice on paper",
    )

    reversal = reverse_entry(back, **by(ACCOUNTANT))

    with db.reading(office):
        [first, second] = entries_by_hand(office, TODAY, END)
    assert (first.reversed_by, second.entry_id) == (reversal.entry_id,) * 2
    assert first.legs == "6300 debit 500, 1000 credit 500"
    assert books_hold(office)


def test_an_entry_of_a_document_is_not_reversed_by_hand(office: int) -> None:
    with db.reading(office):
        [(invoice,)] = db.tuples_of(
            "SELECT entry_id FROM receivables_item WHERE entity_id = %(e)s",
            {"e": office},
        )
    with pytest.raises(NotByHand):
        reverse_entry(
            ReverseEntry(
                entity_id=office, entry_id=invoice, effective_on=TODAY, reason="x"
            ),
            **by(ACCOUNTANT),
        )


def propose(entity_id: int, difference: str, *, reason: str = "not a payment") -> Held:
    said = PostProposedEntry(
        entity_id=entity_id, day=END, difference=difference, reason=reason
    )
    waits = post_proposed_entry(said, **by(ACCOUNTANT))
    assert isinstance(waits, Held)
    return waits


def test_what_is_proposed_is_posted_by_two_people_and_signed_by_the_second(
    office: int,
) -> None:
    """Somebody typed 30.00 to undeposited funds, where only payments belong."""
    wrong = typed(office, ("1050", 30_00), ("4000", -30_00))
    [difference] = found(office)
    assert (difference.cause, difference.amount_minor) == (Cause.BY_HAND, 30_00)
    with pytest.raises(NotProved):
        sign(office, SUB_LEDGERS)

    waits = propose(office, difference.key)
    assert waits.sentence.startswith(f"Reverse entry {wrong.entry_id}: ")
    assert found(office) == [difference]
    yes = Answer(
        entity_id=office, request_id=waits.request_id, is_approved=True, reason="seen"
    )
    posted = approve(yes, **by(MANAGER))

    assert isinstance(posted, EntryPosted)
    assert found(office) == []
    with pytest.raises(OwnEntry, match=ACCOUNTANT):
        sign(office, SUB_LEDGERS, person=ACCOUNTANT)
    assert sign(office, RECEIVABLES, person=ACCOUNTANT)
    assert sign(office, SUB_LEDGERS)
    assert books_hold(office)
    assert chain_holds(office)


def test_nothing_is_proposed_for_what_is_gone(office: int) -> None:
    with pytest.raises(NothingProposed):
        propose(office, "sub-ledgers:1050:entry1")
    with pytest.raises(ReasonNeeded):
        propose(office, "sub-ledgers:1050:entry1", reason=" ")


def test_an_entry_by_hand_between_accounts_is_no_half_of_a_transfer(
    office: int,
) -> None:
    typed(office, ("1060", 30_00), ("1000", -30_00))

    [half] = found(office)

    assert half.cause is Cause.BY_HAND
    assert half.proposal is not None
