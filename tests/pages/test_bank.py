"""The bank in the browser: lines placed with their proof, files, slips, proofs."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.banking.actions import KeepAlias, keep_alias
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.lines import waiting_lines
from duebook.apps.banking.queries.proof import closings
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.ledger.queries import accounts_by_role, balance_on, last_entry
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.disputes import Category
from duebook.domain.ledger import AccountRole
from tests.apps.banking.nacha_files import Entry, a_nacha_file
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    the_line,
)
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import CLERK, a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from tests.pages.conftest import Seating

THEIRS = "DE75512108001245126199"
LAST = date(2027, 12, 31)


def a_line(
    entity_id: int, *owed_minor: int, amount: str = "100.00", **move: Any
) -> tuple[int, tuple[int, ...]]:
    """A bank line of Tidewell, whose account is known, and what Tidewell owes."""
    a_bank(entity_id)
    party_id = a_party(entity_id)
    items = owes(entity_id, party_id, *owed_minor)
    alias = KeepAlias(
        entity_id=entity_id, party_id=party_id, kind="account", value=THEIRS
    )
    keep_alias(alias, **by(CLERK))
    said = {"name": "TIDEWELL HOTELS", "account": THEIRS, **move}
    take(entity_id, a_statement(Move(on=3, amount=amount, **said)))
    match_all(entity_id)
    with db.reading(entity_id):
        [line] = waiting_lines(entity_id)
    return line.id, items


def open_minor(entity_id: int, item_id: int) -> int:
    with db.reading(entity_id):
        return items_by_id(entity_id, [item_id])[item_id].open_minor


def say(client: Client, code: str, line_id: int, what: str, **said: object) -> Any:
    """Press a button of a line's screen, as the screen stands now."""
    page = client.get(f"/{code}/bank/{line_id}")
    seen = page.context["it"].stamp
    sent = {"what": what, "key": str(uuid4()), "seen": seen, **said}
    return client.post(f"/{code}/bank/{line_id}", sent)


@pytest.mark.parametrize("place", ["bank", "bank/proof"])
def test_without_an_account_who_may_is_led_to_open_one(
    seated: Seating, place: str
) -> None:
    for role, leads in (("administrator", True), ("coordinator", False)):
        client, code, _ = seated(role)
        page = client.get(f"/{code}/{place}").content.decode()
        opens = f'href="/{code}/settings/bank-accounts"'
        assert (opens in page) is leads
        assert ("An administrator opens" in page) is not leads


@pytest.mark.promise(
    "Bank",
    "A line that two sets of items fit is never posted by itself, and shows both.",
)
def test_a_line_with_two_exact_sets_shows_both_and_is_not_posted(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)

    page = client.get(f"/{code}/bank")

    it = page.context["it"]
    assert it.line.id == line_id
    assert [match.number for match in it.matches] == [1, 2]
    assert all(
        sum(piece.paid_minor for piece in match.pieces) == 100_00
        for match in it.matches
    )
    assert b"Not posted by itself" in page.content
    rungs = {rung.finding.title: rung.finding.word for rung in it.rungs}
    assert rungs["Payer"] == "sure"
    assert rungs["Set of open items"] == "2 matches"


def test_the_foot_says_what_the_first_match_would_post_and_posts_nothing(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    with db.reading(entity_id):
        before = last_entry(entity_id)

    it = client.get(f"/{code}/bank/{line_id}").context["it"]

    assert sorted(minor for _, minor in it.would_write) == [-100_00, 100_00]
    with db.reading(entity_id):
        assert last_entry(entity_id) == before


def test_accepting_settles_the_items_and_goes_on(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    first = client.get(f"/{code}/bank/{line_id}").context["it"].line.proposals[0]

    answer = say(client, code, line_id, "accept", proposal=1)

    assert answer.status_code == 303
    assert the_line(entity_id, line_id).state == "explained"
    settled = {part.debt_id for part in first.parts}
    assert {item for item in items if not open_minor(entity_id, item)} == settled
    assert b"All placed" in client.get(answer["Location"]).content


def test_the_same_form_sent_twice_accepts_once(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    key = str(uuid4())
    seen = client.get(f"/{code}/bank/{line_id}").context["it"].stamp
    sent = {"what": "accept", "proposal": 1, "key": key, "seen": seen}

    answers = [client.post(f"/{code}/bank/{line_id}", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(client.get(f"/{code}/bank/{line_id}").context["it"].standing) == 1


@pytest.mark.promise(
    "Bank",
    "Of two people on one line, the second is told who placed it and when.",
)
def test_of_two_people_the_second_is_told_who_was_quicker(seated: Seating) -> None:
    dana, code, entity_id = seated("coordinator")
    marta, _, _ = seated("manager")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    seen = marta.get(f"/{code}/bank/{line_id}").context["it"].stamp
    say(dana, code, line_id, "accept", proposal=1)

    late = {"what": "accept", "proposal": 2, "key": str(uuid4()), "seen": seen}
    answer = marta.post(f"/{code}/bank/{line_id}", late)

    assert answer.status_code == 409
    assert NAMES["coordinator"] in answer.content.decode()


@pytest.mark.promise(
    "Bank",
    "A short pay is kept open, booked as a fee, written off or disputed.",
)
@pytest.mark.parametrize(
    ("short", "left_minor", "contested_minor", "role"),
    [
        ("keep_open", 10_00, 0, None),
        ("dispute", 10_00, 10_00, None),
        ("write_off", 0, 0, AccountRole.BAD_DEBT),
        ("fee", 0, 0, AccountRole.BANK_FEES),
    ],
)
def test_a_short_pay_asks_what_becomes_of_the_rest(
    seated: Seating,
    short: str,
    left_minor: int,
    contested_minor: int,
    role: AccountRole | None,
) -> None:
    client, code, entity_id = seated("manager")
    line_id, [item] = a_line(entity_id, 110_00, text="INV-1")

    page = client.get(f"/{code}/bank/{line_id}")
    assert page.context["it"].matches[0].short_minor == 10_00
    assert f'value="{short}"'.encode() in page.content
    assert say(client, code, line_id, "accept", short=short).status_code == 303

    with db.reading(entity_id):
        now = items_by_id(entity_id, [item])[item]
        roles = accounts_by_role(entity_id)
        booked = {
            one: balance_on(entity_id, roles[one], "USD", LAST)
            for one in (AccountRole.BAD_DEBT, AccountRole.BANK_FEES)
        }
    assert (now.open_minor, now.contested_minor) == (left_minor, contested_minor)
    assert booked == {one: 10_00 if one is role else 0 for one in booked}


def test_what_was_accepted_is_taken_back(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    say(client, code, line_id, "accept", proposal=1)

    assert say(client, code, line_id, "undo", reason="not so").status_code == 303

    assert sum(open_minor(entity_id, item) for item in items) == 200_00
    assert the_line(entity_id, line_id).state == "apart"


@pytest.mark.promise(
    "Bank", "Taking a match back restores the line, its items and their disputes."
)
def test_a_dispute_goes_with_the_match_that_opened_it(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    line_id, [item] = a_line(entity_id, 110_00, text="INV-1")
    say(client, code, line_id, "accept", short="dispute")

    assert say(client, code, line_id, "undo", reason="not so").status_code == 303

    with db.reading(entity_id):
        now = items_by_id(entity_id, [item])[item]
    assert (now.open_minor, now.contested_minor) == (110_00, 0)
    assert the_line(entity_id, line_id).left_minor == 100_00


@pytest.mark.promise(
    "Bank", "What a person decided of a line no later run of the matcher changes."
)
def test_the_matcher_leaves_alone_what_a_person_placed(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    say(client, code, line_id, "accept", proposal=2)
    left = [open_minor(entity_id, item) for item in items]

    named = Move(on=4, amount="60.00", name="TIDEWELL", account=THEIRS, text="INV-1")
    take(entity_id, a_statement(named, number="2"))
    match_all(entity_id)

    it = client.get(f"/{code}/bank/{line_id}").context["it"]
    assert [one.amount_minor for one in it.standing] == [100_00]
    now = [open_minor(entity_id, item) for item in items]
    assert [(was, is_) for was, is_ in zip(left, now, strict=True) if was != is_] in (
        [],
        [(60_00, 0)],
    )


def test_a_match_whose_items_other_money_settled_cannot_be_accepted(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    first, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    same = Move(on=4, amount="100.00", name="TIDEWELL HOTELS", account=THEIRS, text="B")
    take(entity_id, a_statement(same, number="2"))
    match_all(entity_id)
    say(client, code, first, "accept", proposal=1)
    with db.reading(entity_id):
        [second] = waiting_lines(entity_id)

    it = client.get(f"/{code}/bank/{second.id}").context["it"]
    assert [match.is_gone for match in it.matches] == [True, False]
    assert it.effect is None

    assert say(client, code, second.id, "accept", proposal=1).status_code == 422
    assert sum(open_minor(entity_id, item) for item in items) == 100_00


def test_a_proposal_said_no_to_does_not_stay(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    assert say(client, code, line_id, "reject", proposal=1).status_code == 303
    assert len(the_line(entity_id, line_id).proposals) == 1


def test_money_is_left_on_account(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    answer = say(client, code, line_id, "account", party="TIDEWELL")
    assert answer.status_code == 303
    assert the_line(entity_id, line_id).state == "explained"
    assert sum(open_minor(entity_id, item) for item in items) == 200_00


def test_items_are_picked_by_hand_with_the_remainder_worked_out(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    address = f"/{code}/bank/{line_id}/by-hand"
    page = client.get(f"{address}?party=TIDEWELL")
    ticked = {
        "party": "TIDEWELL",
        "key": str(uuid4()),
        "seen": page.context["stamp"],
        "item": [items[0], items[2]],
        f"pay-{items[2]}": "25",
    }

    looked = client.post(address, {**ticked, "do": "look"})
    assert looked.context["picked"].left_minor == 15_00
    assert client.post(address, {**ticked, "do": "place"}).status_code == 303

    assert [open_minor(entity_id, item) for item in items] == [0, 40_00, 45_00, 30_00]
    again = client.post(address, {**ticked, "do": "place", "key": str(uuid4())})
    assert again.status_code == 409


@pytest.mark.promise(
    "Bank", "By hand, what is in dispute is shown and not taken unless it is typed."
)
def test_by_hand_nothing_is_taken_of_what_is_contested(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    opened = OpenDispute(
        entity_id=entity_id,
        item_id=items[0],
        category=Category.PRICE,
        reason="billed twice",
        owner=NAMES["coordinator"],
        opened_on=date(2026, 11, 3),
        amount_minor=25_00,
    )
    open_dispute(opened, **by(CLERK))
    address = f"/{code}/bank/{line_id}/by-hand"
    sent = {"party": "TIDEWELL", "key": str(uuid4()), "item": [items[0]], "do": "look"}

    looked = client.post(address, sent)
    typed = client.post(address, {**sent, f"pay-{items[0]}": "60"})

    assert looked.context["picked"].paid == {items[0]: 35_00}
    assert b"disputed</small>" in looked.content
    assert typed.context["picked"].paid == {items[0]: 60_00}


def test_a_line_is_divided_and_the_rest_waits(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    address = f"/{code}/bank/{line_id}/by-hand"
    seen = client.get(f"{address}?party=TIDEWELL").context["stamp"]
    sent = {"party": "TIDEWELL", "key": str(uuid4()), "seen": seen, "do": "place"}

    assert client.post(address, sent | {"money": "x"}).status_code == 422
    answer = client.post(address, sent | {"money": "60", "item": [items[0]]})

    assert answer["Location"].endswith(f"?at={line_id}")
    assert the_line(entity_id, line_id).left_minor == 40_00


def test_more_than_is_open_is_refused_with_what_was_typed_kept(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, items = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    address = f"/{code}/bank/{line_id}/by-hand"
    seen = client.get(f"{address}?party=TIDEWELL").context["stamp"]
    sent = {"party": "TIDEWELL", "key": str(uuid4()), "seen": seen, "do": "place"}

    answer = client.post(address, {**sent, "item": [items[0]], f"pay-{items[0]}": "80"})

    assert answer.status_code == 422
    assert b'value="80"' in answer.content
    assert open_minor(entity_id, items[0]) == 60_00


def test_money_out_is_posted_to_an_account(seated: Seating) -> None:
    client, code, entity_id = seated("accountant")
    line_id, _ = a_line(entity_id, 60_00, amount="-12.50", text="FEE", account="")
    page = client.get(f"/{code}/bank/{line_id}")
    account = page.context["it"].accounts[-1].code
    assert say(client, code, line_id, "rule", account=account).status_code == 303
    assert the_line(entity_id, line_id).state == "explained"


def test_a_refused_act_keeps_the_line_and_says_why(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    answer = say(client, code, line_id, "link", entry=10**9)
    assert answer.status_code == 422
    assert b"has nothing on this account" in answer.content


@pytest.mark.promise(
    "Bank",
    "Posted, proposed and waiting lines are all of the file, and tie to it.",
)
def test_a_file_says_what_became_of_its_lines_and_twice_adds_nothing(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)
    content = a_statement(
        Move(on=2, amount="5.00", text="one"), Move(on=3, amount="7.00", text="two")
    )

    def send() -> Any:
        file = SimpleUploadedFile("november.xml", content)
        sent = {"file": file, "key": str(uuid4())}
        return client.post(f"/{code}/bank/import", sent)

    first, second = send(), send()

    assert first.context["taken"].fresh == 2
    assert b"All 2 lines are in." in second.content
    with db.reading(entity_id):
        assert len(waiting_lines(entity_id)) == 2
    listed = client.get(f"/{code}/bank").context["side"]
    assert sum(listed.counts.values()) == listed.lines == 2
    shown = [one.row.amount_minor for group in listed.groups for one in group.rows]
    with db.reading(entity_id):
        [account] = bank_accounts(entity_id)
        [stated] = closings(entity_id, account, LAST)
    assert stated.gap_minor == 0
    assert account.opening_minor + sum(shown) == stated.stated_minor


def test_a_file_of_returns_opens_what_its_payments_settled(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)
    party_id = a_party(entity_id)
    [item] = owes(entity_id, party_id, 80_00)
    trace = "076401250000009"
    payment = receive(entity_id, a_payment(party_id, 80_00, reference=trace))
    back = Entry(back="R01", trace=trace, cents=80_00, individual="TIDEWELL")
    file = SimpleUploadedFile("returns.ach", a_nacha_file(back))

    sent = {"file": file, "key": str(uuid4())}
    page = client.post(f"/{code}/bank/import", sent).content.decode()

    assert payment.number in page
    assert "R01: not enough money" in page
    assert open_minor(entity_id, item) == 80_00


def test_a_file_that_cannot_be_read_is_refused_with_its_place(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)
    file = SimpleUploadedFile("junk.xml", b"<Document>")
    answer = client.post(f"/{code}/bank/import", {"file": file, "key": str(uuid4())})
    assert answer.status_code == 422
    assert b"junk.xml" in answer.content


def test_book_and_bank_are_signed_when_they_agree(seated: Seating) -> None:
    client, code, entity_id = seated("accountant")
    a_bank(entity_id)
    sent = {"account": "Harbor Bank", "on": "2026-10-31", "key": str(uuid4())}
    answer = client.post(f"/{code}/bank/proof", sent)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    [(_, proof, _)] = page.context["proofs"]
    assert proof.difference_minor == 0


@pytest.mark.promise(
    "Bank",
    "What keeps book and bank apart is listed, and why nobody signs yet is said.",
)
def test_what_keeps_book_and_bank_apart_is_listed(seated: Seating) -> None:
    client, code, entity_id = seated("accountant")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)

    page = client.get(f"/{code}/bank/proof").content.decode()

    assert "1 line at the bank, not booked" in page
    row = re.search(rf"<tr>(?:(?!</tr>).)*at={line_id}.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert '<td class="r">' in row[0]
    assert "It is signed when no line waits" in page


@pytest.mark.promise("Bank", "Who else has a line open stands beside it.")
def test_two_people_see_that_they_have_one_line_open(seated: Seating) -> None:
    dana, code, entity_id = seated("coordinator")
    marta, _, _ = seated("manager")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    has_it = f"{NAMES['coordinator']} has it open, too."

    assert has_it not in marta.get(f"/{code}/bank/{line_id}").content.decode()
    dana.get(f"/{code}/bank/{line_id}")

    page = marta.get(f"/{code}/bank?at={line_id}")
    assert has_it in page.content.decode()
    rows = [one for group in page.context["side"].groups for one in group.rows]
    assert [one.open_by for one in rows] == [NAMES["coordinator"]]
    headers = {"HX-Request-Type": "partial", "X-Quiet": "yes"}
    part = marta.get(f"/{code}/bank/{line_id}/openers", headers=headers)
    assert has_it in part.content.decode()


def test_what_seems_booked_is_new_money_once_somebody_says_why(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)
    party_id = a_party(entity_id)
    with db.reading(entity_id):
        bank = accounts_by_role(entity_id)[AccountRole.BANK]
    receive(entity_id, a_payment(party_id, 70_00, into_id=bank, reference="CARD 1"))
    take(entity_id, a_statement(Move(on=4, amount="70.00", text="ANOTHER")))
    match_all(entity_id)
    with db.reading(entity_id):
        [line] = waiting_lines(entity_id)
    assert line.held == "booked_already"
    assert b"No, new money" in client.get(f"/{code}/bank/{line.id}").content

    assert say(client, code, line.id, "new", reason="asked them").status_code == 303

    now = the_line(entity_id, line.id)
    assert now.is_new_money
    assert now.held not in {"", "booked_already"}


def test_what_was_learned_can_be_forgotten(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    [alias] = client.get(f"/{code}/bank/learned").context["aliases"]
    sent = {"alias": alias.id, "key": str(uuid4())}
    assert client.post(f"/{code}/bank/learned", sent).status_code == 303
    assert not client.get(f"/{code}/bank/learned").context["aliases"]


def test_a_rule_is_made_from_a_line(seated: Seating) -> None:
    client, code, entity_id = seated("manager")
    line_id, _ = a_line(entity_id, 60_00, amount="-12.50", text="FEE", account="")
    page = client.get(f"/{code}/bank/rules/new?line={line_id}")
    assert b'value="FEE"' in page.content
    sent = {"name": "Fee", "text": "FEE", "account": "1000", "key": str(uuid4())}
    assert client.post(f"/{code}/bank/rules/new", sent).status_code == 303
    [rule] = client.get(f"/{code}/bank/learned").context["rules"]
    assert rule.name == "Fee"


PAGES = (
    *("bank", "bank/import", "bank/proof", "bank/learned", "bank/advices"),
    *("deposits", "deposits/new"),
)


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_finds_none_of_it(seated: Seating, address: str) -> None:
    _, code, _ = seated("coordinator")
    stranger, _, _ = seated("manager", "ng")
    assert stranger.get(f"/{code}/{address}").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_office_opens_each_page(seated: Seating, address: str) -> None:
    client, code, _ = seated("manager")
    assert client.get(f"/{code}/{address}").status_code == 200


def test_who_only_reads_sees_the_line_and_changes_nothing(seated: Seating) -> None:
    seated("coordinator")
    auditor, code, entity_id = seated("auditor")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    assert auditor.get(f"/{code}/bank/{line_id}").context["it"].effect is None
    sent = {"what": "accept", "key": str(uuid4())}
    assert auditor.post(f"/{code}/bank/{line_id}", sent).status_code == 403
    assert the_line(entity_id, line_id).state == "held"


def test_the_fragment_of_a_line_has_no_frame(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    asked = {**headers, "HX-Target": "div#line"}
    part = client.get(f"/{code}/bank/{line_id}", headers=asked)
    assert b"Matches" in part.content
    assert part.content.count(b"csrfmiddlewaretoken") == part.content.count(b"<form")
    assert b"<html" not in part.content


def test_more_lines_ask_no_more_questions(
    seated: Seating, django_assert_max_num_queries: Any
) -> None:
    client, code, entity_id = seated("coordinator")
    line_id, _ = a_line(entity_id, 60_00, 40_00, 70_00, 30_00)
    many = [Move(on=4, amount=f"{n}.11", text=f"N {n}") for n in range(1, 40)]
    take(entity_id, a_statement(*many, number="2"))
    match_all(entity_id)
    with django_assert_max_num_queries(160):
        client.get(f"/{code}/bank?at={line_id}")
