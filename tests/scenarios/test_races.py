"""Many at once: no gap, no number twice, nothing after the close, one yes, one act.

Each of these was seen to fail without the lock that it is about: the row of the
number series, the share lock on the period, the locks on the request and the draft,
and the unique key that is spent first.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.approvals.actions import Answer, NotWaiting, approve
from duebook.apps.close.actions import Lock, Locked, LockPeriod, lock_period
from duebook.apps.entities.actions import (
    AppointPerson,
    BooksSayNo,
    appoint_person,
    take_numbers,
)
from duebook.apps.invoicing.actions import issuing as issuing_room
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import IssueCreditNote, issue_credit_note
from duebook.apps.invoicing.actions.drafts import (
    Blocked,
    DraftsIssued,
    IssueDrafts,
    IssueInvoice,
    issue_drafts,
    issue_invoice,
)
from duebook.apps.invoicing.actions.issuing import Issued
from duebook.domain.errors import Refusal
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
)
from tests.races import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

TODAY = NOON.date()
NO_PERIOD = date(2025, 12, 31)
ISSUERS = 50
SECOND_MANAGER = "Ruth Adeyemi"


def an_office(code: str, *parties: str) -> int:
    entity_id = an_entity(code)
    a_price_book(entity_id, CONSULT="140.00")
    for party in parties or ("Tidewell Hotels",):
        a_party(entity_id, party)
    return entity_id


def issuing(entity_id: int, party: str, day: date = TODAY) -> Callable[[], Issued]:
    command = IssueInvoice(
        entity_id=entity_id, charges=(a_charge(party),), issued_on=day
    )
    return partial(issue_invoice, command, **by(CLERK))


def of_kind(outcomes: list[Any], kind: type) -> list[Any]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def numbers_in(entity_id: int) -> list[str]:
    with db.reading(entity_id):
        rows = db.tuples_of(
            "SELECT number FROM invoicing_document WHERE entity_id = %(entity)s"
            " AND kind = 'invoice' ORDER BY number",
            {"entity": entity_id},
        )
    return [row[0] for row in rows]


def test_fifty_issuers_leave_no_gap_and_take_no_number_twice(committed: str) -> None:
    """Every fifth is refused with its work half done, and takes no number."""
    names = [f"Guest{place}" for place in range(ISSUERS)]
    entity_id = an_office(committed, *names)
    refused = {place for place in range(ISSUERS) if place % 5 == 0}
    calls = [
        issuing(entity_id, name.upper(), NO_PERIOD if place in refused else TODAY)
        for place, name in enumerate(names)
    ]

    outcomes = at_once(calls)

    issued = of_kind(outcomes, Issued)
    assert len(issued) == ISSUERS - len(refused)
    assert numbers_in(entity_id) == [
        f"INV-2026-{number:05d}" for number in range(1, len(issued) + 1)
    ]
    assert books_hold(entity_id)


def test_a_close_waits_for_posts_and_posts_come_before_it_or_not_at_all(
    committed: str,
) -> None:
    names = [f"Guest{place}" for place in range(8)]
    entity_id = an_office(committed, *names)
    close = LockPeriod(
        entity_id=entity_id, day=TODAY, state=Lock.HARD, reason="month end"
    )
    calls: list[Callable[[], Any]] = [
        issuing(entity_id, name.upper()) for name in names
    ]
    calls.insert(4, partial(lock_period, close, **by(MANAGER)))

    outcomes = at_once(calls)

    assert len(of_kind(outcomes, Locked)) == 1
    issued, refused = of_kind(outcomes, Issued), of_kind(outcomes, Refusal)
    assert len(issued) + len(refused) == len(names)
    assert {type(refusal) for refusal in refused} <= {BooksSayNo, Blocked}
    assert len(numbers_in(entity_id)) == len(issued)
    assert books_hold(entity_id)


def test_a_close_waits_for_a_post_that_is_under_way(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The post pauses with its entry written and its number not yet taken."""
    entity_id = an_office(committed)
    close = LockPeriod(
        entity_id=entity_id, day=TODAY, state=Lock.HARD, reason="month end"
    )
    entry_is_written, closed = Event(), Event()

    def take_numbers_late(*asked: Any) -> list[str]:
        entry_is_written.set()
        assert not closed.wait(timeout=1), "the month was closed over the post's head"
        return take_numbers(*asked)

    def close_meanwhile() -> Locked:
        assert entry_is_written.wait(timeout=30)
        locked = lock_period(close, **by(MANAGER))
        closed.set()
        return locked

    monkeypatch.setattr(issuing_room, "take_numbers", take_numbers_late)
    outcomes = at_once([issuing(entity_id, "TIDEWELL"), close_meanwhile])

    assert [type(outcome) for outcome in outcomes] == [Issued, Locked]
    assert books_hold(entity_id)


def test_two_approvers_at_once_carry_an_act_out_once(committed: str) -> None:
    entity_id = an_office(committed)
    appoint_person(
        AppointPerson(entity_id=entity_id, name=SECOND_MANAGER, role="manager"), **by()
    )
    large = tuple(
        a_charge("TIDEWELL", external_key=f"ticket {place}") for place in range(5)
    )
    invoice = issue_invoice(
        IssueInvoice(entity_id=entity_id, charges=large, issued_on=TODAY), **by(CLERK)
    )
    waiting = issue_credit_note(
        IssueCreditNote(
            entity_id=entity_id,
            number=invoice.number,
            credited_on=TODAY,
            reason="not done",
        ),
        **by(CLERK),
    )
    yes = Answer(
        entity_id=entity_id,
        request_id=waiting.request_id,
        is_approved=True,
        reason="seen",
    )

    outcomes = at_once(
        [partial(approve, yes, **by(name)) for name in (MANAGER, SECOND_MANAGER)]
    )

    assert len(of_kind(outcomes, Issued)) == 1
    assert len(of_kind(outcomes, NotWaiting)) == 1
    assert books_hold(entity_id)


def test_one_draft_issued_by_two_at_once_becomes_one_invoice(committed: str) -> None:
    entity_id = an_office(committed)
    taken = take_charges(
        TakeCharges(entity_id=entity_id, charges=(a_charge("TIDEWELL"),)), **by(CLERK)
    )
    draft_id = make_draft(
        MakeDraft(entity_id=entity_id, charge_ids=taken.ids), **by(CLERK)
    )
    command = IssueDrafts(entity_id=entity_id, draft_ids=(draft_id,), issued_on=TODAY)

    outcomes = at_once([partial(issue_drafts, command, **by(CLERK)) for _ in range(3)])

    done = [one for one in of_kind(outcomes, DraftsIssued) if one.issued]
    assert len(done) == 1
    assert of_kind(outcomes, Refusal) == []  # the others find nothing left to issue
    assert numbers_in(entity_id) == ["INV-2026-00001"]
    assert books_hold(entity_id)


def test_the_same_key_sent_at_once_acts_once(committed: str) -> None:
    entity_id = an_office(committed)
    said = by(CLERK)
    command = IssueInvoice(
        entity_id=entity_id, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
    )

    outcomes = at_once([partial(issue_invoice, command, **said) for _ in range(8)])

    assert len({outcome.number for outcome in of_kind(outcomes, Issued)}) == 1
    assert of_kind(outcomes, Refusal) == []
    assert numbers_in(entity_id) == ["INV-2026-00001"]
    assert books_hold(entity_id)
