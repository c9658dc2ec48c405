"""What is owed does not hang on which account plays which role today."""

from __future__ import annotations

import pytest

from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.ledger.actions import KeepAccounts, NewAccount, keep_accounts
from duebook.apps.receivables.queries import items_as_of
from duebook.domain.ledger import AccountRole
from tests.apps.payments.office import DAY, a_payment, owes, receive
from tests.office import a_charge, a_party, a_price_book, an_entity, books_hold, by

pytestmark = pytest.mark.django_db


def played(entity_id: int, code: str, role: AccountRole, kind: str) -> None:
    account = NewAccount(code, "Of customers", kind, role)
    keep_accounts(KeepAccounts(entity_id=entity_id, accounts=(account,)), **by())


def test_an_account_of_two_roles_counts_an_item_once() -> None:
    entity_id = an_entity()
    played(entity_id, "2100", AccountRole.ON_ACCOUNT, "liability")
    receive(entity_id, a_payment(a_party(entity_id), 80_00))

    assert [item.open_minor for item in items_as_of(entity_id, DAY)] == [-80_00]
    assert books_hold(entity_id)


def test_an_invoice_of_the_old_receivable_account_is_voided() -> None:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    number = issue_invoice(
        IssueInvoice(
            entity_id=entity_id, charges=(a_charge("TIDEWELL"),), issued_on=DAY
        ),
        **by(),
    ).number
    played(entity_id, "1210", AccountRole.RECEIVABLE, "asset")

    void_invoice(
        VoidInvoice(
            entity_id=entity_id, number=number, voided_on=DAY, reason="not done"
        ),
        **by(),
    )

    assert items_as_of(entity_id, DAY) == []
    assert books_hold(entity_id)


def test_a_new_receivable_account_leaves_the_old_debts_in_sight() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00)
    played(entity_id, "1210", AccountRole.RECEIVABLE, "asset")
    owes(entity_id, party_id, 50_00, numbers=["INV-2"])

    open_now = [item.open_minor for item in items_as_of(entity_id, DAY)]
    assert sorted(open_now) == [50_00, 100_00]
    assert books_hold(entity_id)
