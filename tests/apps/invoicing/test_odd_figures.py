"""Bills whose figures are odd: nothing to pay, prices with tax, prices in tiers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.catalog.actions.prices import SetPrices, set_prices
from duebook.apps.catalog.actions.rates import SetTaxRates, set_tax_rates
from duebook.apps.catalog.actions.tariffs import KeepTariffs, keep_tariffs
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.billing import BillParties, bill_parties
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    Voided,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.deposits import DrawDeposit, draw_deposit
from duebook.apps.invoicing.actions.drafts import (
    AcceptQuote,
    IssueDrafts,
    accept_quote,
    issue_drafts,
)
from duebook.apps.ledger.queries import accounts_by_role, trial_balance
from duebook.apps.receivables import models as owed
from duebook.domain.catalog import (
    ItemEntry,
    ItemKind,
    PriceEntry,
    TariffEntry,
    TaxRateEntry,
)
from duebook.domain.ledger import AccountRole
from duebook.domain.pricing import Tier
from duebook.domain.spans import Span
from tests.office import (
    CLERK,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from duebook.apps.invoicing.actions.billing import BillingResult
    from duebook.apps.invoicing.actions.charges import NewCharge

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    """An office with a price book and one party, TIDEWELL."""
    entity_id = an_entity(discount_limit_bp=10_000)
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    return entity_id


def billed(office: int, *charges: NewCharge) -> BillingResult:
    take_charges(TakeCharges(entity_id=office, charges=charges), **by(CLERK))
    return bill_parties(
        BillParties(
            entity_id=office,
            first_party=0,
            stop_party=10**9,
            until=TODAY,
            issued_on=TODAY,
        ),
        **by(CLERK),
    )


def test_what_is_given_away_whole_is_printed_and_moves_nothing(office: int) -> None:
    a_party(entity_id=office, name="Larkfield")

    result = billed(
        office, a_charge("TIDEWELL", discount_bp=10_000), a_charge("LARKFIELD")
    )

    assert (result.invoiced, result.totals_minor) == (2, {"USD": 140_00})
    assert models.Document.objects.filter(entity_id=office, entry=None).count() == 1
    assert books_hold(office)


def test_what_was_given_away_whole_is_voided(office: int) -> None:
    billed(office, a_charge("TIDEWELL", discount_bp=10_000))

    voided = void_invoice(
        VoidInvoice(
            entity_id=office,
            number="INV-2026-00001",
            voided_on=TODAY,
            reason="not given",
            rebill=True,
        ),
        **by(CLERK),
    )

    assert isinstance(voided, Voided)
    assert len(voided.charge_ids) == 1
    assert books_hold(office)


def a_deposit_paid_bill(office: int) -> None:
    """A deposit of 140.00, and a bill over 140.00 that draws on all of it."""
    deposit = ItemEntry(
        code="DEPOSIT",
        description="Deposit",
        kind=ItemKind.DEPOSIT,
        revenue_account_id=accounts_by_role(office)[AccountRole.DEPOSITS],
        tax_category="out_of_scope",
    )
    keep_items(KeepItems(entity_id=office, items=(deposit,)), **by())
    billed(office, a_charge("TIDEWELL", item="DEPOSIT", unit_price=Decimal(140)))
    draw_deposit(
        DrawDeposit(
            entity_id=office,
            party="TIDEWELL",
            item="DEPOSIT",
            currency="USD",
            amount_minor=140_00,
            drawn_on=TODAY,
        ),
        **by(CLERK),
    )
    result = billed(office, a_charge("TIDEWELL"))
    assert (result.exceptions, result.totals_minor) == ((), {"USD": 0})


def test_a_bill_that_a_deposit_pays_whole_owes_nothing(office: int) -> None:
    a_deposit_paid_bill(office)

    assert owed.Item.objects.filter(entity_id=office).count() == 1
    balances = {row.code: row.amount_minor for row in trial_balance(office, TODAY)}
    assert (balances["1200"], balances["2150"], balances["4000"]) == (
        140_00,
        0,
        -140_00,
    )
    assert books_hold(office)


def test_a_bill_that_owes_nothing_is_taken_back(office: int) -> None:
    a_deposit_paid_bill(office)

    void_invoice(
        VoidInvoice(
            entity_id=office,
            number="INV-2026-00002",
            voided_on=TODAY,
            reason="not done",
        ),
        **by(CLERK),
    )

    balances = {row.code: row.amount_minor for row in trial_balance(office, TODAY)}
    assert (balances["2150"], balances["4000"]) == (-140_00, 0)
    assert books_hold(office)


def test_a_bill_that_owes_nothing_is_credited(office: int) -> None:
    a_deposit_paid_bill(office)

    issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number="INV-2026-00002",
            credited_on=TODAY,
            reason="not done",
        ),
        **by(CLERK),
    )

    balances = {row.code: row.amount_minor for row in trial_balance(office, TODAY)}
    assert (balances["2150"], balances["4000"]) == (-140_00, 0)
    assert books_hold(office)


def quoted_and_billed(office: int, charge: NewCharge) -> tuple[int, int]:
    """What a quote for a charge comes to, and the invoice once it is accepted."""
    taken = take_charges(TakeCharges(entity_id=office, charges=(charge,)), **by(CLERK))
    draft_id = make_draft(
        MakeDraft(entity_id=office, charge_ids=taken.ids, kind="quote"), **by(CLERK)
    )
    issuing = IssueDrafts(entity_id=office, draft_ids=(draft_id,), issued_on=TODAY)
    [quote] = issue_drafts(issuing, **by(CLERK)).issued
    accept_quote(AcceptQuote(entity_id=office, number=quote.number), **by(CLERK))
    [invoice] = issue_drafts(issuing, **by(CLERK)).issued
    assert books_hold(office)
    return quote.total_minor, invoice.total_minor


def test_a_quote_in_tiers_is_billed_in_tiers(office: int) -> None:
    """Ten at 60.00 and five at 30.00, less 10 % and another 5.00 off the charge."""
    graduated = PriceEntry(
        tariff="BOOK",
        item="REPORT",
        tiers=(
            Tier(from_quantity=Decimal(0), unit_price=Decimal(60)),
            Tier(from_quantity=Decimal(10), unit_price=Decimal(30)),
        ),
        graduated=True,
        valid=Span(date(2026, 11, 1)),
    )
    set_prices(SetPrices(entity_id=office, prices=(graduated,)), **by())

    quoted, invoiced = quoted_and_billed(
        office,
        a_charge(
            "TIDEWELL",
            item="REPORT",
            quantity=Decimal(15),
            discount_bp=10_00,
            discount_minor=5_00,
        ),
    )

    assert (quoted, invoiced) == (670_00, 670_00)


def test_a_quote_with_tax_in_its_prices_is_billed_without_adding_it(
    office: int,
) -> None:
    gross = TariffEntry(
        code="GROSS",
        name="with tax",
        currency="USD",
        party="TIDEWELL",
        tax_inclusive=True,
    )
    keep_tariffs(KeepTariffs(entity_id=office, tariffs=(gross,)), **by())
    price = PriceEntry(
        tariff="GROSS",
        item="CONSULT",
        tiers=(Tier(from_quantity=Decimal(0), unit_price=Decimal(119)),),
        valid=Span(date(2026, 11, 1)),
    )
    set_prices(SetPrices(entity_id=office, prices=(price,)), **by())
    rate = TaxRateEntry(
        place="US-OR",
        category="standard",
        name="sales tax",
        percent=Decimal(19),
        account_id=accounts_by_role(office)[AccountRole.TAX_PAYABLE],
        valid=Span(date(2026, 1, 1)),
    )
    set_tax_rates(SetTaxRates(entity_id=office, rates=(rate,)), **by())

    quoted, invoiced = quoted_and_billed(office, a_charge("TIDEWELL"))

    assert (quoted, invoiced) == (119_00, 119_00)
    invoice = models.Document.objects.get(entity_id=office, kind="invoice")
    assert (invoice.net_minor, invoice.tax_minor) == (100_00, 19_00)


def test_no_draft_becomes_a_credit_note(office: int) -> None:
    """It would owe like an invoice, and leave its charges to be billed once more."""
    charge = a_charge("TIDEWELL")
    taken = take_charges(TakeCharges(entity_id=office, charges=(charge,)), **by(CLERK))

    with pytest.raises(BooksSayNo, match="an invoice, a debit note or a quote"):
        make_draft(
            MakeDraft(entity_id=office, charge_ids=taken.ids, kind="credit_note"),
            **by(CLERK),
        )
