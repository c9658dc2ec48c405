"""Acts on many documents: the dry run first, all that is found, long work."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.delivery.queries import deliveries_of
from duebook.apps.entities.actions import ChangeMailServer, change_mail_server
from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.parties.actions import HoldParties, hold_parties
from tests.office import MANAGER, a_party, by
from tests.pages.conftest import NAMES
from tests.pages.documents import DAY, an_invoice, an_office, sent

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


@pytest.mark.promise(
    "Invoices",
    "What an act on many leaves out stands there with its reason before anything is "
    "sent.",
)
def test_all_that_is_found_is_sent_and_what_is_left_out_is_said_first(
    seated: Seating,
) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    good, wrong = an_invoice(entity_id), an_invoice(entity_id)
    an_invoice(entity_id, "MERIDIAN")
    void = VoidInvoice(
        entity_id=entity_id, number=wrong.number, voided_on=DAY, reason="no order"
    )
    void_invoice(void, **by(MANAGER))
    asked = {"all": "1", "q": "party:tidewell"}

    dry = client.post("/hp/invoices/send", asked).content.decode()
    with db.reading(entity_id):
        before = deliveries_of(entity_id, "invoice", [good.id])[good.id]
    done = client.post("/hp/invoices/send", {**sent(**asked), "do": "1"})

    assert re.search(r'data-fig="going"\s+data-minor="14000"', dry)
    assert wrong.number in dry
    assert "it is void" in dry
    assert done.status_code == 303
    with db.reading(entity_id):
        after = deliveries_of(entity_id, "invoice", [good.id])[good.id]
    assert len(before) == 1
    assert len(after) == 2


@pytest.mark.promise(
    "Invoices",
    "Where no mail server is set, it is said before anything is sent, with the way to "
    "the setting for who may change it.",
)
def test_where_mail_is_not_set_up_it_is_said_before_sending(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id)
    boss, _, _ = seated("administrator")
    asked = {"all": "1", "q": ""}

    dry = client.post(f"/{code}/invoices/send", asked).content.decode()
    explained = client.get(f"/{code}/invoices/{invoice.number}/explain")
    printed = client.post(f"/{code}/invoices/print", asked).content.decode()

    for page in (dry, explained.content.decode()):
        assert "Mail is not set up" in page
        assert "An administrator can set it up" in page
        assert "settings/mail" not in page
    assert "Mail is not set up" not in printed
    server = ChangeMailServer(
        entity_id=entity_id, host="mail.example.com", sender="billing@example.com"
    )
    change_mail_server(server, **by(NAMES["administrator"]))
    again = client.post(f"/{code}/invoices/send", asked).content.decode()
    assert "Mail is not set up" not in again
    assert boss.get(f"/{code}/settings/mail").status_code == 200


def test_those_ticked_are_printed_into_one_file(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    first, second = an_invoice(entity_id), an_invoice(entity_id)

    done = client.post(
        "/hp/invoices/print", {**sent(id=[first.id, second.id]), "do": "1"}
    )

    assert len(PdfReader(io.BytesIO(done.content)).pages) == 2


def test_more_than_fifty_are_long_work(seated: Seating) -> None:
    client, _, entity_id = seated()
    an_office(entity_id)
    for _ in range(51):
        an_invoice(entity_id)

    dry = client.post("/hp/invoices/print", {"all": "1", "q": ""})
    done = client.post("/hp/invoices/print", {**sent(all="1", q=""), "do": "1"})

    assert 'data-count="51"' in dry.content.decode()
    assert "long work" in dry.content.decode()
    assert re.fullmatch(r"/hp/work/\d+", done["Location"])


def test_who_may_not_send_is_told_what_is_missing(seated: Seating) -> None:
    client, _, _ = seated("auditor")

    refused = client.post("/hp/invoices/send", {"all": "1"})

    assert refused.status_code == 403
    assert "send" in refused.content.decode()


@pytest.mark.promise(
    "Invoices",
    "The parties of all that is found are put on hold together, with a reason, after "
    "it was said who is left out.",
)
def test_the_parties_of_all_that_is_found_are_held_and_released_together(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    an_invoice(entity_id), an_invoice(entity_id)
    an_invoice(entity_id, "MERIDIAN")
    before = HoldParties(
        entity_id=entity_id,
        party_ids=(a_party(entity_id, "Meridian Hospitality Group"),),
        reason="a question",
    )
    hold_parties(before, **by(MANAGER))
    everything = {"all": "1", "q": ""}

    dry = client.post("/hp/invoices/hold", everything).content.decode()
    silent = client.post(
        "/hp/invoices/hold", {**sent(**everything), "reason": "", "do": "1"}
    )
    assert held(entity_id) == {"MERIDIAN"}
    done = client.post("/hp/invoices/hold", {**sent(**everything), "do": "1"})

    assert 'data-count="1"' in dry
    assert "TIDEWELL" in dry
    assert "it is on hold already: a question" in dry
    assert silent.status_code == 422
    assert done.status_code == 303
    assert held(entity_id) == {"MERIDIAN", "TIDEWELL"}


@pytest.mark.promise(
    "Invoices",
    "The parties of all that is found get a statement each, seen before it is issued.",
)
def test_the_parties_of_all_that_is_found_get_a_statement(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    an_invoice(entity_id), an_invoice(entity_id)
    paid = an_invoice(entity_id, "MERIDIAN")
    void = VoidInvoice(
        entity_id=entity_id, number=paid.number, voided_on=DAY, reason="no order"
    )
    void_invoice(void, **by(MANAGER))
    everything = {"all": "1", "q": ""}

    dry = client.post("/hp/invoices/statements", everything).content.decode()
    done = client.post("/hp/invoices/statements", {**sent(**everything), "do": "1"})

    assert re.search(r'data-fig="going"\s+data-minor="28000"', dry)
    assert "nothing is owed" in dry
    assert done.status_code == 303
    listed = client.get(done["Location"]).content.decode()
    assert "Tidewell" in listed
    assert "Meridian" not in listed


@pytest.mark.parametrize("act", ["hold", "statements"])
def test_nothing_chosen_is_told_and_done_to_nobody(seated: Seating, act: str) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)

    done = client.post(f"/hp/invoices/{act}", {**sent(id=[]), "do": "1"})

    assert "Nothing was chosen" in done.content.decode()
    assert held(entity_id) == set()
    assert client.get(f"/hp/invoices/{act}").status_code == 303


def held(entity_id: int) -> set[str]:
    """The codes of the parties on hold."""
    with db.reading(entity_id):
        rows = documents(entity_id)
        return {row.party for row in rows if row.is_held}
