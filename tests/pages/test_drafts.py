"""The draft editor: typed, checked, mended, previewed, issued, by two at once."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from duebook import db
from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.ledger.queries import accounts_by_role
from duebook.domain.catalog import ItemEntry
from duebook.domain.ledger import AccountRole
from tests.office import a_charge, a_party, a_price_book, by
from tests.pages.conftest import NAMES
from tests.pages.reading import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from django.test import Client

    from tests.pages.conftest import Seating

PARTIAL = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Target": "div#draft",
}
MOST_QUERIES = 80
"""However many lines a draft has."""


class Desk:
    """A draft of two lines on somebody's desk: 2 h CONSULT and a REPORT."""

    def __init__(self, seated: Seating, role: str = "coordinator") -> None:
        self.seated = seated
        self.client, self.code, self.entity_id = seated(role)
        a_price_book(self.entity_id, CONSULT="140.00", REPORT="60.00")
        a_party(self.entity_id)
        self.charge_ids = self.charged(
            a_charge("TIDEWELL", quantity=Decimal(2)), a_charge("TIDEWELL", "REPORT")
        )
        self.draft_id = make_draft(
            MakeDraft(entity_id=self.entity_id, charge_ids=self.charge_ids),
            **by(NAMES["manager"] if role != "coordinator" else NAMES[role]),
        )

    def charged(self, *charges: Any) -> tuple[int, ...]:
        command = TakeCharges(entity_id=self.entity_id, charges=charges)
        return take_charges(command, **by()).ids

    @property
    def address(self) -> str:
        return f"/{self.code}/drafts/{self.draft_id}"

    def page(self, client: Client | None = None, more: str = "") -> str:
        answer = (client or self.client).get(self.address + more)
        assert answer.status_code == 200
        return answer.content.decode()

    def row(self) -> models.Draft:
        with db.reading(self.entity_id):
            return models.Draft.objects.get(id=self.draft_id)

    def charge(self, charge_id: int) -> models.Charge:
        with db.reading(self.entity_id):
            return models.Charge.objects.get(id=charge_id)

    def save(
        self,
        cells: Mapping[str, object] | None = None,
        client: Client | None = None,
        **head: object,
    ) -> HttpResponse:
        """Send the form as the page shows it, but for what is typed."""
        sent = form_of(self.page()) | {"key": str(uuid4())}
        typed = {**(cells or {}), **head}
        sent |= {name: str(value) for name, value in typed.items()}
        return (client or self.client).post(self.address, sent)  # type: ignore[return-value]

    def post(self, act: str, **sent: object) -> HttpResponse:
        told = {"key": str(uuid4()), "seen": self.row().version, **sent}
        return self.client.post(f"{self.address}/{act}", told)  # type: ignore[return-value]


@pytest.fixture
def desk(seated: Seating) -> Desk:
    return Desk(seated)


def form_of(page: str) -> dict[str, str]:
    """The fields of the draft's own form, as a browser would send them."""
    form = page[
        page.index('id="edit"') : page.index("</form>", page.index('id="edit"'))
    ]
    sent = {}
    for field in re.findall(r"<input[^>]*>", form):
        named = re.search(r' name="([^"]*)"', field)
        value = re.search(r' value="([^"]*)"', field)
        if named:
            sent[named[1]] = value[1] if value else ""
    sent["terms"] = ""
    sent["note"] = ""
    return sent


def test_a_stranger_finds_no_draft(desk: Desk, seated: Seating) -> None:
    stranger, theirs, _ = seated("manager", "ng")

    assert stranger.get(desk.address).status_code == 404
    assert stranger.get(f"/{theirs}/drafts/{desk.draft_id}").status_code == 404
    assert stranger.post(desk.address).status_code == 404


def test_an_auditor_reads_a_draft_and_changes_nothing(
    desk: Desk, seated: Seating
) -> None:
    auditor, _, _ = seated("auditor")

    page = desk.page(auditor)
    answer = desk.save(client=auditor, po="88102")

    assert "Draft for Tidewell Hotels" in page
    assert 'name="remove"' not in page
    assert answer.status_code == 403
    assert desk.row().po == ""


def test_a_draft_is_shown_in_a_bounded_number_of_queries(desk: Desk) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = desk.page()

    assert figures(page, "net") == [280_00, 60_00]
    assert figures(page, "total") == [340_00]
    assert len(queries) <= MOST_QUERIES


def test_what_is_typed_is_saved_and_reckoned(desk: Desk) -> None:
    first, second = desk.charge_ids

    answer = desk.save(
        {
            f"{first}-quantity": "3",
            f"{second}-price": "75.00",
            f"{second}-discount": "10",
        },
        po="88102",
        note="Dock B.",
    )

    assert (answer.status_code, answer["Location"]) == (303, desk.address)
    page = desk.page()
    assert figures(page, "net") == [420_00, 67_50]
    assert desk.row().po == "88102"
    assert desk.row().note == "Dock B."
    assert desk.charge(second).unit_price == Decimal(75)
    assert desk.charge(first).unit_price is None, "it stays with the price book"


def test_a_cleared_price_is_the_price_books_again(desk: Desk) -> None:
    _, second = desk.charge_ids
    desk.save({f"{second}-price": "75.00"})

    desk.save({f"{second}-price": ""})

    assert desk.charge(second).unit_price is None
    assert figures(desk.page(), "total") == [340_00]


def test_live_changes_answer_sheet_and_panel(desk: Desk) -> None:
    first, _ = desk.charge_ids
    sent = form_of(desk.page()) | {f"{first}-quantity": "1"}

    answer = desk.client.post(desk.address, sent, headers=PARTIAL)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert figures(page, "total") == [200_00]
    assert '<hx-partial hx-target="#panel"' in page
    assert "<html" not in page


def test_what_is_no_number_is_said_at_its_cell_and_kept(desk: Desk) -> None:
    first, _ = desk.charge_ids

    answer = desk.save({f"{first}-quantity": "two"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="two"' in page
    assert "This is no number." in page
    assert desk.charge(first).quantity == 2


def test_lines_are_added_by_item_code_and_taken_out(desk: Desk) -> None:
    first, _ = desk.charge_ids

    desk.save({"new-item": "REPORT", "new-quantity": "5"})
    added = figures(desk.page(), "net")
    desk.save(remove=first)

    assert added == [280_00, 60_00, 300_00]
    assert desk.charge(first).draft_id is None
    assert figures(desk.page(), "total") == [360_00]


def test_an_unknown_item_is_refused_with_what_was_typed(desk: Desk) -> None:
    answer = desk.save({"new-item": "XX-900"}, po="88102")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no item XX-900." in page
    assert 'value="XX-900"' in page
    assert 'value="88102"' in page
    assert desk.row().po == "", "one form is one act"


@pytest.mark.promise(
    "Drafts",
    "Whoever saves what somebody else changed meanwhile is told who, and keeps what "
    "they typed.",
)
def test_a_stale_form_names_who_changed_it_and_keeps_what_was_typed(
    desk: Desk, seated: Seating
) -> None:
    manager, _, _ = seated("manager")
    first, _ = desk.charge_ids
    stale = form_of(desk.page()) | {f"{first}-quantity": "9", "key": str(uuid4())}
    desk.save(client=manager, po="88102")

    answer = desk.client.post(desk.address, stale)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(
        r"Marta Ilić changed this draft at \d\d:\d\d. Here is how it is now.", page
    )
    assert '<td class="strong">9</td>' in page, "what was typed stands there"
    assert 'value="88102"' in page, "and how it is now"
    assert desk.charge(first).quantity == 2
    assert f'name="seen" value="{desk.row().version}"' in page


def test_taking_the_fix_sets_the_price_of_the_book(desk: Desk) -> None:
    first, _ = desk.charge_ids
    desk.save({f"{first}-price": "149.00"})
    page = desk.page()
    ref = re.search(r'name="fix" value="(price_[^"]*)"', page)
    assert ref is not None, "the price differs from that of the book"

    answer = desk.post("fix", fix=ref[1])

    assert answer.status_code == 303
    assert desk.charge(first).unit_price in {None, Decimal(140)}
    assert ref[1] not in desk.page()


@pytest.mark.promise(
    "Drafts",
    "The number of a fix stays with its finding: pressed once more, it mends nothing "
    "else.",
)
@pytest.mark.parametrize("script", [True, False])
def test_the_key_of_a_taken_fix_goes_to_no_other(desk: Desk, *, script: bool) -> None:
    first, second = desk.charge_ids
    desk.save({f"{first}-price": "149.00", f"{second}-price": "99.00"})
    page = desk.page()
    keys = re.search(r'name="keys" value="([^"]*)"', page)
    assert keys is not None
    one, other = keys[1].split()[:2]
    assert 'data-key="1"' in page

    headers = {"HX-Request": "true"} if script else {}
    answer = desk.client.post(
        f"{desk.address}/fix",
        {"key": str(uuid4()), "seen": desk.row().version, "fix": one, "keys": keys[1]},
        headers=headers,
    )
    if not script:
        answer = desk.client.get(answer["Location"])

    mended = answer.content.decode()
    assert 'data-key="1"' not in mended
    assert re.search(
        rf'value="{other}">(?:(?!</form>).)*data-key="2"', mended, re.DOTALL
    )
    assert "Settled." in mended
    assert 'data-key="1"' in desk.page(), "a page that is opened anew begins at one"


def dearer(desk: Desk, price: str) -> str:
    """Type a price that is not the book's, and return what names its finding."""
    first, _ = desk.charge_ids
    desk.save({f"{first}-price": price})
    ref = re.search(r'name="ref" value="(price_[^"]*)"', desk.page())
    assert ref is not None
    return ref[1]


@pytest.mark.promise(
    "Drafts",
    "A finding is kept with a reason, on this draft alone; the history of its "
    "invoice tells of it.",
)
def test_a_finding_is_kept_and_its_invoice_tells_of_it(seated: Seating) -> None:
    desk = Desk(seated, "manager")
    ref = dearer(desk, "149.00")

    silent = desk.post("keep", ref=ref, reason="")
    kept = desk.post("keep", ref=ref, reason="agreed by mail")
    issued = desk.post("issue")

    assert (silent.status_code, kept.status_code) == (422, 303)
    history = desk.client.get(issued["Location"]).content.decode()
    assert f"Kept by {NAMES['manager']}: agreed by mail" in history
    with db.reading(desk.entity_id):
        assert not models.Acceptance.objects.filter(entity_id=desk.entity_id).exists()


def test_what_is_kept_is_asked_again_once_it_says_more(seated: Seating) -> None:
    desk = Desk(seated, "manager")
    desk.post("keep", ref=dearer(desk, "149.00"), reason="agreed by mail")
    assert "Kept: agreed by mail" in desk.page()

    dearer(desk, "1490.00")

    assert "Kept: agreed by mail" not in desk.page()


def test_a_finding_is_kept_for_its_party_to_a_day(seated: Seating) -> None:
    desk = Desk(seated, "manager")
    ref = dearer(desk, "149.00")

    unread = desk.post("keep", ref=ref, reason="agreed by mail", until="soon")
    desk.post("keep", ref=ref, reason="agreed by mail", until="2099-01-31")

    assert unread.status_code == 422
    assert "“soon” is no day" in unread.content.decode()
    assert 'value="soon"' in unread.content.decode()
    dearer_still = desk.save({f"{desk.charge_ids[0]}-price": "150.00"})
    assert dearer_still.status_code == 303
    assert "Kept: agreed by mail" in desk.page()


def test_a_line_without_a_price_is_told_and_the_rest_is_reckoned(desk: Desk) -> None:
    with db.reading(desk.entity_id):
        revenue_id = accounts_by_role(desk.entity_id)[AccountRole.REVENUE]
    extra = ItemEntry(
        code="EXTRA", description="Extra", revenue_account_id=revenue_id, unit="h"
    )
    keep_items(KeepItems(entity_id=desk.entity_id, items=(extra,)), **by())

    desk.save({"new-item": "EXTRA"})

    page = desk.page()
    assert "Extra (EXTRA) of 2026-" in page
    assert "no tariff names the item" in page
    assert figures(page, "total") == [340_00]
    assert "Issue is off: 1 blocker" in page


@pytest.mark.promise(
    "Drafts",
    "With a blocker a draft is not issued, even when it is asked for directly.",
)
def test_a_blocker_turns_issue_off_and_a_direct_post_answers_422(
    seated: Seating,
) -> None:
    desk = Desk(seated, "manager")
    first, _ = desk.charge_ids
    desk.save({f"{first}-quantity": "0", f"{first}-price": "-5"})
    page = desk.page()

    answer = desk.post("issue")

    assert "Issue is off: " in page
    assert "blocker" in page
    assert answer.status_code == 422
    assert "This cannot be issued" in answer.content.decode()
    with db.reading(desk.entity_id):
        assert not models.Document.objects.filter(entity_id=desk.entity_id).exists()


@pytest.mark.promise(
    "Drafts", "The total on the page is that of the printed page and of the books."
)
def test_the_total_on_screen_is_the_total_that_is_posted(desk: Desk) -> None:
    desk.save(po="88102")
    [shown] = figures(desk.page(), "total")
    preview = desk.client.get(f"{desk.address}/preview.pdf")

    answer = desk.post("issue")

    printed = PdfReader(io.BytesIO(preview.content)).pages[0].extract_text()
    assert f"{shown / 100:,.2f}" in printed

    with db.reading(desk.entity_id):
        document = models.Document.objects.get(entity_id=desk.entity_id)
    assert answer.status_code == 303
    assert answer["Location"] == f"/{desk.code}/invoices/{document.number}"
    assert (document.total_minor, document.po) == (shown, "88102")
    again = desk.client.get(desk.address)
    assert again["Location"] == answer["Location"], "the draft has become its invoice"


def test_issuing_what_was_changed_meanwhile_answers_409(
    desk: Desk, seated: Seating
) -> None:
    manager, _, _ = seated("manager")
    seen = desk.row().version
    desk.save(client=manager, po="88102")

    answer = desk.post("issue", seen=seen)

    assert answer.status_code == 409
    assert "Marta Ilić changed this draft" in answer.content.decode()


def test_a_discount_above_ones_limit_waits_for_a_second_person(desk: Desk) -> None:
    within = desk.post("discount", amount="40.00", reason="late delivery")
    above = desk.post("discount", amount="200.00", reason="late delivery")

    assert (within.status_code, above.status_code) == (303, 200)
    assert desk.row().discount_minor == 40_00
    assert "Waits for a second person" in above.content.decode()


def test_the_preview_has_a_picture_of_each_page_and_a_pdf(desk: Desk) -> None:
    page = desk.page(more="/preview")
    image = desk.client.get(f"{desk.address}/pages/1.svg")
    pdf = desk.client.get(f"{desk.address}/preview.pdf")

    assert f'src="{desk.address}/pages/1.svg"' in page
    assert image["Content-Type"] == "image/svg+xml"
    assert image.content.startswith(b"<svg")
    assert pdf.content.startswith(b"%PDF")
    assert desk.client.get(f"{desk.address}/pages/2.svg").status_code == 404


def test_a_draft_let_go_frees_its_charges(desk: Desk) -> None:
    answer = desk.post("drop")

    assert (answer.status_code, answer["Location"]) == (303, f"/{desk.code}/drafts")
    assert desk.client.get(desk.address).status_code == 404
    assert all(desk.charge(one).draft_id is None for one in desk.charge_ids)


def test_a_draft_is_begun_for_a_party_with_all_that_waits(desk: Desk) -> None:
    desk.charged(a_charge("TIDEWELL", "REPORT", quantity=Decimal(4)))
    new = f"/{desk.code}/drafts/new"
    told = {"party": "TIDEWELL", "takes_unbilled": "on"}

    answer = desk.client.post(new, told | {"key": str(uuid4())})
    unknown = desk.client.post(new, told | {"party": "NOBODY", "key": str(uuid4())})

    page = desk.client.get(answer["Location"]).content.decode()
    assert answer.status_code == 303
    assert figures(page, "net") == [240_00]
    assert unknown.status_code == 422
    assert "NOBODY" in unknown.content.decode()


def test_an_empty_draft_is_begun_and_has_nothing_to_issue(desk: Desk) -> None:
    told = {"party": "TIDEWELL", "key": str(uuid4())}
    answer = desk.client.post(f"/{desk.code}/drafts/new", told)
    page = desk.client.get(answer["Location"]).content.decode()

    refused = desk.client.post(
        f"{answer['Location']}/issue", {"key": str(uuid4()), "seen": "1"}
    )

    assert "There is no line yet." in page
    assert refused.status_code == 422


def test_the_list_weighs_each_draft(desk: Desk) -> None:
    first, _ = desk.charge_ids
    page = desk.client.get(f"/{desk.code}/drafts").content.decode()
    desk.save({f"{first}-price": "149.00"})
    warned = desk.client.get(f"/{desk.code}/drafts").content.decode()

    assert f'data-ref="{desk.draft_id}"' in page
    assert "340.00" in page
    assert "358.00" in warned
    assert "1 warning" in warned


@pytest.mark.promise(
    "Drafts",
    "A draft can be handed to a colleague with a question and a day, and the answer "
    "stands beside its findings.",
)
def test_a_draft_is_handed_to_a_colleague_who_answers(
    desk: Desk, seated: Seating
) -> None:
    ask = f"/{desk.code}/notes/draft/{desk.draft_id}/ask"
    assert f'href="{ask}?back={desk.address}"' in desk.page()
    marcus, _, _ = seated("manager")

    told = {
        "asked_of": NAMES["manager"],
        "question": "Is 140.00 still agreed?",
        "due_on": "2099-01-31",
        "key": str(uuid4()),
        "back": desk.address,
    }
    asked = desk.client.post(ask, told)
    waiting = marcus.get("/today").content.decode()
    question = re.search(rf"/{desk.code}/questions/\d+", waiting)
    assert question is not None
    marcus.post(question[0], {"answer": "until spring", "key": str(uuid4())})

    assert asked["Location"] == desk.address
    assert "Is 140.00 still agreed?" in waiting
    assert "until spring" in desk.page()


@pytest.mark.promise(
    "Drafts", "Beside the list, a draft shows its lines, its total and its findings."
)
def test_the_panel_of_the_list_shows_lines_and_total(desk: Desk) -> None:
    headers = {**PARTIAL, "HX-Target": "aside#panel"}

    panel = desk.client.get(desk.address, headers=headers).content.decode()

    assert figures(panel, "total") == [340_00]
    assert "2 h at 140.00" in panel
    assert "Findings" in panel
    assert 'hx-target="#draft"' not in panel, "which is not on the page of the list"


def test_a_quote_speaks_of_a_quote(desk: Desk) -> None:
    with db.reading(desk.entity_id):
        models.Draft.objects.filter(id=desk.draft_id).update(kind="quote")

    page = desk.page()

    assert "Quote date" in page
    assert "Issue the quote" in page
    assert "Invoice date" not in page


def test_a_paper_belongs_to_a_line_of_the_draft_and_to_none_besides(
    seated: Seating,
) -> None:
    desk = Desk(seated)
    [elsewhere] = desk.charged(a_charge("TIDEWELL", "REPORT"))

    def attach(charge_id: int) -> int:
        file = SimpleUploadedFile("sheet.pdf", b"%PDF-1.4 hours", "application/pdf")
        said = {"key": uuid4(), "charge": charge_id, "file": file}
        return desk.client.post(f"{desk.address}/papers", said).status_code

    assert attach(elsewhere) == 404
    assert attach(2**70) == 404
    assert attach(desk.charge_ids[0]) == 303
