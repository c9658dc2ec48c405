"""Acts on a document: what they would do, what they do, and what they refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.delivery.queries import deliveries_of
from duebook.apps.disputes.queries import disputes
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.invoicing.queries.listing import documents
from tests.office import books_hold
from tests.pages.documents import an_invoice, an_office, sent

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.pages.conftest import Seating


def state(entity_id: int, number: str) -> str:
    """How a document stands now."""
    with db.reading(entity_id):
        document = stored_by_number(entity_id, number)
        [row] = documents(entity_id, ids=[document.id])
    return str(row.state(row.due_on))


def lines_of(client: Client, number: str) -> list[str]:
    """The ids of the lines that the form offers."""
    page = client.get(f"/hp/invoices/{number}/credit").content.decode()
    return re.findall(r'name="quantity-(\d+)"', page)


def test_one_hour_of_two_is_credited_after_it_was_seen(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="2")
    [line] = lines_of(client, invoice.number)
    asked = sent(**{f"quantity-{line}": "1"}, seen=280_00)
    address = f"/hp/invoices/{invoice.number}/credit"

    looked = client.post(address, {**asked, "look": "1"})
    done = client.post(address, asked)
    again = client.post(address, asked)

    assert looked.status_code == 200
    assert 'value="140.00"' in looked.content.decode()
    assert done.status_code == 303
    assert again["Location"] == done["Location"]
    assert state(entity_id, invoice.number) == "part paid"
    page = client.get(f"/hp/invoices/{invoice.number}").content.decode()
    assert f'data-link="{done["Location"].rpartition("/")[2]}"' in page
    assert books_hold(entity_id)


def test_more_than_is_left_is_refused_and_what_was_typed_stays(
    seated: Seating,
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    [line] = lines_of(client, invoice.number)

    refused = client.post(
        f"/hp/invoices/{invoice.number}/credit", sent(**{f"quantity-{line}": "3"})
    )
    empty = client.post(f"/hp/invoices/{invoice.number}/credit", sent())

    assert refused.status_code == empty.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert 'value="3"' in refused.content.decode()
    assert state(entity_id, invoice.number) == "not due"


def test_above_the_limit_nothing_is_issued_until_somebody_else_says_yes(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id, price="900")

    form = client.get(f"/hp/invoices/{invoice.number}/credit")
    asked = client.post(f"/hp/invoices/{invoice.number}/credit", sent(everything="on"))

    assert "Ask a second person" in form.content.decode()
    assert "Waits for a second person" in asked.content.decode()
    assert state(entity_id, invoice.number) == "not due"


def test_what_changed_meanwhile_is_told(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    late = client.post(f"/hp/invoices/{invoice.number}/void", sent(seen=999_00))

    assert late.status_code == 409
    assert "140.00 USD of it is open now" in late.content.decode()


def test_correct_and_rebill_makes_a_credit_note_and_a_draft(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    done = client.post(f"/hp/invoices/{invoice.number}/rebill", sent(seen=140_00))

    assert done.status_code == 303
    assert re.fullmatch(r"/hp/drafts/\d+", done["Location"])
    assert state(entity_id, invoice.number) == "credited"
    assert books_hold(entity_id)


def test_the_other_acts_do_what_their_pages_say(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    wrong, small, contested = (an_invoice(entity_id) for _ in range(3))

    def post(number: str, act: str, **said: object) -> HttpResponse:
        done = client.post(f"/hp/invoices/{number}/{act}", sent(**said))
        assert done.status_code == 303, done.content.decode()
        return done

    post(wrong.number, "void")
    post(small.number, "write-off", item=small.item_ids[0], amount="40")
    post(
        contested.number,
        "dispute",
        item=contested.item_ids[0],
        category="price",
        owner="Marta Ilić",
    )
    post(contested.number, "send")
    assert state(entity_id, wrong.number) == "void"
    assert state(entity_id, small.number) == "part paid"
    assert state(entity_id, contested.number) == "disputed"
    post(small.number, "hold")
    assert state(entity_id, small.number) == "on hold"
    post(small.number, "hold")
    assert state(entity_id, small.number) == "part paid"
    with db.reading(entity_id):
        planned = deliveries_of(entity_id, "invoice", [contested.id])[contested.id]
        assert len(planned) == 2
        assert len(disputes(entity_id, item_ids=contested.item_ids)) == 1
    assert books_hold(entity_id)


def test_a_void_invoice_is_not_sent(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    client.post(f"/hp/invoices/{invoice.number}/void", sent())

    refused = client.post(f"/hp/invoices/{invoice.number}/send", sent())

    assert refused.status_code == 422
    assert "it is void" in refused.content.decode()
