"""Today: what waits for somebody, and what they say of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.notes.actions import HandOver, WriteNote, hand_over, write_note
from duebook.apps.notes.queries import marks, waiting_for
from duebook.domain.application import ApplyBy
from duebook.domain.notes import Subject, SubjectKind
from tests.apps.banking.office import a_bank, a_statement, take
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

NOW = now()
IN_PLACE = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "td"}
TODAY = NOW.astimezone(ZoneInfo("America/Chicago")).date()


def old_credits(entity_id: int, *credits_: tuple[int, int]) -> None:
    """Credits of so many days and of so many minor units that do nothing."""
    party_id = a_party(entity_id)
    for days, amount_minor in credits_:
        paid = a_payment(
            party_id,
            amount_minor,
            how=ApplyBy.NONE,
            received_on=TODAY - timedelta(days=days),
            reference=f"{days}-{amount_minor}",
        )
        receive(entity_id, paid)


def rows(page: str) -> list[str]:
    return re.findall(r'<tr data-ref="([^"]+)"', page)


def groups(page: str) -> list[int]:
    """How many rows each group says it has."""
    found = re.findall(
        r'scope="rowgroup".*?<span class="meta">(\d+)</span>', page, re.DOTALL
    )
    return [int(count) for count in found]


def amounts(page: str) -> list[str]:
    """What each row is worth, from top to bottom."""
    found = re.findall(r'<tr data-ref.*?<td class="r">\s*(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", one) for one in found]


def left(page: str) -> int:
    found = re.search(r'data-fig="left">(\d+)<', page)
    assert found
    return int(found[1])


def waiting_minor(page: str) -> int:
    found = re.search(r'data-fig="waiting"[^>]*data-minor="(-?\d+)"', page)
    assert found
    return int(found[1])


def table(page: str) -> str:
    """The list, without the menu around it."""
    return page.partition("<table")[2].partition("</table>")[0]


def said_of(page: str, row: str) -> dict[str, str]:
    """The form of a row as it stands."""
    text = page.partition(f'data-ref="{row}"')[2].partition("</tr>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in found}


def today(client: Client, query: str = "") -> str:
    return client.get(f"/today{query}").content.decode()


def test_a_new_office_says_that_nothing_waits(seated: Seating) -> None:
    client, _, _ = seated("manager")

    page = client.get("/today")

    assert page.status_code == 200
    assert b'data-page="today"' in page.content


@pytest.mark.promise(
    "Today", "The groups add up to what is left, to the badge, and to the sum."
)
def test_groups_add_up_to_what_is_left_and_to_the_badge(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (40, 10_00), (50, 20_00))
    asking = HandOver(
        entity_id=entity_id,
        subject=Subject(
            kind=SubjectKind.PARTY, id=a_party(entity_id, "Marsh"), called="Marsh"
        ),
        asked_of=NAMES["coordinator"],
        question="Is the address right?",
        due_on=TODAY,
    )
    hand_over(asking, **by(at=NOW))

    page = today(client)
    badges = client.get("/today/badges").content.decode()

    assert left(page) == sum(groups(page)) == len(rows(page)) >= 3
    assert re.search(rf'#badge-today"[^>]*>{left(page)}<', badges)
    assert waiting_minor(page) == 30_00
    only = today(client, "?kind=refunds")
    assert len(rows(only)) == 2
    assert left(only) == left(page), "a kind is looked at; the rest still waits"


@pytest.mark.promise(
    "Today", "In a group stands first what is latest, then what is worth more."
)
def test_the_order_in_a_group_is_by_clock_then_by_amount(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (40, 10_00), (90, 5_00), (40, 70_00), (60, 1_00))

    page = today(client, "?kind=refunds")

    assert amounts(page) == ["5.00", "1.00", "70.00", "10.00"]


@pytest.mark.promise(
    "Today", "Nothing is shown or summed of an entity to which one has no right."
)
@pytest.mark.promise(
    "Today",
    "What waits is seen by kind, by money or by clock, also after a row is done.",
)
def test_what_waits_is_seen_by_money_or_by_clock(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 20_00), (90, 10_00), (40, 90_00))

    dearest = today(client, "?by=money")
    latest = today(client, "?kind=refunds&by=clock")
    done = client.post(
        "/today/mark?kind=&by=money",
        {**said_of(dearest, rows(dearest)[0]), "what": "done"},
    )

    assert groups(dearest) == [left(dearest)]
    assert amounts(dearest)[0] == "90.00"
    assert amounts(latest) == ["10.00", "20.00", "90.00"]
    assert 'href="?kind=&amp;by=clock"' in dearest
    assert done["Location"].startswith("/today?kind=&by=money&at=")
    assert left(today(client, "?by=nonsense")) == left(dearest) - 1


def test_another_entity_is_absent_from_rows_and_sums(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator", "hp")
    _, _, other_id = seated("manager", "ng")
    old_credits(entity_id, (40, 10_00))
    old_credits(other_id, (40, 900_00))

    page = today(client)

    assert waiting_minor(page) == 10_00
    assert "900.00" not in page
    assert not [row for row in rows(page) if row.startswith("ng-")]
    stranger = client.get("/today/row?entity=NG&row=refunds:1")
    assert stranger.status_code == 404


@pytest.mark.promise(
    "Today", "The panel of a row tells what its party owes by age, and the last words."
)
def test_a_row_tells_of_its_party(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 25_00, 15_00)
    old_credits(entity_id, (60, 5_00))
    tidewell = Subject(
        kind=SubjectKind.PARTY, id=party_id, called="Tidewell", party_id=party_id
    )
    for text in ("It is on its way.", "They pay on Friday."):
        note = WriteNote(entity_id=entity_id, subject=tidewell, text=text)
        write_note(note, **by(NAMES["coordinator"]))

    panel = today(client).partition('id="panel"')[2]

    assert f'href="/{code}/parties/TIDEWELL"' in panel
    assert 'data-fig="party-open" data-minor="4000"' in panel
    ages = re.findall(r'data-fig="(?:not-due|[-0-9]+)" data-minor="(\d+)"', panel)
    assert (len(ages), sum(map(int, ages))) == (5, 40_00)
    _, words = panel.split("Last words")
    assert words.index("They pay on Friday.") < words.index("It is on its way.")


@pytest.mark.promise(
    "Today", "A row that is done leaves the list, and comes back when it is undone."
)
def test_a_row_is_done_and_comes_back(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 5_00), (50, 6_00), (40, 7_00))
    page = today(client)
    _, second, third = rows(page)[:3]

    done = client.post("/today/mark", {**said_of(page, second), "what": "done"})
    after = today(client, f"?{done['Location'].partition('?')[2]}")

    assert second not in rows(after)
    assert left(after) == left(page) - 1
    assert re.search(rf'data-ref="{third}"[^>]*aria-current="true"', after)
    [undo] = re.findall(rf'action="(/{code}/acts/\d+/undo)"', after)
    back = client.post(undo, {"back": "today"})
    assert back["Location"] == "/today"
    assert rows(today(client)) == rows(page)


@pytest.mark.promise(
    "Today", "A row is given to a colleague with a question; it waits in their Today."
)
def test_a_row_is_given_to_a_colleague(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    manager, _, _ = seated("manager")
    old_credits(entity_id, (60, 5_00), (50, 6_00))
    page = today(client)
    first = rows(page)[0]
    row = said_of(page, first)["row"]
    panel = client.get("/today/row", {"entity": code.upper(), "row": row})
    assert f"<option>{NAMES['manager']}</option>" in panel.content.decode()

    said = {
        "what": "give",
        "entity": code.upper(),
        "row": row,
        "to": NAMES["manager"],
        "reason": "May this go back?",
        "until": "+2",
        "key": str(uuid4()),
    }
    first_answer, second_answer = (
        client.post("/today/mark", said),
        client.post("/today/mark", said),
    )

    assert (first_answer.status_code, second_answer.status_code) == (303, 303)
    assert first not in rows(today(client)), "it is put off until the answer is due"
    assert "May this go back?" in today(manager)
    with db.reading(entity_id):
        [asked] = waiting_for(entity_id, NAMES["manager"])
    assert asked.due_on == TODAY + timedelta(days=2)
    nobody = client.post("/today/mark", {**said, "key": str(uuid4()), "to": "Nobody"})
    assert nobody.status_code in {303, 422}


@pytest.mark.promise(
    "Today", "A row is put off in its own place, until a day and for a reason."
)
@pytest.mark.parametrize(("until", "days"), [("", 1), ("1", 1), ("m", 0), ("+9", 9)])
def test_a_row_is_put_off_until_a_day(seated: Seating, until: str, days: int) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 5_00), (50, 6_00))
    page = today(client)
    first = rows(page)[0]
    there = unescape(re.search(rf'data-ref="{first}" data-panel="([^"]+)"', page)[1])  # type: ignore[index]

    form = client.get(there, headers=IN_PLACE).content.decode()
    said = said_of(f'data-ref="{first}"{form}', first)
    later = client.post(
        "/today/mark", {**said, "until": until, "reason": "She is away"}
    )

    assert said["what"] == "snooze"
    assert first not in rows(today(client, f"?{later['Location'].partition('?')[2]}"))
    day = TODAY + timedelta(days=days or 7 - TODAY.weekday())
    with db.reading(entity_id):
        [mark] = marks(entity_id, NAMES["coordinator"]).values()
    assert (mark.until, mark.reason) == (day, "She is away")


def test_a_day_that_is_none_is_asked_again_and_the_reason_stays(
    seated: Seating,
) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 5_00))
    page = today(client)
    [first] = [row for row in rows(page) if "refunds" in row]
    said = {**said_of(page, first), "what": "snooze", "reason": "She is away"}

    unread = client.post("/today/mark", {**said, "until": "soon"})
    past = client.post("/today/mark", {**said, "until": "-3"})

    for answer in (unread, past):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'role="alert"' in page
        assert 'value="She is away"' in page
    assert first in rows(today(client))


@pytest.mark.promise(
    "Today",
    "While the page stands open, what is settled leaves it, and what is new is only "
    "counted above its group.",
)
def test_a_page_that_stands_open_counts_what_is_new(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 5_00), (50, 6_00))
    before = today(client)
    again = unescape(re.search(r'hx-get="(/today\?[^"]+)"', before)[1])  # type: ignore[index]
    first, second = rows(before)[:2]
    old_credits(entity_id, (90, 7_00), (80, 8_00))
    client.post("/today/mark", {**said_of(before, first), "what": "done"})

    page = client.get(again, headers={"HX-Current-URL": f"/today?at={second}"})

    text = page.content.decode()
    assert rows(text) == rows(before)[1:]
    assert ">2 new</a>" in text
    assert left(text) == sum(groups(text)) == len(rows(before)) + 1
    assert re.search(rf'data-ref="{second}"[^>]*aria-current="true"', text)
    gone = client.get(again, headers={"HX-Current-URL": f"/today?at={first}"})
    assert 'aria-current="true"' not in table(gone.content.decode())
    anew = re.search(r'<a href="([^"]+)">2 new</a>', text)
    assert anew
    assert len(rows(today(client, unescape(anew[1])))) == left(text)


@pytest.mark.promise(
    "Today", "A bank file that is later than ever before is itself a row."
)
def test_a_late_bank_file_is_a_row(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    closed = [TODAY - timedelta(days=days) for days in (21, 20, 19, 16, 15)]
    a_bank(entity_id)
    for number, on in enumerate(closed):
        statement = a_statement(number=str(number), opening_minor=number)
        take(entity_id, statement.replace(b"2026-11-30", f"{on}".encode()))

    page = today(client, "?kind=files")

    assert len(rows(page)) == 1
    assert f"No bank file since {closed[-1]:%a %-d %b}; never before" in page
    assert "did more than 3 days pass without one." in page


@pytest.mark.promise("Today", "The head tells about how long the rows take.")
def test_the_head_tells_about_how_long_it_takes(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, *((60, 5_00 + one) for one in range(25)))

    assert re.search(r'left\s*· about <span data-fig="minutes">1 h 20<', today(client))


def test_what_is_seen_is_asked_in_few_queries(
    seated: Seating, django_assert_max_num_queries: Any
) -> None:
    client, _, entity_id = seated("coordinator")
    old_credits(entity_id, (60, 5_00), (50, 6_00))
    today(client)

    with django_assert_max_num_queries(37):
        today(client)
