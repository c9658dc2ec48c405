"""Foreign currencies at the terminal, typed as a clerk types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from tests.apps.payments.foreign import OWED_ON, PAID_ON, gains, owes_euros
from tests.apps.payments.office import a_payment, open_of, receive
from tests.office import CLERK, a_charge, a_party, a_price_book, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_rates_are_typed_listed_and_corrected(typed: Callable[..., str]) -> None:
    an_entity()

    assert "EUR is worth 1.8050 on 2026-11-03." in typed(
        *("rates", "--set", "eur", "1.8050", "--on", "2026-11-03", "--source", "ECB")
    )
    with pytest.raises(CommandError, match="say why it becomes"):
        typed("rates", "--set", "EUR", "1.0850", "--on", "2026-11-03")
    typed(
        *("rates", "--set", "EUR", "1.0850", "--on", "2026-11-03"),
        *("--reason", "digits swapped"),
    )

    listed = typed("rates", "EUR")
    assert "1.085 digits swapped" in listed
    assert "1.805 ECB replaced" in listed


def test_dollars_pay_a_debt_in_euros_and_are_changed_back(
    typed: Callable[..., str],
) -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    typed("rates", "--set", "EUR", "1.05", "--on", f"{OWED_ON}")
    owes_euros(entity_id, party_id, 100_00)
    receive(entity_id, a_payment(party_id, 112_00, received_on=PAID_ON))
    why = ("--reason", "paid in dollars", "--on", f"{PAID_ON}")

    said = typed(
        *("convert", "P-2026-00001", "--into", "EUR", "100.00"),
        *("--invoice", "EU-1", *why),
    )

    assert "112.00 USD of P-2026-00001 became 100.00 EUR." in said
    assert "100.00 EUR put against EU-1." in said
    assert gains(entity_id) == [7_00]
    with pytest.raises(CommandError, match="take that back first"):
        typed("convert", "P-2026-00001", "--back", *why)


def test_a_change_is_taken_back(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    receive(entity_id, a_payment(a_party(entity_id), 112_00, received_on=PAID_ON))
    why = ("--reason", "typed wrong", "--on", f"{PAID_ON}")
    typed(
        *("convert", "P-2026-00001", "--into", "EUR", "50.00"),
        *("--amount", "56.00", *why),
    )

    said = typed("convert", "P-2026-00001", "--back", *why)

    assert "P-2026-00001 has 56.00 USD back." in said
    assert open_of(entity_id)[0] == -112_00
    with pytest.raises(CommandError, match="was not changed"):
        typed("convert", "P-2026-00001", "--back", *why)
    with pytest.raises(CommandError, match="Say what P-2026-00001 becomes"):
        typed("convert", "P-2026-00001", *why)


def test_the_gain_of_an_invoice_is_explained_with_rates_and_days(
    typed: Callable[..., str],
) -> None:
    entity_id = an_entity(currency="EUR")
    a_price_book(entity_id, CONSULT="80.00")
    party_id = a_party(entity_id)
    issue_invoice(
        IssueInvoice(
            entity_id=entity_id, charges=(a_charge("TIDEWELL"),), issued_on=OWED_ON
        ),
        **by(CLERK),
    )
    typed("rates", "--set", "USD", "0.90", "--on", f"{OWED_ON}")
    typed("rates", "--set", "USD", "0.95", "--on", f"{PAID_ON}")
    receive(entity_id, a_payment(party_id, 80_00, received_on=PAID_ON))

    said = typed("explain", "invoice", "INV-2026-00001")

    assert (
        "2026-11-17: 80.00 USD of P-2026-00001, from 0.9 (2026-11-03) to 0.95 "
        "(2026-11-17): a gain of 4.00 EUR"
    ) in said


def test_what_is_open_is_valued_at_a_day(
    typed: Callable[..., str], tmp_path: Path
) -> None:
    entity_id = an_entity()
    typed("rates", "--set", "EUR", "1.05", "--on", f"{OWED_ON}")
    typed("rates", "--set", "EUR", "1.10", "--on", f"{PAID_ON}")
    party_id = a_party(entity_id)
    owes_euros(entity_id, party_id, 100_00)
    owes_euros(entity_id, party_id, 30_00, currency="GBP", first=7)
    out = tmp_path / "open.csv"

    typed("report", "exchange", "--on", f"{PAID_ON}", "--out", f"{out}")

    assert out.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "Tidewell Hotels,EU-1,EUR,100.00,2026-11-03,1.05,105.00,1.1,110.00,5.00,USD"
    ]
    said = typed("report", "exchange", "--on", f"{PAID_ON}")
    assert "Without rates, and left out: GBP." in said
    assert "105.00" in typed("report", "valued-trial-balance", "--on", f"{PAID_ON}")
