"""Acts on a document: what they would do, what they do, and what they refuse."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.catalog.actions import SetTaxRates, set_tax_rates
from duebook.apps.delivery.queries import deliveries_of
from duebook.apps.disputes.queries import disputes
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.ledger.queries import accounts_by_role
from duebook.domain.catalog import TaxRateEntry
from duebook.domain.ledger import AccountRole
from duebook.domain.spans import Span
from tests.office import books_hold, by
from tests.pages.conftest import NAMES
from tests.pages.documents import an_invoice, an_office, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating


EFFECT = {"HX-Request-Type": "partial", "HX-Target": "div#effect"}


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


def seen(client: Client, address: str) -> str:
    """The version of the document that a form was shown over."""
    page = client.get(address).content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


@pytest.mark.promise(
    "Credit notes",
    "A part of a line is taken back, and what that does is reckoned before it is "
    "done; sent twice, it is done once.",
)
def test_one_hour_of_two_is_credited_after_it_was_seen(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="2")
    [line] = lines_of(client, invoice.number)
    address = f"/hp/invoices/{invoice.number}/credit"
    asked = sent(**{f"quantity-{line}": "1"}, seen=seen(client, address))

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


@pytest.mark.promise(
    "Credit notes", "More than is left of a line is refused, and what was typed stays."
)
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
    assert "1 h of it can be taken back." in refused.content.decode()
    assert 'role="alert"' in empty.content.decode()
    assert 'value="3"' in refused.content.decode()
    assert state(entity_id, invoice.number) == "not due"


@pytest.mark.promise(
    "Credit notes",
    "Amounts typed in lines are not overruled by the tick for everything: with both, "
    "nothing is issued and the preview says why.",
)
@pytest.mark.parametrize("typed", ["quantity", "amount"])
def test_everything_and_a_line_typed_is_refused(seated: Seating, typed: str) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="2")
    [line] = lines_of(client, invoice.number)
    address = f"/hp/invoices/{invoice.number}/credit"
    both = sent(**{f"{typed}-{line}": "1"}, everything="on")

    looked = client.post(address, {**both, "look": "1"}, headers=EFFECT)
    refused = client.post(address, both)

    assert looked.status_code == refused.status_code == 422
    for page in (looked, refused):
        assert "untick this, or clear the lines" in page.content.decode()
    assert state(entity_id, invoice.number) == "not due"


@pytest.mark.parametrize("quantity", ["3", "-1"])
def test_what_is_not_left_is_told_where_the_effect_stood(
    seated: Seating, quantity: str
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    [line] = lines_of(client, invoice.number)
    asked = sent(**{f"quantity-{line}": quantity, "look": "1"})
    address = f"/hp/invoices/{invoice.number}/credit"

    beside = client.post(address, asked, headers=EFFECT).content.decode()
    whole = client.post(address, asked).content.decode()

    for told in (beside, whole.partition('id="effect"')[2]):
        assert "1 h of it can be taken back." in told
        assert "What it does" not in told


def test_the_button_goes_with_what_is_typed(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id, price="900")
    [line] = lines_of(client, invoice.number)
    address = f"/hp/invoices/{invoice.number}/credit"

    whole = client.post(address, sent(everything="on", look="1"), headers=EFFECT)
    asked = sent(**{f"amount-{line}": "10"}, look="1")
    part = client.post(address, asked, headers=EFFECT).content.decode()

    assert "Ask a second person" in whole.content.decode()
    assert "Issue the credit note" in part
    assert "Ask a second person" not in part


@pytest.mark.promise(
    "Credit notes",
    "Above my limit nothing is issued until a second person approves it.",
)
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


@pytest.mark.promise(
    "Invoices",
    "Who acts on an invoice that somebody changed meanwhile is told so first, and sees "
    "how it is now; nothing is written.",
)
@pytest.mark.parametrize("act", ["credit", "rebill", "void", "write-off", "send"])
def test_what_changed_meanwhile_is_told(seated: Seating, act: str) -> None:
    client, _, entity_id = seated()
    other, _, _ = seated("coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    item = invoice.item_ids[0]
    address = f"/hp/invoices/{invoice.number}/{act}"
    asked = sent(seen=seen(client, address), item=item, everything="on")
    other.post(f"/hp/invoices/{invoice.number}/write-off", sent(item=item, amount="40"))

    late = client.post(address, asked)
    anew = client.post(address, asked | {"seen": seen(client, address)})

    told = late.content.decode()
    assert late.status_code == 409
    assert "was changed since this page was shown" in told
    assert f"40.00 USD by {NAMES['coordinator']}" in told
    assert "100.00" in told
    if act in {"credit", "write-off", "send"}:
        assert anew.status_code == 303
    with db.reading(entity_id):
        assert len(deliveries_of(entity_id, "invoice", [invoice.id])[invoice.id]) == (
            2 if act == "send" else 1
        )
    assert books_hold(entity_id)


def test_a_release_of_what_was_held_meanwhile_does_not_turn_into_a_hold(
    seated: Seating,
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    address = f"/hp/invoices/{invoice.number}/hold"
    shown = seen(client, address)
    first, late = sent(seen=shown), sent(seen=shown)

    assert client.post(address, first).status_code == 303
    assert client.post(address, first).status_code == 303
    assert client.post(address, late).status_code == 409
    assert state(entity_id, invoice.number) == "on hold"


def test_a_form_sent_twice_acts_once_though_nothing_is_left_for_the_second(
    seated: Seating,
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    address = f"/hp/invoices/{invoice.number}/write-off"
    asked = sent(seen=seen(client, address), item=invoice.item_ids[0])

    first, second = client.post(address, asked), client.post(address, asked)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert state(entity_id, invoice.number) == "written off"


@pytest.mark.promise(
    "Invoices",
    "Correct and rebill makes a credit note and a draft in one act, each linked to the "
    "invoice and back.",
)
def test_correct_and_rebill_makes_a_credit_note_and_a_draft(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    address = f"/hp/invoices/{invoice.number}"

    form = sent(seen=seen(client, f"{address}/rebill"))
    done = client.post(f"{address}/rebill", form)

    assert done.status_code == 303
    assert re.fullmatch(r"/hp/drafts/\d+", done["Location"])
    assert state(entity_id, invoice.number) == "credited"
    page = client.get(address).content.decode()
    [note] = re.findall(r'data-link="([^"]+)"', page)
    back = client.get(f"/hp/invoices/{note}").content.decode()
    assert f'data-link="{invoice.number}"' in back
    assert f'href="{done["Location"]}"' in page
    assert f'href="{address}"' in client.get(done["Location"]).content.decode()
    assert books_hold(entity_id)


def test_the_other_acts_do_what_their_pages_say(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    wrong, small, contested = (an_invoice(entity_id) for _ in range(3))

    def post(number: str, act: str, **said: object) -> None:
        done = client.post(f"/hp/invoices/{number}/{act}", sent(**said))
        assert done.status_code == 303, done.content.decode()

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
    post(small.number, "hold", release="True")
    assert state(entity_id, small.number) == "part paid"
    with db.reading(entity_id):
        planned = deliveries_of(entity_id, "invoice", [contested.id])[contested.id]
        assert len(planned) == 2
        assert len(disputes(entity_id, item_ids=contested.item_ids)) == 1
    assert books_hold(entity_id)


@pytest.mark.promise(
    "Credit notes",
    "What is taken back whole, in however many notes, takes its tax back to the cent "
    "at each rate; credit notes have numbers of their own, without a gap.",
)
def test_all_taken_back_leaves_no_tax_at_any_rate(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    taxes(entity_id, State="6.25", City="1.125")
    invoice = an_invoice(entity_id, hours="3", price="33.33")
    [line] = lines_of(client, invoice.number)
    address = f"/hp/invoices/{invoice.number}/credit"

    said: list[dict[str, object]] = [{f"quantity-{line}": "1"}] * 2
    done = [client.post(address, sent(**one)) for one in [*said, {"everything": "on"}]]
    notes = [one["Location"].rpartition("/")[2] for one in done]

    with db.reading(entity_id):
        left: Counter[str] = Counter()
        for number in (invoice.number, *notes):
            for group in stored_by_number(entity_id, number).tax_groups:
                left.update({tax.name: tax.tax_minor for tax in group.taxes})
        whole = stored_by_number(entity_id, invoice.number)
    assert whole.tax_minor > 0
    assert dict(left) == {"State": 0, "City": 0}
    assert state(entity_id, invoice.number) == "credited"
    counted = [int(number.rpartition("-")[2]) for number in notes]
    assert counted == list(range(counted[0], counted[0] + 3))
    assert len({invoice.number, *notes}) == 4
    assert books_hold(entity_id)


def taxes(entity_id: int, **percents: str) -> None:
    """Taxes of Oregon on everything, each with its rate."""
    with db.reading(entity_id):
        account_id = accounts_by_role(entity_id)[AccountRole.TAX_PAYABLE]
    rates = tuple(
        TaxRateEntry(
            place="US-OR",
            category="standard",
            name=name,
            percent=Decimal(percent),
            account_id=account_id,
            valid=Span(date(2026, 1, 1)),
            order=order,
        )
        for order, (name, percent) in enumerate(percents.items())
    )
    set_tax_rates(SetTaxRates(entity_id=entity_id, rates=rates), **by())


def test_a_void_invoice_is_not_sent(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    client.post(f"/hp/invoices/{invoice.number}/void", sent())

    refused = client.post(f"/hp/invoices/{invoice.number}/send", sent())

    assert refused.status_code == 422
    assert "it is void" in refused.content.decode()
