"""Credit that waits: the figures are the books, and each act moves just its cents."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.ledger.queries import accounts_by_role, balance_on
from duebook.apps.payments.queries.credits import waiting_credits
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.application import ApplyBy
from duebook.domain.ledger import AccountRole
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import a_party
from tests.pages.reading import ON, flat, hidden, sent

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int, int]:
    """Tidewell owes 100.00 and has 80.00 unapplied; Meridian has 30.00 on account."""
    client, _, entity_id = seated("coordinator")
    party_id, meridian_id = (
        a_party(entity_id),
        a_party(entity_id, "Meridian Hospitality Group"),
    )
    owes(entity_id, party_id, 100_00)
    spare = receive(entity_id, a_payment(party_id, 80_00, how=ApplyBy.NONE))
    receive(entity_id, a_payment(meridian_id, 30_00, is_on_account=True))
    unknown = a_payment(0, 7_00, is_unidentified=True, reference="no name")
    receive(entity_id, unknown)
    return client, entity_id, spare.item_id


def figures(page: Page) -> dict[str, int]:
    text = page.content.decode()
    found = re.findall(r'data-fig="(\w+)"[^>]*data-minor="(-?\d+)"', text)
    return {name: int(minor) for name, minor in found}


@pytest.mark.promise(
    "Unapplied",
    "Unapplied, on account and unidentified are the balances of their ledger accounts.",
)
def test_the_figures_are_the_balances_of_their_accounts(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, _ = office
    shown = figures(client.get("/hp/unapplied"))

    with db.reading(entity_id):
        roles = accounts_by_role(entity_id)
        booked = {
            name: -balance_on(entity_id, roles[role], "USD", DAY)
            for name, role in (
                ("unapplied", AccountRole.UNAPPLIED_CASH),
                ("on_account", AccountRole.ON_ACCOUNT),
                ("unidentified", AccountRole.UNIDENTIFIED_CASH),
            )
        }
    assert booked == {"unapplied": 80_00, "on_account": 30_00, "unidentified": 7_00}
    assert shown | booked == shown


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("", 3),
        ("is:unapplied", 1),
        ("is:on-account", 1),
        ("is:unidentified", 1),
        ("is:due", 0),
        ("tidewell", 1),
        ("amount:>20", 2),
        ("since:2026-11-03", 3),
    ],
)
def test_the_list_finds_credit_by_place_party_and_amount(
    office: tuple[Client, int, int], line: str, count: int
) -> None:
    client, _, _ = office
    page = client.get("/hp/unapplied", {"q": line}).content.decode()
    assert len(re.findall(r"<tr data-ref=", page)) == count


@pytest.mark.promise(
    "Unapplied",
    "Applying a credit lowers the item and the credit by the same cents.",
)
def test_applying_lowers_item_and_credit_by_the_same_cents(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    address = f"/hp/unapplied/{credit_id}/apply"
    form = client.get(address)
    [name] = re.findall(r'name="(pay_\d+)" id="\w+" value="80.00"', flat(form))

    key = {**hidden(form), "on": ON, name: "80.00"}
    first, second = client.post(address, key), client.post(address, key)

    assert (first.status_code, second.status_code) == (303, 303)
    assert open_of(entity_id)[:2] == [20_00, 0]


@pytest.mark.promise(
    "Unapplied", "Credit of one party never settles another’s items without a choice."
)
def test_credit_settles_nothing_of_another_party(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    stranger_id = a_party(entity_id, "Osprey Motor Lodge")
    [theirs] = owes(entity_id, stranger_id, 80_00, numbers=["OSP-1"])
    address = f"/hp/unapplied/{credit_id}/apply"
    form = client.get(address)
    assert f"pay_{theirs}" not in form.content.decode()

    client.post(address, {**hidden(form), "on": ON, f"pay_{theirs}": "80.00"})

    assert sorted(open_of(entity_id)[:2]) == [-80_00, 100_00]
    with db.reading(entity_id):
        assert items_by_id(entity_id, [theirs])[theirs].open_minor == 80_00


def test_more_than_the_credit_has_is_refused(office: tuple[Client, int, int]) -> None:
    client, entity_id, credit_id = office
    address = f"/hp/unapplied/{credit_id}/apply"
    form = client.get(address)
    [name] = re.findall(r'name="(pay_\d+)"', flat(form))

    refused = client.post(address, {**hidden(form), "on": ON, name: "90"})

    assert refused.status_code == 422
    assert 'value="90"' in refused.content.decode()
    assert open_of(entity_id)[:2] == [100_00, -80_00]


@pytest.mark.promise(
    "Unapplied",
    "Leaving credit on account asks why, and nobody asks again for 90 days.",
)
def test_on_account_takes_a_reason_and_is_quiet_for_ninety_days(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    address = f"/hp/unapplied/{credit_id}/on-account"

    assert sent(client, address, reason="").status_code == 422
    assert sent(client, address, reason="for the next order").status_code == 303

    with db.reading(entity_id):
        after_60 = waiting_credits(entity_id, date(2027, 1, 2))
        after_90 = waiting_credits(entity_id, date(2027, 2, 1))
    assert [one.left_minor for one in after_60] == [7_00]
    assert len(after_90) == 3


def test_money_of_nobody_is_given_to_its_payer(
    office: tuple[Client, int, int],
) -> None:
    client, _, _ = office
    page = client.get("/hp/unapplied", {"q": "is:unidentified"}).content.decode()
    [credit_id] = re.findall(r'<tr data-ref="(\d+)"', page)

    given = sent(
        client,
        f"/hp/unapplied/{credit_id}/give",
        party="tidewell",
        to="unapplied_cash",
        reason="their clerk called",
    )

    assert given.status_code == 303
    assert "INV-1" in client.get(given["Location"]).content.decode()
    assert figures(client.get("/hp/unapplied"))["unidentified"] == 0


def test_strangers_and_readers(
    office: tuple[Client, int, int], seated: Seating
) -> None:
    _, _, credit_id = office
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")

    assert stranger.get("/hp/unapplied").status_code == 404
    assert stranger.get(f"/hp/unapplied/{credit_id}").status_code == 404
    assert auditor.get(f"/hp/unapplied/{credit_id}").status_code == 200
    assert auditor.get(f"/hp/unapplied/{credit_id}/apply").status_code == 403


def test_the_list_asks_few_questions(
    office: tuple[Client, int, int], django_assert_max_num_queries: Any
) -> None:
    client, _, _ = office
    client.get("/hp/unapplied")
    with django_assert_max_num_queries(26):
        client.get("/hp/unapplied")
