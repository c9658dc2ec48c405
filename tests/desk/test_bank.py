"""The bank workspace by keyboard, with and without script (DESK.md 4.13)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import KeepAlias, keep_alias
from duebook.apps.banking.queries.lines import lines_by_id, waiting_lines
from duebook.apps.payments.actions import Asked
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from tests.apps.banking.office import Move, a_statement, match_all, take
from tests.apps.payments.office import a_payment, receive
from tests.desk.office import TODAY
from tests.office import CLERK, a_party, by

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lines import Line
    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting
    from tests.desk.office import Office

THEIRS = "DE75512108001245126199"
WAYS = ((60_00, 24), (40_00, 6), (75_00, -15), (25_00, -18))
"""What the harbour office owes: two sets of 100.00, days after their due dates."""
PAID = (5, 6, 6, 7, 8, 8, 9, 9, 10, 12, 21)
"""How late it paid before."""


@pytest.fixture(scope="module")
def lines(office: Office) -> list[int]:
    """Three lines of a payer whose account is known, each with two exact sets."""
    party_id = a_party(office.hp, "Beacon Hospitality Group", "BEACON")
    _paid_before(office.hp, party_id)
    _owes(office.hp, party_id, *WAYS)
    alias = KeepAlias(
        entity_id=office.hp, party_id=party_id, kind="account", value=THEIRS
    )
    keep_alias(alias, **by(CLERK))
    moves = [
        Move(on=3, amount="100.00", name="BEACON HOSP", account=THEIRS, text=f"PAY {n}")
        for n in range(3)
    ]
    take(office.hp, a_statement(*moves, number="77"))
    match_all(office.hp)
    with db.reading(office.hp):
        return [
            line.id
            for line in waiting_lines(office.hp)
            if line.other_name == "BEACON HOSP"
        ]


def _owes(entity_id: int, party_id: int, *owed: tuple[int, int]) -> tuple[int, ...]:
    return take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=TODAY,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=f"OLD-{party_id}-{place}-{minor}-{late}",
                    currency="USD",
                    amount_minor=minor,
                    document_on=TODAY - timedelta(days=60),
                    due_on=TODAY - timedelta(days=late),
                )
                for place, (minor, late) in enumerate(owed)
            ),
        ),
        **by(),
    )


def _paid_before(entity_id: int, party_id: int) -> None:
    debts = _owes(entity_id, party_id, *((11_00, late) for late in PAID))
    for item_id in debts:
        payment = a_payment(party_id, 11_00, asked=(Asked(item_id, 11_00),))
        receive(entity_id, payment)


def stands(office: Office, line_id: int) -> Line:
    with db.reading(office.hp):
        [line] = lines_by_id(office.hp, [line_id])
    return line


def chosen(desk: Desk) -> str | None:
    """The line that is lit in the list, which stands beside the sheet."""
    return desk.page.locator('.side [aria-current="true"]').get_attribute("data-ref")


def test_j_shows_the_next_line_beside_the_list(desk: Sitting, lines: list[int]) -> None:
    dana = desk()
    dana.go(f"/hp/bank?at={lines[0]}")
    dana.press("j")
    dana.page.wait_for_function(
        "at => document.querySelector(`#line form[action$='/bank/${at}']`)",
        arg=lines[1],
    )
    assert chosen(dana) == str(lines[1])
    assert dana.axe() == []


@pytest.mark.promise("Bank", "`a` takes match 1 and goes to the next line.")
def test_a_accepts_the_first_match_and_goes_on(
    desk: Sitting, office: Office, lines: list[int]
) -> None:
    dana = desk()
    dana.go(f"/hp/bank?at={lines[0]}")
    dana.follow("a")
    dana.settle()
    assert stands(office, lines[0]).state == "explained"
    assert chosen(dana) == str(lines[1])
    assert "match" in dana.last_act.lower()


@pytest.mark.promise("Bank", "`u` takes back what was accepted last: the line waits.")
def test_u_takes_back_what_was_accepted(
    desk: Sitting, office: Office, lines: list[int]
) -> None:
    dana = desk()
    dana.go("/hp/bank")
    dana.follow("u")
    dana.settle()
    taken_back = stands(office, lines[0])
    assert taken_back.state == "apart"
    assert taken_back.left_minor == 100_00


@pytest.mark.promise(
    "Bank", "A line that `u` made wait is the chosen one, with its matches beside it."
)
def test_the_line_taken_back_is_chosen_with_its_matches(
    desk: Sitting, lines: list[int]
) -> None:
    dana = desk()
    dana.go(f"/hp/bank?at={lines[0]}")
    dana.follow("a")
    dana.settle()
    dana.follow("u")
    dana.settle()
    assert chosen(dana) == str(lines[0])
    group = dana.page.locator(".linegroup", has=dana.page.locator("[aria-current]"))
    assert group.get_attribute("aria-label") == "Need a person"
    assert dana.page.locator("[data-match]").count() == 2


def test_the_acts_on_a_short_pay_stay_within_their_card(
    desk: Sitting, office: Office
) -> None:
    party_id = a_party(office.hp, "Juniper Dental Group", "JUNIPER")
    _owes(office.hp, party_id, (1_120_00, 6))
    named = f"OLD-{party_id}-0-112000-6"
    short = Move(on=4, amount="1000.00", name="JUNIPER DENTAL GROUP", text=named)
    take(office.hp, a_statement(short, number="78"))
    match_all(office.hp)
    with db.reading(office.hp):
        [line] = [
            line for line in waiting_lines(office.hp) if "JUNIPER" in line.other_name
        ]

    dana = desk()
    dana.go(f"/hp/bank?at={line.id}")
    card = dana.page.locator("[data-match='1']")
    ends = card.locator("button").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert len(ends) > 4
    assert max(ends) <= card.evaluate("card => card.getBoundingClientRect().right")
    said = card.locator(".told").bounding_box()
    assert said is not None
    assert said["width"] > 200


def test_it_works_without_script(
    desk: Sitting, office: Office, lines: list[int]
) -> None:
    dana = desk(java_script_enabled=False)
    dana.go(f"/hp/bank?at={lines[1]}")
    dana.page.get_by_role("button", name="Choose").click()
    assert stands(office, lines[1]).state == "explained"


def test_the_page_is_whole_in_the_dark_and_when_narrow(
    desk: Sitting, lines: list[int]
) -> None:
    dark = desk(color_scheme="dark")
    dark.go(f"/hp/bank?at={lines[2]}")
    assert dark.axe() == []
    small = desk(viewport={"width": 390, "height": 800})
    small.go(f"/hp/bank?at={lines[2]}")
    assert not small.is_too_wide()
