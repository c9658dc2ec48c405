"""Deposits in the browser: one slip, one line of the bank, a cheque that comes back."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.banking.queries.deposits import deposits, payments_on
from duebook.apps.banking.queries.lines import waiting_lines
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.ledger import AccountRole
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import a_party

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from tests.pages.conftest import Seating


def in_the_drawer(entity_id: int, *amounts: int) -> tuple[list[str], tuple[int, ...]]:
    """Cheques of Tidewell that settle an item each; their numbers and the items."""
    a_bank(entity_id)
    party_id = a_party(entity_id)
    items = owes(entity_id, party_id, *amounts)
    with db.reading(entity_id):
        drawer = accounts_by_role(entity_id)[AccountRole.UNDEPOSITED]
    numbers = [
        receive(entity_id, a_payment(party_id, minor, into_id=drawer)).number
        for minor in amounts
    ]
    return numbers, items


def closing(numbers: list[str], total: str, **said: str) -> dict[str, Any]:
    return {
        "account": "Harbor Bank",
        "on": "2026-11-03",
        "payment": numbers,
        "key": str(uuid4()),
        "total": total,
        "close": "yes",
        **said,
    }


def deposited(client: Client, code: str, numbers: list[str], total: str) -> str:
    answer = client.post(f"/{code}/deposits/new", closing(numbers, total))
    assert answer.status_code == 303
    return answer["Location"]


@pytest.mark.promise(
    "Deposits", "A slip closes only when the keyed total is that of its rows."
)
def test_a_slip_is_closed_only_when_both_totals_agree(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, _ = in_the_drawer(entity_id, 120_00, 45_00)

    answer = client.post(f"/{code}/deposits/new", closing(numbers, "210"))
    assert answer.status_code == 422
    assert b"was it counted twice?" in answer.content

    there = deposited(client, code, numbers, "165")
    with db.reading(entity_id):
        [slip] = deposits(entity_id)
    assert (slip.amount_minor, slip.payments) == (165_00, 2)
    assert client.get(there).status_code == 200


@pytest.mark.promise(
    "Deposits", "The drawer, what is ticked and each slip tell the cheques behind them."
)
def test_each_figure_is_made_of_cheques(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, _ = in_the_drawer(entity_id, 120_00, 45_00)
    panel = {"HX-Request-Type": "partial", "HX-Target": "aside#panel"}

    drawer = client.get(f"/{code}/deposits?why=drawer", headers=panel).content.decode()
    assert 'data-minor="16500"' in drawer
    assert f'href="/{code}/payments/{numbers[0]}"' in drawer

    headers = {"HX-Request-Type": "partial", "HX-Target": "div#added"}
    said = {"payment": numbers[:1], "total": "7", "key": str(uuid4())}
    part = client.post(f"/{code}/deposits/new", said, headers=headers)
    [asked] = re.findall(r'class="why"\s+href="([^"]+)"', part.content.decode())
    there = f"/{code}/deposits/new{unescape(asked)}"
    ticked = client.get(there, headers=panel).content.decode()
    assert 'data-minor="12000"' in ticked
    assert "Not ticked: 1 item over 45.00." in ticked

    there = deposited(client, code, numbers, "165")
    page = client.get(f"{there}?why=total").content.decode()
    assert 'data-fig="explained"' in page
    assert page.count('data-minor="16500"') == 2


def test_the_total_follows_the_ticks_and_nothing_is_closed(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, _ = in_the_drawer(entity_id, 120_00, 45_00)
    headers = {"HX-Request-Type": "partial", "HX-Target": "div#added"}
    typed = {"payment": numbers[:1], "total": "7", "key": str(uuid4())}

    part = client.post(f"/{code}/deposits/new", typed, headers=headers)
    assert part.status_code == 200
    assert b'data-minor="12000"' in part.content
    assert b"<form" not in part.content

    whole = client.post(f"/{code}/deposits/new", {**typed, "do": "look"})
    assert b'value="7"' in whole.content
    with db.reading(entity_id):
        assert not deposits(entity_id)


@pytest.mark.promise(
    "Deposits",
    "The bank’s line over the sum of a slip shows that slip before all else.",
)
def test_the_line_of_the_slip_is_the_slip(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, _ = in_the_drawer(entity_id, 120_00, 45_00, 30_00)
    deposited(client, code, numbers[2:], "30")
    there = deposited(client, code, numbers[:2], "165")
    take(entity_id, a_statement(Move(on=4, amount="165.00", text="DEPOSIT")))
    with db.reading(entity_id):
        [line] = waiting_lines(entity_id)

    it = client.get(f"/{code}/bank/{line.id}").context["it"]
    assert it.may_be_booked
    assert it.entries[0].source_kind == "deposit"
    assert it.entries[0].amount_minor == 165_00

    match_all(entity_id)
    assert b"seen on the bank line" in client.get(there).content


@pytest.mark.promise(
    "Deposits", "A cheque that bounces opens its own items again, and no others."
)
def test_a_bounced_cheque_takes_only_itself_back(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, items = in_the_drawer(entity_id, 120_00, 45_00)
    deposited(client, code, numbers, "165")
    take(
        entity_id,
        a_statement(
            Move(on=4, amount="165.00", text="DEPOSIT"),
            Move(on=5, amount="-45.00", text="RETURNED ITEM"),
        ),
    )
    match_all(entity_id)
    with db.reading(entity_id):
        [line] = waiting_lines(entity_id)
    page = client.get(f"/{code}/bank/{line.id}").context["it"]
    assert [one.number for one in page.returns] == numbers[1:]

    said = {"what": "return", "payment": numbers[1], "key": str(uuid4())}
    answer = client.post(f"/{code}/bank/{line.id}", {**said, "seen": page.stamp})

    assert answer.status_code == 303
    with db.reading(entity_id):
        now = items_by_id(entity_id, items)
        [slip] = deposits(entity_id)
        assert slip.line_id
        assert len(payments_on(entity_id, slip.id)) == 2
    assert [now[item].open_minor for item in items] == [0, 45_00]


@pytest.mark.promise(
    "Deposits",
    "The printed slip says count and total, and leaves its lower edge to the bank.",
)
def test_the_slip_is_printed_for_the_bank(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    numbers, _ = in_the_drawer(entity_id, 120_00, 45_00)
    there = deposited(client, code, numbers, "165")
    assert f"{there}/slip".encode() in client.get(there).content

    answer = client.get(f"{there}/slip")

    assert answer["Content-Type"] == "application/pdf"
    [page] = PdfReader(BytesIO(answer.content)).pages
    heights: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            heights.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    text = page.extract_text(visitor_text=look)
    assert [number in text for number in numbers] == [True, True]
    assert "165.00" in text.split("Total")[1]
    assert "2" in text.split("Total")[1].split("165.00")[0]
    assert min(heights) > 5 / 8 * 72


def test_a_stranger_prints_no_slip(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    stranger, _, _ = seated("manager", "ng")
    numbers, _ = in_the_drawer(entity_id, 45_00)
    there = deposited(client, code, numbers, "45")
    assert stranger.get(f"{there}/slip").status_code == 404
    assert client.get(f"/{code}/deposits/none/slip").status_code == 404
