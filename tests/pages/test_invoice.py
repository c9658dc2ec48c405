"""The page of a document: its figures, where they come from, its file."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.approvals.actions import Held
from duebook.apps.audit.queries import events, head
from duebook.apps.delivery.actions import RecordBounce, record_bounce
from duebook.apps.delivery.jobs.subjects import Errand, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.delivery.queries import deliveries, deliveries_of
from duebook.apps.entities.actions import ChangeLetterhead, change_letterhead
from duebook.apps.invoicing.actions.explaining import KIND
from duebook.apps.invoicing.actions.resending import SendAgain, send_again
from duebook.apps.papers.queries import stored_print
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.actions import Asked, RecoverWriteOff, recover_write_off
from duebook.apps.receivables.actions.giving_up import (
    SweepSmallBalances,
    Swept,
    WriteOff,
    sweep_small_balances,
    write_off,
)
from duebook.apps.receivables.queries.given_up import given_up_of
from duebook.domain.application import ApplyBy
from tests.apps.payments.office import a_payment, receive
from tests.office import CLERK, MANAGER, NOON, by
from tests.pages.conftest import NAMES
from tests.pages.documents import DAY, an_invoice, an_office, sent

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.pages.conftest import Seating

LATER = DAY + timedelta(days=60)


def test_the_page_explains_each_amount_and_lists_what_was_put_against_it(
    seated: Seating,
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="2")
    given = WriteOff(
        entity_id=entity_id,
        item_id=invoice.item_ids[0],
        written_off_on=DAY,
        reason="goodwill",
        amount_minor=30_00,
    )
    write_off(given, **by(MANAGER))

    page = client.get(f"/hp/invoices/{invoice.number}").content.decode()

    assert 'data-fig="total" data-minor="28000"' in page
    assert 'data-fig="open" data-minor="25000"' in page
    assert "2 × 140.00 = 280.00 USD." in page
    assert "Written off" in page
    assert "part paid" in page


def test_the_panel_is_a_fragment_of_the_same_address(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    panel = client.get(
        f"/hp/invoices/{invoice.number}",
        headers={"HX-Request-Type": "partial", "HX-Target": "aside#panel"},
    )

    assert invoice.number in panel.content.decode()
    assert "<html" not in panel.content.decode()
    assert "HX-Target" in panel["Vary"]


@pytest.mark.promise(
    "Invoices",
    "The PDF is, byte for byte, the one that was kept when somebody who may send it "
    "opened or sent it first; who only reads keeps nothing, and gets the same.",
)
def test_the_file_is_the_one_that_was_kept_whoever_reads_it(seated: Seating) -> None:
    auditor, _, entity_id = seated("auditor")
    sender, _, _ = seated("coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    address = f"/hp/invoices/{invoice.number}.pdf"

    with db.reading(entity_id):
        before = head(entity_id)
    read = auditor.get(address)
    with db.reading(entity_id):
        assert head(entity_id) == before
        assert stored_print(entity_id, "document", invoice.id) is None
    opened = sender.get(address)
    later = auditor.get(address)

    with db.reading(entity_id):
        kept = stored_print(entity_id, "document", invoice.id)
        event = events(entity_id)[0]
    assert kept is not None
    assert {hashlib.sha256(one.content).digest() for one in (read, opened, later)} == {
        hashlib.sha256(kept).digest()
    }
    assert read["Content-Type"] == "application/pdf"
    assert (event.command, event.actor) == ("KeepPrints", NAMES["coordinator"])


@pytest.mark.promise(
    "Invoices",
    "Nothing on the page of an issued invoice changes an amount of it: it has no field "
    "to type into, and takes nothing that is sent to it.",
)
def test_no_control_of_the_page_changes_an_issued_amount(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    number = an_invoice(entity_id).number
    address = f"/hp/invoices/{number}"

    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert re.findall(r"<(?:input|textarea|select|form)\b", main) == []
    for sent_to in (address, f"{address}.pdf", f"{address}/pages"):
        assert client.post(sent_to, {"total": "1.00"}).status_code == 405


@pytest.mark.promise(
    "Invoices",
    "What is open is the total less all that was put against it, each listed.",
)
def test_open_is_the_total_less_what_is_listed(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="2")
    said = {"entity_id": entity_id, "reason": "goodwill"}
    for amount_minor in (30_00, 12_34):
        given = WriteOff(
            item_id=invoice.item_ids[0],
            written_off_on=DAY,
            amount_minor=amount_minor,
            **said,  # type: ignore[arg-type]
        )
        write_off(given, **by(MANAGER))

    page = client.get(f"/hp/invoices/{invoice.number}").content.decode()
    table = page[page.index("What was put against it") :]
    listed = re.findall(r'value="([\d.]+)"', table[: table.index("</tbody>")])

    assert sorted(listed) == ["12.34", "30.00"]
    assert 'data-fig="open" data-minor="23766"' in page


def test_its_pages_are_drawn(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    drawn = client.get(f"/hp/invoices/{invoice.number}/pages/1.svg")
    listed = client.get(f"/hp/invoices/{invoice.number}/pages")

    assert drawn.content.startswith(b"<svg")
    assert f"/hp/invoices/{invoice.number}/pages/1.svg" in listed.content.decode()
    assert client.get(f"/hp/invoices/{invoice.number}/pages/9.svg").status_code == 404


@pytest.mark.promise(
    "Invoices", "An amount on the picture of an invoice leads to where it comes from."
)
def test_an_amount_on_the_picture_leads_to_its_explanation(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    page = f"/hp/invoices/{invoice.number}"
    spots = re.findall(
        rf'<a href="{page}#([\w-]+)"', client.get(f"{page}/pages").content.decode()
    )

    assert spots[0] == "line-1"
    assert set(spots) == {"line-1", "sums"}
    ids = re.findall(r'id="([\w-]+)"', client.get(page).content.decode())
    assert [ids.count(spot) for spot in ("line-1", "sums")] == [1, 1]


def test_what_is_none_of_ours_does_not_exist(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    stranger, _, _ = seated("manager", "ng")

    assert client.get("/hp/invoices/INV-0").status_code == 404
    assert stranger.get(f"/ng/invoices/{invoice.number}").status_code == 404
    assert stranger.get(f"/ng/invoices/{invoice.number}.pdf").status_code == 404


@pytest.mark.promise(
    "Invoices",
    "An invoice is explained to its customer by mail, and the words are read first.",
)
def test_an_invoice_is_explained_by_mail_in_words_read_first(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    number = an_invoice(entity_id, hours="2").number
    address = f"/hp/invoices/{number}/explain"

    page = client.get(address).content.decode()
    looked = client.post(address, sent(recipient="no address", look="1"))
    done = client.post(address, sent(recipient="ap@tidewell.example"))

    assert f'href="{address}"' in client.get(f"/hp/invoices/{number}").content.decode()
    assert "It goes by mail to tidewell@example.com" in page
    assert "That makes a total of $280.00." in page
    assert looked.status_code == 422
    assert done.status_code == 303
    with db.reading(entity_id):
        planned = [one for one in deliveries(entity_id) if one.subject_kind == KIND]
    assert [one.recipient for one in planned] == ["ap@tidewell.example"]
    told = client.get(done["Location"]).content.decode()
    assert f"Explained {number} to ap@tidewell.example" in told


@pytest.mark.promise(
    "Invoices",
    "An invoice is handed to a colleague with a question, and the answer stands on it.",
)
def test_a_colleague_is_asked_about_an_invoice_and_answers(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    marcus, _, _ = seated("manager")
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    address = f"/hp/invoices/{invoice.number}"
    ask = f"/hp/notes/document/{invoice.id}/ask"
    told = {
        "asked_of": NAMES["manager"],
        "question": "Is 140.00 still agreed?",
        "due_on": "2099-01-31",
        "key": str(uuid4()),
        "back": address,
    }

    offered = client.get(address).content.decode()
    asked = client.post(ask, told)
    waiting = marcus.get("/today").content.decode()
    question = re.search(r"/hp/questions/\d+", waiting)
    assert question is not None
    marcus.post(question[0], {"answer": "until spring", "key": str(uuid4())})

    assert f'href="{ask}?back={address}"' in offered
    assert asked["Location"] == address
    assert "Is 140.00 still agreed?" in waiting
    assert "until spring" in client.get(address).content.decode()


@pytest.mark.promise(
    "Invoices",
    "What bounced is a view of its own; its page leads to the address to be mended.",
)
def test_what_bounced_leads_to_the_address_to_be_mended(
    seated: Seating, tmp_path: Path
) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    letterhead = ChangeLetterhead(entity_id=entity_id, email="billing@example.com")
    change_letterhead(letterhead, **by())
    lost, _ = an_invoice(entity_id), an_invoice(entity_id, "MERIDIAN")
    errand = Errand(entity_id=entity_id, actor=CLERK, at=NOON + timedelta(minutes=1))
    send_mails(errand, OutboxFolder(tmp_path))
    with db.reading(entity_id):
        sent_before = deliveries_of(entity_id, "invoice", [lost.id])[lost.id]
    bounce = RecordBounce(
        entity_id=entity_id,
        message_id=sent_before[0].message_id,
        recipient=sent_before[0].recipient,
        status="5.1.1",
        words="no such mailbox",
    )
    record_bounce(bounce, **by(CLERK))

    listed = client.get("/hp/invoices", {"q": "is:bounced"}).content.decode()
    page = client.get(f"/hp/invoices/{lost.number}").content.decode()

    assert re.findall(r'data-ref="([^"]+)"', listed) == [lost.number]
    assert '<a href="/hp/parties/TIDEWELL/edit">Mend the address</a>' in page
    assert f"{lost.number} did not arrive. " in client.get("/today").content.decode()

    again = SendAgain(entity_id=entity_id, document_ids=(lost.id,))
    send_again(again, **by(CLERK))
    assert "did not arrive" not in client.get("/today").content.decode()


def test_who_may_write_nothing_is_offered_nothing(seated: Seating) -> None:
    client, _, entity_id = seated("auditor")
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    page = client.get(f"/hp/invoices/{invoice.number}").content.decode()

    assert 'data-key="c"' not in page
    assert client.get(f"/hp/invoices/{invoice.number}/credit").status_code == 403


def test_the_page_asks_a_bounded_number_of_questions(
    seated: Seating, django_assert_max_num_queries: Any
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    with django_assert_max_num_queries(45):
        client.get(f"/hp/invoices/{invoice.number}")


@pytest.mark.promise(
    "Invoices",
    "Money that came after a write-off stands on the invoice, in the list and in the "
    "history of its party.",
)
def test_a_recovery_stands_where_people_look(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    given = WriteOff(
        entity_id=entity_id,
        item_id=invoice.item_ids[0],
        written_off_on=DAY,
        reason="nobody answers",
    )
    given_up = write_off(given, **by(MANAGER))
    assert not isinstance(given_up, Held)
    with db.reading(entity_id):
        party_id = party_by_code(entity_id, "TIDEWELL").id
    paid = receive(entity_id, a_payment(party_id, 100_00, how=ApplyBy.NONE))
    recovery = RecoverWriteOff(
        entity_id=entity_id,
        credit_id=paid.item_id,
        write_off_id=given_up.credit_id,
        recovered_on=DAY,
        reason="they paid after all",
    )
    recover_write_off(recovery, **by(MANAGER))

    page = client.get(f"/hp/invoices/{invoice.number}").content.decode()
    listed = client.get("/hp/invoices", {"q": "is:recovered"}).content.decode()
    told = client.get("/hp/parties/TIDEWELL").content.decode()

    assert f"Recovery {paid.number}" in page
    assert "Written off" in page
    assert "taken back" in page
    assert "they paid after all" in page
    assert re.findall(r'<tr data-ref="([^"]+)"', listed) == [invoice.number]
    assert "written off, part recovered" in listed
    assert f"{invoice.number} recovered, 100.00" in told


@pytest.mark.promise(
    "Invoices", "`is:recovered` finds swept rests that were paid after all, too."
)
def test_a_swept_rest_that_is_paid_after_all_is_found(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    an_invoice(entity_id)
    with db.reading(entity_id):
        party_id = party_by_code(entity_id, "TIDEWELL").id
    short = (Asked(invoice.item_ids[0], invoice.total_minor - 2_00),)
    receive(entity_id, a_payment(party_id, invoice.total_minor - 2_00, asked=short))
    sweep = SweepSmallBalances(entity_id=entity_id, swept_on=LATER, cap_minor=9_00)
    assert sweep_small_balances(sweep, **by(MANAGER)) == Swept(1, 2_00)
    with db.reading(entity_id):
        [rest] = given_up_of(entity_id, party_id, "USD")
    paid = receive(entity_id, a_payment(party_id, 2_00, how=ApplyBy.NONE))
    recovery = RecoverWriteOff(
        entity_id=entity_id,
        credit_id=paid.item_id,
        write_off_id=rest.id,
        recovered_on=LATER,
        reason="they paid after all",
    )

    assert found(client, "is:recovered") == []
    recover_write_off(recovery, **by(MANAGER))
    assert found(client, "is:recovered") == [invoice.number]


def found(client: Client, line: str) -> list[str]:
    listed = client.get("/hp/invoices", {"q": line}).content.decode()
    return re.findall(r'<tr data-ref="([^"]+)"', listed)
