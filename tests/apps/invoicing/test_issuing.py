"""From charges to invoices and back: issued once, numbered, taken back whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook.apps.approvals.actions import Answer, approve
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    UnknownItem,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import (
    CorrectAndRebill,
    Correction,
    IssueCreditNote,
    IssueDebitNote,
    NotCorrectable,
    VoidInvoice,
    correct_and_rebill,
    issue_credit_note,
    issue_debit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import (
    AcceptQuote,
    Blocked,
    IssueDrafts,
    IssueInvoice,
    accept_quote,
    issue_drafts,
    issue_invoice,
)
from duebook.apps.parties.queries import UnknownParty
from duebook.apps.receivables import models as owed
from duebook.apps.receivables.actions import Unapply, unapply
from duebook.apps.receivables.actions.applying import CreditUsedUp
from duebook.apps.receivables.queries import applications_of
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

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    """An office with a price book and one party, TIDEWELL."""
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    return entity_id


def an_invoice(office: int, **fields: object) -> str:
    issued = issue_invoice(
        IssueInvoice(
            entity_id=office,
            charges=(a_charge("TIDEWELL", **fields),),
            issued_on=TODAY,
        ),
        **by(CLERK),
    )
    return issued.number


def open_by_kind(office: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, open_minor in owed.Item.objects.filter(entity_id=office).values_list(
        "kind", "open_minor"
    ):
        found[kind] = found.get(kind, 0) + open_minor
    return found


def test_an_invoice_is_numbered_owed_and_posted(office: int) -> None:
    number = an_invoice(office)

    assert number == "INV-2026-00001"
    assert open_by_kind(office) == {"invoice": 140_00}
    assert books_hold(office)


def test_a_run_bills_each_party_once(office: int) -> None:
    a_party(office, "Calloway Builders")
    take_charges(
        TakeCharges(
            entity_id=office,
            charges=(
                a_charge("TIDEWELL"),
                a_charge("TIDEWELL", "REPORT"),
                a_charge("CALLOWAY", quantity=Decimal(2)),
            ),
        ),
        **by(CLERK),
    )

    for _ in range(2):
        run_id = start_billing_run(
            StartBillingRun(entity_id=office, until=TODAY, issued_on=TODAY),
            **by(CLERK),
        )
        list(carry_on(office, run_id, actor=CLERK, at=NOON))

    totals = models.Document.objects.filter(entity_id=office).order_by("number")
    assert [d.total_minor for d in totals] == [200_00, 280_00]
    assert not models.LeftOut.objects.filter(entity_id=office).exists()
    assert books_hold(office)


def test_what_has_no_price_is_left_out_and_told(office: int) -> None:
    take_charges(
        TakeCharges(
            entity_id=office,
            charges=(a_charge("TIDEWELL", service_on=date(2025, 12, 31)),),
        ),
        **by(CLERK),
    )
    run_id = start_billing_run(
        StartBillingRun(entity_id=office, until=TODAY, issued_on=TODAY), **by(CLERK)
    )

    list(carry_on(office, run_id, actor=CLERK, at=NOON))

    [left] = models.LeftOut.objects.filter(entity_id=office)
    assert left.code == "no_price"


def test_a_credit_note_lowers_its_invoice(office: int) -> None:
    number = an_invoice(office)

    note = issue_credit_note(
        IssueCreditNote(
            entity_id=office, number=number, credited_on=TODAY, reason="not done"
        ),
        **by(CLERK),
    )

    assert note.number == "CN-2026-00001"
    assert open_by_kind(office) == {"invoice": 0, "credit_note": 0}
    assert books_hold(office)


def test_a_void_keeps_the_number_and_gives_the_charges_back(office: int) -> None:
    number = an_invoice(office)

    voided = void_invoice(
        VoidInvoice(
            entity_id=office,
            number=number,
            voided_on=TODAY,
            reason="wrong party",
            rebill=True,
        ),
        **by(CLERK),
    )

    assert open_by_kind(office) == {"invoice": 0, "void": 0}
    assert len(voided.charge_ids) == 1
    assert an_invoice(office, description="Another consultation") == "INV-2026-00002"
    assert books_hold(office)


def test_nothing_is_taken_back_before_the_day_of_the_invoice(office: int) -> None:
    """Else what was owed on the days between would differ from the ledger."""
    number = an_invoice(office)
    day_before = date(2026, 11, 2)

    with pytest.raises(NotCorrectable, match="issued on 2026-11-03"):
        issue_credit_note(
            IssueCreditNote(
                entity_id=office, number=number, credited_on=day_before, reason="no"
            ),
            **by(CLERK),
        )
    with pytest.raises(NotCorrectable, match="issued on 2026-11-03"):
        void_invoice(
            VoidInvoice(
                entity_id=office, number=number, voided_on=day_before, reason="no"
            ),
            **by(CLERK),
        )


def test_what_was_credited_is_not_voided_even_when_unapplied(office: int) -> None:
    """A void would take back a second time what the credit note has taken back."""
    number = an_invoice(office)
    note = issue_credit_note(
        IssueCreditNote(
            entity_id=office, number=number, credited_on=TODAY, reason="not done"
        ),
        **by(CLERK),
    )
    [pair] = applications_of(office, note.item_ids)
    unapply(
        Unapply(
            entity_id=office,
            application_id=pair.id,
            effective_on=TODAY,
            reason="for another",
        ),
        **by(CLERK),
    )

    with pytest.raises(NotCorrectable, match="credited"):
        void_invoice(
            VoidInvoice(entity_id=office, number=number, voided_on=TODAY, reason="no"),
            **by(CLERK),
        )


def test_a_void_cannot_be_unapplied(office: int) -> None:
    """Its credit could be refunded, and nobody has ever paid it."""
    number = an_invoice(office)
    void_invoice(
        VoidInvoice(entity_id=office, number=number, voided_on=TODAY, reason="no"),
        **by(CLERK),
    )
    items = owed.Item.objects.filter(entity_id=office).values_list("id", flat=True)
    [pair] = applications_of(office, list(items))

    with pytest.raises(CreditUsedUp):
        unapply(
            Unapply(
                entity_id=office,
                application_id=pair.id,
                effective_on=TODAY,
                reason="for another",
            ),
            **by(CLERK),
        )


def test_correct_and_rebill_is_one_act(office: int) -> None:
    number = an_invoice(office, quantity=Decimal(2))
    charge_id = models.Charge.objects.get(entity_id=office).id

    corrected = correct_and_rebill(
        CorrectAndRebill(
            entity_id=office,
            number=number,
            corrected_on=TODAY,
            reason="one hour only",
            corrections={charge_id: Correction(quantity=Decimal(1))},
        ),
        **by(CLERK),
    )

    assert corrected.invoice.total_minor == 140_00
    assert open_by_kind(office) == {"invoice": 140_00, "credit_note": 0}
    assert books_hold(office)


def test_a_debit_note_adds_to_its_invoice(office: int) -> None:
    number = an_invoice(office)

    note = issue_debit_note(
        IssueDebitNote(
            entity_id=office,
            number=number,
            debited_on=TODAY,
            reason="report forgotten",
            charges=(a_charge("TIDEWELL", "REPORT"),),
        ),
        **by(CLERK),
    )

    assert note.number == "DN-2026-00001"
    assert open_by_kind(office) == {"invoice": 140_00, "debit_note": 60_00}
    assert books_hold(office)


def test_a_quote_becomes_an_invoice_at_its_prices(office: int) -> None:
    taken = take_charges(
        TakeCharges(entity_id=office, charges=(a_charge("TIDEWELL"),)), **by(CLERK)
    )
    draft_id = make_draft(
        MakeDraft(entity_id=office, charge_ids=taken.ids, kind="quote"), **by(CLERK)
    )
    [quote] = issue_drafts(
        IssueDrafts(entity_id=office, draft_ids=(draft_id,), issued_on=TODAY),
        **by(CLERK),
    ).issued
    assert open_by_kind(office) == {}

    accepted = accept_quote(
        AcceptQuote(entity_id=office, number=quote.number), **by(CLERK)
    )
    [invoice] = issue_drafts(
        IssueDrafts(entity_id=office, draft_ids=(accepted,), issued_on=TODAY),
        **by(CLERK),
    ).issued

    assert (quote.number, invoice.number) == ("Q-2026-00001", "INV-2026-00001")
    assert invoice.total_minor == quote.total_minor
    assert books_hold(office)


def test_a_credit_above_the_limit_is_carried_out_by_a_second_person(
    office: int,
) -> None:
    number = an_invoice(office, quantity=Decimal(5))
    command = IssueCreditNote(
        entity_id=office, number=number, credited_on=TODAY, reason="not done"
    )

    waiting = issue_credit_note(command, **by(CLERK))
    note = approve(
        Answer(
            entity_id=office,
            request_id=waiting.request_id,
            is_approved=True,
            reason="seen the complaint",
        ),
        **by(MANAGER),
    )

    assert note.total_minor == -700_00
    assert open_by_kind(office) == {"invoice": 0, "credit_note": 0}
    assert books_hold(office)


def test_the_same_work_twice_is_billed_where_its_references_differ(office: int) -> None:
    morning = an_invoice(office, external_key="ticket 1")
    evening = an_invoice(office, external_key="ticket 2")

    assert (morning, evening) == ("INV-2026-00001", "INV-2026-00002")
    with pytest.raises(Blocked, match="has billed"):
        an_invoice(office)


def test_a_charge_of_an_unknown_party_or_item_is_refused(office: int) -> None:
    with pytest.raises(UnknownParty, match="NOBODY"):
        take_charges(
            TakeCharges(entity_id=office, charges=(a_charge("NOBODY"),)), **by(CLERK)
        )
    with pytest.raises(UnknownItem, match="NOTHING"):
        take_charges(
            TakeCharges(entity_id=office, charges=(a_charge("TIDEWELL", "NOTHING"),)),
            **by(CLERK),
        )


def test_an_approval_does_not_open_a_soft_locked_month(office: int) -> None:
    number = an_invoice(office, quantity=Decimal(5))
    command = IssueCreditNote(
        entity_id=office, number=number, credited_on=TODAY, reason="not done"
    )
    waiting = issue_credit_note(command, **by(CLERK))
    lock_period(
        LockPeriod(entity_id=office, day=TODAY, state=Lock.SOFT, reason="month end"),
        **by(MANAGER),
    )
    answer = Answer(
        entity_id=office, request_id=waiting.request_id, is_approved=True, reason="seen"
    )

    with pytest.raises(BooksSayNo, match="closed period"):
        approve(answer, **by(MANAGER))
