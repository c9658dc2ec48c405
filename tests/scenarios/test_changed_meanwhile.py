"""A charge that is changed while it is billed: at its new figures, or not at all.

The change falls between the reading of a charge and its billing, which is seconds
apart where a run reads ahead.  Each of these was seen to bill the old figures without
the lock that it is about.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.invoicing.actions import billing as billing_room
from duebook.apps.invoicing.actions import issuing as issuing_room
from duebook.apps.invoicing.actions.billing import (
    BillingResult,
    BillParties,
    StartBillingRun,
    bill_parties,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import (
    ChangeCharge,
    ChargeIsBilled,
    MakeDraft,
    TakeCharges,
    change_charge,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.drafts import (
    DraftsIssued,
    IssueDrafts,
    issue_drafts,
)
from duebook.apps.invoicing.queries.billing import bill_to_bounds
from tests.office import (
    CLERK,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)
from tests.races import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

TODAY = NOON.date()
PATIENCE_S = 30


def an_office(code: str, *parties: str) -> tuple[int, list[int]]:
    """An office with one consultation, at 140.00, for each party; its charges' ids."""
    entity_id = an_entity(code)
    a_price_book(entity_id, CONSULT="140.00")
    for party in parties:
        a_party(entity_id, party)
    charges = tuple(a_charge(party.upper()) for party in parties)
    taken = take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by(CLERK))
    return entity_id, list(taken.ids)


def double(entity_id: int, charge_id: int) -> None:
    """Let a charge be of two consultations."""
    change_charge(
        ChangeCharge(
            entity_id=entity_id,
            charge_id=charge_id,
            reason="a second hour",
            quantity=Decimal(2),
        ),
        **by(CLERK),
    )


def billing_all(entity_id: int) -> Callable[[], BillingResult]:
    with db.reading(entity_id):
        parties = bill_to_bounds(entity_id)
    command = BillParties(
        entity_id=entity_id,
        first_party=parties.start,
        stop_party=parties.stop,
        until=TODAY,
        issued_on=TODAY,
    )
    return partial(bill_parties, command, **by(CLERK))


def totals(entity_id: int) -> list[int]:
    with db.reading(entity_id):
        rows = db.tuples_of(
            "SELECT total_minor FROM invoicing_document WHERE entity_id = %(entity)s"
            " ORDER BY number",
            {"entity": entity_id},
        )
    return [row[0] for row in rows]


def test_a_charge_changed_after_it_was_read_is_billed_at_its_new_figures(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_id, [charge_id] = an_office(committed, "Tidewell")
    was_read, changed = Event(), Event()
    read = billing_room.ready_piece

    def read_and_wait(*asked: Any) -> billing_room.ReadyPiece:
        ready = read(*asked)
        was_read.set()
        assert changed.wait(PATIENCE_S)
        return ready

    def change_meanwhile() -> None:
        assert was_read.wait(PATIENCE_S)
        double(entity_id, charge_id)
        changed.set()

    monkeypatch.setattr(billing_room, "ready_piece", read_and_wait)
    at_once([billing_all(entity_id), change_meanwhile])

    assert totals(entity_id) == [280_00]
    assert books_hold(entity_id)


def test_a_run_that_read_ahead_reads_again_what_was_changed(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third piece has been read, and is not written yet."""
    entity_id, charge_ids = an_office(committed, "Ash", "Beech", "Cedar")
    read = billing_room.ready_piece
    read_at: list[int] = []

    def read_and_change(command: BillParties, *asked: Any) -> billing_room.ReadyPiece:
        ready = read(command, *asked)
        if command.position == 2 and 2 not in read_at:
            at_once([partial(double, entity_id, charge_ids[2])])
        read_at.append(command.position)
        return ready

    monkeypatch.setattr(billing_room, "ready_piece", read_and_change)
    run_id = start_billing_run(
        StartBillingRun(entity_id=entity_id, until=TODAY, issued_on=TODAY), **by(CLERK)
    )
    list(carry_on(entity_id, run_id, actor=CLERK, at=NOON))

    assert read_at == [0, 1, 2, 2]
    assert totals(entity_id) == [140_00, 140_00, 280_00]
    assert books_hold(entity_id)


def test_a_change_that_comes_while_an_invoice_is_written_is_too_late(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_id, [charge_id] = an_office(committed, "Tidewell")
    outcomes = _changed_before_issuing(
        monkeypatch, billing_all(entity_id), entity_id, charge_id
    )

    assert [type(outcome) for outcome in outcomes] == [BillingResult, ChargeIsBilled]
    assert totals(entity_id) == [140_00]
    assert books_hold(entity_id)


def test_nor_is_a_draft_changed_while_it_is_issued(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_id, [charge_id] = an_office(committed, "Tidewell")
    draft_id = make_draft(
        MakeDraft(entity_id=entity_id, charge_ids=(charge_id,)), **by(CLERK)
    )
    command = IssueDrafts(entity_id=entity_id, draft_ids=(draft_id,), issued_on=TODAY)
    outcomes = _changed_before_issuing(
        monkeypatch,
        partial(issue_drafts, command, **by(CLERK)),
        entity_id,
        charge_id,
    )

    assert [type(outcome) for outcome in outcomes] == [DraftsIssued, ChargeIsBilled]
    assert totals(entity_id) == [140_00]
    assert books_hold(entity_id)


def _changed_before_issuing(
    monkeypatch: pytest.MonkeyPatch,
    bill: Callable[[], Any],
    entity_id: int,
    charge_id: int,
) -> list[Any]:
    """Bill, and try to change the charge when all is read and nothing is written."""
    all_is_read, changed = Event(), Event()
    write_out = issuing_room._write_out  # noqa: SLF001 - the moment that is meant

    def write_out_late(*asked: Any) -> Any:
        all_is_read.set()
        assert not changed.wait(timeout=1), "changed over the head of who bills it"
        return write_out(*asked)

    def change_meanwhile() -> None:
        assert all_is_read.wait(PATIENCE_S)
        double(entity_id, charge_id)
        changed.set()

    monkeypatch.setattr(issuing_room, "_write_out", write_out_late)
    return at_once([bill, change_meanwhile])
