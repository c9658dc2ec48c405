"""A clerk works through the findings: accepts, mends, weighs, switches off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    ChargeIsBilled,
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.checking import (
    AcceptanceUnclear,
    AcceptFinding,
    ApplyFix,
    NotMendedHere,
    SetSeverity,
    UnknownCheck,
    accept_finding,
    apply_fix,
    set_severity,
)
from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.findings import (
    open_findings,
    set_up_findings,
)
from duebook.apps.parties.queries import entries_by_code, party_by_code
from duebook.domain.checks.findings import (
    ChargeField,
    DraftField,
    DropCharge,
    MergeParties,
    PartyField,
    SetCharge,
    SetDraft,
    SetParty,
    Severity,
)
from duebook.domain.rights import NotPermitted
from tests.office import (
    CLERK,
    MANAGER,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from duebook.apps.invoicing.queries.findings import Found

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    return entity_id


def charged(office: int, **fields: object) -> int:
    command = TakeCharges(entity_id=office, charges=(a_charge("TIDEWELL", **fields),))
    return take_charges(command, **by(CLERK)).ids[0]


def found(office: int) -> dict[str, Found]:
    """The findings of today's preview, by the code of their check."""
    with db.reading(office):
        all_found = open_findings(office, until=TODAY, issued_on=TODAY, today=TODAY)
    return {one.finding.code: one for one in all_found}


def of_parties(office: int) -> dict[str, Found]:
    with db.reading(office):
        return {one.finding.code: one for one in set_up_findings(office, TODAY)}


def mend(office: int, one: Found) -> None:
    assert one.finding.fix is not None
    apply_fix(
        ApplyFix(
            entity_id=office,
            fix=one.finding.fix,
            reason="as the check says",
            draft_id=one.draft_id,
            charge_ids=one.charge_ids,
        ),
        **by(CLERK),
    )


def accept(office: int, code: str, until: date = date(2026, 12, 31)) -> None:
    accept_finding(
        AcceptFinding(
            entity_id=office,
            code=code,
            party="TIDEWELL",
            reason="agreed by telephone",
            until=until,
        ),
        **by(CLERK),
    )


def test_a_price_is_set_to_that_of_the_book(office: int) -> None:
    charge_id = charged(office, unit_price=Decimal("150.00"))
    differs = found(office)["price_differs"]

    mend(office, differs)

    assert models.Charge.objects.get(id=charge_id).unit_price is None
    assert "price_differs" not in found(office)
    assert books_hold(office)


def test_a_charge_entered_twice_is_dropped(office: int) -> None:
    charge_id = charged(office)

    apply_fix(
        ApplyFix(entity_id=office, fix=DropCharge(charge_id=charge_id), reason="twice"),
        **by(CLERK),
    )

    assert not models.Charge.objects.get(id=charge_id).is_billable
    assert found(office) == {}


@pytest.mark.parametrize("place", ["a draft", "a preview"])
def test_an_order_number_is_set_on_the_draft_or_its_charges(
    office: int, place: str
) -> None:
    a_party(office, po_required=True)
    charge_id = charged(office)
    if place == "a draft":
        draft = MakeDraft(entity_id=office, charge_ids=(charge_id,))
        make_draft(draft, **by(CLERK))
    missing = found(office)["po_missing"]

    apply_fix(
        ApplyFix(
            entity_id=office,
            fix=SetDraft(field=DraftField.PO, value="41-2207"),
            reason="asked the customer",
            draft_id=missing.draft_id,
            charge_ids=missing.charge_ids,
        ),
        **by(CLERK),
    )

    assert "po_missing" not in found(office)


@pytest.mark.parametrize(
    ("field", "was", "value"),
    [
        (PartyField.POSTCODE, "97201", "97202"),
        (PartyField.EMAIL, "tidewell@example.com", "ap@tidewell.example"),
        (PartyField.DELIVERY, "", "print"),
        (PartyField.TAX_PLACE, "US-OR", "US-IL"),
    ],
)
def test_a_field_of_a_party_is_set_and_nothing_else(
    office: int, field: PartyField, was: str, value: str
) -> None:
    def entry() -> str:
        with db.reading(office):
            return repr(entries_by_code(office, ["TIDEWELL"])["TIDEWELL"])

    before = entry()
    with db.reading(office):
        party_id = party_by_code(office, "TIDEWELL").id

    apply_fix(
        ApplyFix(
            entity_id=office,
            fix=SetParty(party_id=party_id, field=field, value=value, was=was),
            reason="as the check says",
        ),
        **by(CLERK),
    )

    after = entry()
    assert value in after
    assert after != before
    if was:
        assert after.replace(value, was) == before


def test_a_double_is_merged_with_the_party_that_stays(office: int) -> None:
    a_party(office, "Tidewell Hotels Inc", "TIDE-2")
    double = of_parties(office)["double_name"]
    assert isinstance(double.finding.fix, MergeParties)

    mend(office, double)

    assert "double_name" not in of_parties(office)
    assert books_hold(office)


def test_what_only_a_person_can_do_is_said(office: int) -> None:
    fix = SetDraft(field=DraftField.ISSUED_ON, value=TODAY)

    with pytest.raises(NotMendedHere, match="Issue it as of 2026-11-03"):
        apply_fix(ApplyFix(entity_id=office, fix=fix, reason="late"), **by(CLERK))


def test_an_accepted_finding_is_a_note_for_that_party(office: int) -> None:
    charged(office, unit_price=Decimal("150.00"))
    before = found(office)["price_differs"].finding

    accept(office, "price_differs")
    accept(office, "price_differs", until=TODAY)

    after = found(office)["price_differs"].finding
    assert before.severity is not Severity.NOTE
    assert (after.severity, after.accepted) == (Severity.NOTE, "agreed by telephone")
    assert models.Acceptance.objects.get(entity_id=office).until == TODAY


def test_an_acceptance_names_a_check_and_a_day_to_come(office: int) -> None:
    with pytest.raises(UnknownCheck):
        accept(office, "price_is_nice")
    with pytest.raises(AcceptanceUnclear, match="a day that has not passed"):
        accept(office, "price_differs", until=date(2026, 11, 2))


def test_a_check_weighs_as_the_entity_says(office: int) -> None:
    charged(office, unit_price=Decimal("150.00"))

    def weigh(severity: str) -> None:
        set_severity(
            SetSeverity(entity_id=office, code="price_differs", severity=severity),
            **by(),
        )

    weigh("blocker")
    assert found(office)["price_differs"].finding.severity is Severity.BLOCKER
    weigh("off")
    assert "price_differs" not in found(office)


def test_a_clerk_does_not_set_severities(office: int) -> None:
    command = SetSeverity(entity_id=office, code="price_differs", severity="off")

    with pytest.raises(NotPermitted):
        set_severity(command, **by(CLERK))


def test_a_charge_billed_meanwhile_is_not_mended(office: int) -> None:
    issue_invoice(
        IssueInvoice(
            entity_id=office, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
        ),
        **by(CLERK),
    )
    charge_id = models.Charge.objects.get(entity_id=office).id

    with pytest.raises(ChargeIsBilled):
        apply_fix(
            ApplyFix(
                entity_id=office,
                fix=SetCharge(charge_id=charge_id, field=ChargeField.UNIT, value="day"),
                reason="unit",
            ),
            **by(CLERK),
        )


def test_an_invoice_billed_line_for_line_blocks_while_it_stands(office: int) -> None:
    number = issue_invoice(
        IssueInvoice(
            entity_id=office, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
        ),
        **by(CLERK),
    ).number
    charged(office)
    assert number in found(office)["invoice_duplicate"].finding.sentence

    void_invoice(
        VoidInvoice(entity_id=office, number=number, voided_on=TODAY, reason="twice"),
        **by(MANAGER),
    )

    assert "invoice_duplicate" not in found(office)


def test_who_issues_does_not_lift_a_block_alone() -> None:
    entity_id = an_entity()
    a_party(entity_id)
    lift = AcceptFinding(
        entity_id=entity_id,
        code="discount_above_limit",
        party="TIDEWELL",
        reason="a friend of the house",
        until=date(2026, 12, 31),
    )

    with pytest.raises(NotPermitted):
        accept_finding(lift, **by(CLERK))

    accept_finding(lift, **by(MANAGER))
