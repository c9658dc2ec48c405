"""The page of a party: what it owes, its tabs, and all that happened with it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.receivables.actions import IssueStatements, issue_statements
from duebook.apps.receivables.queries.items import items_by_number
from duebook.domain.application import ApplyBy
from duebook.domain.disputes import Category
from duebook.domain.statements import StatementKind
from tests.apps.payments.office import a_payment, receive
from tests.office import CLERK, MANAGER, a_party, by
from tests.pages.documents import DAY, an_invoice, an_office
from tests.pages.reading import figure

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

HERE = "/hp/parties/TIDEWELL"


def part(client: Client, target: str, **asked: str) -> str:
    """What htmx gets for an element of the page."""
    answer = client.get(
        HERE,
        asked,
        headers={
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Target": f"div#{target}",
        },
    )
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int]:
    """280.00 since July, 140.00 not due, and 50.00 nobody applied yet."""
    client, _, entity_id = seated()
    an_office(entity_id)
    an_invoice(entity_id, on=date(2026, 7, 28), hours="2", po="TW-4471")
    an_invoice(entity_id)
    party_id = a_party(entity_id)
    receive(entity_id, a_payment(party_id, 50_00, how=ApplyBy.NONE))
    return client, entity_id


@pytest.mark.promise(
    "Party", "The balance is what is open less what is unapplied, to the cent."
)
def test_the_balance_is_what_is_open_less_what_is_unapplied(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    text = client.get(HERE).content.decode()

    assert figure(text, "open") == 420_00
    assert figure(text, "overdue") == figure(text, "61-90") == 280_00
    assert figure(text, "unapplied") == -50_00
    assert figure(text, "balance") == 370_00
    assert "TW-4471" in text


@pytest.mark.promise("Party", "Each figure leads to the items that it is the sum of.")
def test_each_figure_leads_to_what_it_is_made_of(office: tuple[Client, int]) -> None:
    client, _ = office
    text = client.get(HERE).content.decode()

    for name in ("balance", "open", "overdue", "unapplied"):
        block = text[text.index(f'data-fig="{name}"') :]
        address = re.search(r'href="(/hp/why[^"]+)"', block)
        assert address is not None
        why = client.get(unescape(address[1])).content.decode()
        minor = re.search(r'data-minor="(-?\d+)"', why)
        assert minor is not None
        assert abs(int(minor[1])) == abs(figure(text, name))


def test_each_tab_shows_its_own(office: tuple[Client, int]) -> None:
    client, entity_id = office
    issued = issue_statements(
        IssueStatements(
            entity_id=entity_id, kind=StatementKind.OPEN_ITEM, as_of=DAY, is_sent=False
        ),
        **by(MANAGER),
    )

    assert part(client, "tab").count("<tr data-ref=") == 3
    assert part(client, "tab", tab="documents").count("<tr data-ref=") == 2
    assert part(client, "tab", tab="payments").count("<tr data-ref=") == 1
    assert issued.numbers[0] in part(client, "tab", tab="statements")
    assert "price book holds" in part(client, "tab", tab="prices")
    assert "12 Alder Street" in part(client, "tab", tab="details")
    assert client.get(HERE, {"tab": "nonsense"}).status_code == 404


def test_the_stream_tells_all_newest_first_and_can_be_narrowed(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    [number] = [one for one in numbers(client) if "INV" in one][-1:]
    with db.reading(entity_id):
        [item] = items_by_number(entity_id, [number])[number]
    contested = OpenDispute(
        entity_id=entity_id,
        item_id=item.id,
        amount_minor=40_00,
        category=Category.QUALITY,
        reason="two chairs were broken",
        owner=CLERK,
        opened_on=DAY,
        due_on=DAY + timedelta(days=30),
    )
    opened = open_dispute(contested, **by(CLERK))
    with db.reading(entity_id):
        party_id = item.party_id
    note = {"text": "Priya is away until Friday", "key": str(uuid4()), "back": HERE}
    written = client.post(f"/hp/notes/party/{party_id}", note)

    text = client.get(HERE).content.decode()
    notes = part(client, "timeline", told="notes")
    money = part(client, "timeline", told="money")

    assert written["Location"] == HERE
    assert "Priya is away" in notes
    assert "Priya is away" not in money
    assert "Dispute opened, 40.00" in money
    assert text.index("Priya is away") < text.index("Payment 50.00")
    assert opened.number in text
    assert "two chairs were broken" in text


def numbers(client: Client) -> list[str]:
    return re.findall(r'<tr data-ref="([^"]+)"', client.get(HERE).content.decode())


def test_items_and_stream_go_on_where_a_page_ends(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    for _ in range(53):
        an_invoice(entity_id)

    seen, text = [], client.get(HERE).content.decode()
    seen += re.findall(r'<tr data-ref="([^"]+)"', text)
    more = re.search(r'id="more".*?href="([^"]+)"', text, re.DOTALL)
    assert more is not None
    rest = client.get(unescape(more[1])).content.decode()
    seen += re.findall(r'<tr data-ref="([^"]+)"', rest)
    told, address = re.findall(r'<p data-ref="([^"]+)"', text), unescape(text)
    while match := re.search(r'id="older"><a href="([^"]+)"', address):
        address = unescape(client.get(unescape(match[1])).content.decode())
        told += re.findall(r'<p data-ref="([^"]+)"', address)

    assert len(seen) == len(set(seen)) == 56
    assert len(told) == len(set(told))
    assert sum("invoice" in one for one in told) == 55


@pytest.mark.promise(
    "Party", "A payment that is received stands in items, figures and stream."
)
def test_a_payment_received_stands_in_all_three(office: tuple[Client, int]) -> None:
    client, entity_id = office
    party_id = a_party(entity_id)

    receive(entity_id, a_payment(party_id, 280_00, reference="cheque 77"))

    text = client.get(HERE).content.decode()
    assert figure(text, "open") == 140_00
    assert figure(text, "overdue") == 0
    assert figure(text, "balance") == 90_00
    assert "TW-4471" not in part(client, "tab"), "it is settled"
    assert "cheque 77" in part(client, "timeline")


def test_another_day_shows_what_was_owed_then_and_does_nothing(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    then = client.get(HERE, {"as_of": "2026-09-30"}).content.decode()
    unread = client.get(HERE, {"as_of": "someday"}).content.decode()

    assert figure(then, "balance") == figure(then, "open") == 280_00
    assert figure(then, "31-60") == 280_00
    assert "as known today" in then
    assert "Receive payment" not in then
    assert "no day that can be read" in unread


@pytest.mark.promise(
    "Party", "The view of an earlier day equals the statement of that day."
)
def test_a_month_seen_later_says_what_its_statement_said(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    last = date(2026, 10, 31)
    said = IssueStatements(
        entity_id=entity_id, kind=StatementKind.OPEN_ITEM, as_of=last, is_sent=False
    )
    [number] = issue_statements(said, **by(MANAGER)).numbers
    an_invoice(entity_id, on=date(2026, 11, 2))

    told = client.get(f"/hp/statements/{number}").content.decode()
    then = client.get(HERE, {"as_of": last.isoformat()}).content.decode()

    assert figure(told, "total") == figure(then, "balance") == 280_00


def test_a_party_of_many_asks_as_often_as_one_of_few(
    office: tuple[Client, int], django_assert_max_num_queries: Any
) -> None:
    client, entity_id = office
    for _ in range(30):
        an_invoice(entity_id)

    with django_assert_max_num_queries(36):
        client.get(HERE)
