"""What people did in sentences, and how it is taken back."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import duebook.apps as rooms
from duebook import db
from duebook.apps.audit.queries import Told, event
from duebook.apps.close.actions.locking import Lock, LockPeriod, lock_period
from duebook.apps.desk.actions.undo_commands import COMMANDS, UndoFirst
from duebook.apps.desk.actions.undoing import NotUndone, UndoneBefore, undo
from duebook.apps.desk.queries.acts import acts, days_of_undoing, last_act
from duebook.apps.desk.queries.telling import SENTENCES, Names, Telling, tell
from duebook.apps.desk.queries.ways_back import WAYS_BACK
from duebook.apps.entities.actions import ACTIONS
from duebook.apps.entities.actions.sitting import Sitting
from duebook.apps.invoicing.actions.billing import (
    BillParties,
    StartBillingRun,
    bill_parties,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.documents import is_void, stored_by_number
from duebook.apps.notes.actions import FinishRow, WriteNote, finish_row, write_note
from duebook.apps.notes.queries import marks, notes_of
from duebook.apps.payments.actions import RefundCredit, refund_credit
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.payments import Method
from duebook.domain.rights import NotPermitted
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import (
    CLERK,
    MANAGER,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
    chain_holds,
)
from tests.scenarios.busy_office import a_busy_office

if TYPE_CHECKING:
    from duebook.apps.desk.queries.acts import Done

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


def sits(entity_id: int, person: str = CLERK) -> Sitting:
    """Somebody at their desk, at noon of the third of November."""
    return Sitting(
        entity_id=entity_id, currency="USD", actor=person, at=NOON, today=TODAY
    )


def last(entity_id: int, person: str = CLERK) -> Done:
    """What somebody did last."""
    with db.reading(entity_id):
        found = last_act(entity_id, person)
    assert found is not None
    return found


def undoes(entity_id: int, act: Done, person: str = CLERK) -> None:
    """Take an act back, with a reason and a sending of its own."""
    undo(sits(entity_id, person), act.event_id, "typed twice", uuid.uuid4())


def _every_action() -> None:
    """Import whatever module of a room's actions there is."""
    for module in pkgutil.walk_packages(rooms.__path__, "duebook.apps."):
        if ".actions" in module.name:
            importlib.import_module(module.name)


def test_a_held_act_is_carried_out_by_whoever_only_knows_the_rooms() -> None:
    """A worker or a command knows every action that a request may name."""
    script = (
        "import django; django.setup();"
        "from duebook.apps.entities.actions import ACTIONS;"
        "from django.utils.module_loading import autodiscover_modules;"
        "autodiscover_modules('actions'); print(*sorted(ACTIONS))"
    )
    known = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    _every_action()

    ours = {name for name, made in ACTIONS.items() if made.__module__[:7] == "duebook"}
    assert ours == set(known)


WITHOUT_A_NAME = ("CarryOnWork", "PrintLetters", "StartWork", "StopWork")
"""Commands of actions that are made where they are asked for, and stand in no list."""


def test_every_command_has_a_sentence_and_a_way_back() -> None:
    _every_action()

    ours = (name for name, made in ACTIONS.items() if made.__module__[:7] == "duebook")
    asked = {*ours, "OpenEntity", *WITHOUT_A_NAME}
    assert asked <= set(SENTENCES)
    assert set(SENTENCES) == set(WAYS_BACK)
    assert set(COMMANDS) == {
        name for name, way in WAYS_BACK.items() if way.can_be_undone
    }


@pytest.mark.parametrize("command", [*SENTENCES, "ACommandThatIsNoMore"])
def test_what_an_older_version_wrote_is_told_at_least_by_its_name(command: str) -> None:
    older = Told(
        id=1,
        seq=1,
        at=NOON,
        actor=CLERK,
        command=command,
        key=uuid.uuid4(),
        input={},
        result={},
        hash="",
        is_sound=True,
    )

    names = Names(currency="USD", parties={}, items={}, lines={})
    assert tell(Telling(older, names))


def test_whatever_happened_in_a_month_can_be_told() -> None:
    entity_id = a_busy_office("TOLD")

    with db.reading(entity_id):
        told = acts(entity_id, limit=500, is_whole=True)

    assert all(" " in act.sentence and act.is_sound for act in told)
    assert {"Opened the books of TOLD Ltd", f"Made {CLERK} coordinator"} <= {
        act.sentence for act in told
    }


def test_a_payment_is_taken_back_once_and_both_stay_visible() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    [debt] = owes(entity_id, party_id, 100_00)
    receive(entity_id, a_payment(party_id, 100_00))
    took = last(entity_id)
    assert took.sentence.startswith("Took in 100.00 USD from Tidewell Hotels as P-2026")
    assert took.can_be_undone
    key = uuid.uuid4()

    undo(sits(entity_id), took.event_id, "wrong party", key)
    undo(sits(entity_id), took.event_id, "wrong party", key)

    with db.reading(entity_id):
        back, again, *_ = acts(entity_id, CLERK)
        assert items_by_id(entity_id, [debt])[debt].open_minor == 100_00
    assert back.reason == "wrong party"
    assert again.undone_by == back.event_id
    assert not again.can_be_undone
    with pytest.raises(UndoneBefore, match=CLERK):
        undoes(entity_id, took, MANAGER)
    assert books_hold(entity_id)
    assert chain_holds(entity_id)


@pytest.mark.parametrize(
    ("is_open", "counts_on"), [(True, date(2026, 10, 30)), (False, TODAY)]
)
def test_a_payment_typed_wrong_is_taken_back_on_its_own_day_while_that_is_open(
    *, is_open: bool, counts_on: date
) -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    day = date(2026, 10, 30)
    receive(entity_id, a_payment(party_id, 60_00, received_on=day))
    took = last(entity_id)
    if not is_open:
        locking = LockPeriod(
            entity_id=entity_id, day=day, state=Lock.SOFT, reason="month end"
        )
        lock_period(locking, **by(MANAGER))
    with db.reading(entity_id):
        assert days_of_undoing(entity_id, took.event_id, TODAY) == [counts_on]

    undoes(entity_id, took)

    with db.reading(entity_id):
        back = event(entity_id, last(entity_id).event_id)
    assert back.input["returned_on"] == counts_on.isoformat()
    assert books_hold(entity_id)


def test_what_rests_on_an_act_is_undone_first() -> None:
    entity_id = an_entity()
    receipt = receive(entity_id, a_payment(a_party(entity_id), 50_00))
    took = last(entity_id)
    refund = RefundCredit(
        entity_id=entity_id,
        credit_id=receipt.item_id,
        refunded_on=TODAY,
        method=Method.ACH,
        reason="paid twice",
    )
    refund_credit(refund, **by(CLERK))
    sent = last(entity_id)

    with pytest.raises(UndoFirst, match=r"First undo: refund .*which used this credit"):
        undoes(entity_id, took)
    with pytest.raises(NotUndone, match="The money has left"):
        undoes(entity_id, sent)
    assert last(entity_id).event_id == sent.event_id


def test_an_application_is_taken_back() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    receipt = receive(entity_id, a_payment(party_id, 80_00))
    items = owes(entity_id, party_id, 30_00, 50_00)
    apply_credit(
        ApplyCredit(entity_id=entity_id, credit_id=receipt.item_id, applied_on=TODAY),
        **by(CLERK),
    )
    applied = last(entity_id)
    assert applied.sentence == f"Applied 80.00 USD of {receipt.number} to 2 items"

    undoes(entity_id, applied)

    with db.reading(entity_id):
        left = items_by_id(entity_id, items)
    assert [left[item].open_minor for item in items] == [30_00, 50_00]


def test_an_invoice_that_was_issued_is_voided_by_who_may() -> None:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="900.00")
    a_party(entity_id)
    issued = issue_invoice(
        IssueInvoice(
            entity_id=entity_id, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
        ),
        **by(CLERK),
    )
    act = last(entity_id)
    amount_to = f"{issued.number} over 900.00 USD to Tidewell Hotels"
    assert act.sentence == f"Issued invoice {amount_to}"

    [waits] = undo(sits(entity_id), act.event_id, "wrong month", uuid.uuid4())
    assert "Void" in waits.sentence
    assert last(entity_id).sentence.startswith("Asked for: Void")
    undoes(entity_id, act, MANAGER)

    with db.reading(entity_id):
        document = stored_by_number(entity_id, issued.number)
        assert is_void(entity_id, document.id)
        undone = next(one for one in acts(entity_id) if one.event_id == act.event_id)
    assert undone.undone_by


def test_charges_of_a_mistake_stay_visible_and_are_not_billed() -> None:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="90.00")
    a_party(entity_id)
    charges = (a_charge("TIDEWELL"), a_charge("TIDEWELL"))
    take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by(CLERK))

    undoes(entity_id, last(entity_id))

    with db.reading(entity_id):
        back = acts(entity_id, CLERK)
    assert [act.command for act in back] == ["ExcuseCharges", "TakeCharges"]
    assert back[-1].undone_by == back[0].event_id


def test_a_run_is_told_and_not_its_last_piece() -> None:
    entity_id = an_entity()
    day = date(2026, 11, 3)
    start_billing_run(
        StartBillingRun(entity_id=entity_id, until=day, issued_on=day), **by(CLERK)
    )
    piece = BillParties(
        entity_id=entity_id, first_party=1, stop_party=2, until=day, issued_on=day
    )
    bill_parties(piece, **by(CLERK))

    assert last(entity_id).sentence == "Started a billing run to 2026-11-03"
    with db.reading(entity_id):
        assert acts(entity_id, is_whole=True)[0].command == "BillParties"


def test_one_s_own_marks_and_notes_are_taken_back() -> None:
    entity_id = an_entity()
    about = Subject(kind=SubjectKind.PERIOD, id=10, called="October 2026")
    note = WriteNote(entity_id=entity_id, subject=about, text="Late.")
    write_note(note, **by(CLERK))
    wrote = last(entity_id)
    finish_row(FinishRow(entity_id=entity_id, row="call:4"), **by(CLERK))
    finished = last(entity_id)
    assert (wrote.sentence, finished.sentence) == (
        "Wrote a note on October 2026",
        "Finished a row of Today",
    )

    undoes(entity_id, wrote)
    undoes(entity_id, finished)

    with db.reading(entity_id):
        assert notes_of(entity_id, SubjectKind.PERIOD, [10]) == []
        assert marks(entity_id, CLERK) == {}


def test_undoing_needs_the_right_of_the_act_that_does_it() -> None:
    entity_id = an_entity()
    receive(entity_id, a_payment(a_party(entity_id), 50_00))
    took = last(entity_id)

    with pytest.raises(NotPermitted):
        undoes(entity_id, took, "Nobody")


def test_acts_are_read_page_by_page_of_one_day_and_one_person() -> None:
    entity_id = an_entity()
    for number in range(5):
        row = FinishRow(entity_id=entity_id, row=f"call:{number}")
        finish_row(row, **by(CLERK, at=NOON + timedelta(days=number % 2)))

    with db.reading(entity_id):
        whole = acts(entity_id, CLERK)
        first = acts(entity_id, CLERK, limit=2)
        rest = acts(entity_id, CLERK, before=first[-1].seq)
        today = acts(entity_id, CLERK, day=TODAY)
        assert acts(entity_id, MANAGER) == []
    assert [*first, *rest] == whole
    assert len(whole) == 5
    assert len(today) == 3
