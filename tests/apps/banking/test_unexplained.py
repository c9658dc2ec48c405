"""What waits for the bank is what the facts say, whatever happened before."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.banking.actions import (
    LinesMatched,
    LinkLine,
    MatchLines,
    SetApart,
    UnlinkLine,
    Unmatch,
    link_line,
    match_lines,
    set_lines_apart,
    unlink_line,
    unmatch,
)
from duebook.apps.banking.models import OpenEntry
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.entries import unexplained_entries
from duebook.apps.banking.queries.proof import proof
from duebook.apps.ledger.actions import post, reverse
from duebook.apps.ledger.queries import accounts_by_code
from duebook.domain.errors import Refusal
from duebook.domain.ledger import JournalEntry, Posting
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.entities.actions import Act

pytestmark = pytest.mark.django_db

BANKS = ("1000", "1070")
CODES = (*BANKS, "4000")
DAYS = [date(2026, 11, day) for day in (1, 8, 15, 30)]


def test_an_entry_waits_until_its_line_came_and_on_the_days_before_still() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    a_bank(entity_id)
    receive(entity_id, a_payment(party_id, 80_00))
    take(entity_id, a_statement(Move(on=9, amount="80.00", text="cheque 1041")))
    assert OpenEntry.objects.filter(entity_id=entity_id, left_minor=80_00).exists()

    [line] = waiting(entity_id)
    [entry] = waits(entity_id, None)
    link = LinkLine(entity_id=entity_id, line_id=line.id, entry_id=entry[0])
    link_line(link, **by(CLERK))

    assert waits(entity_id, None) == []
    assert waits(entity_id, date(2026, 11, 8)) == [entry]
    assert not OpenEntry.objects.filter(entity_id=entity_id, entry_id=entry[0]).exists()


def test_books_lack_a_line_until_the_day_of_the_entry_that_it_shows() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    a_bank(entity_id)
    receive(entity_id, a_payment(party_id, 80_00, received_on=date(2026, 11, 20)))
    take(entity_id, a_statement(Move(on=9, amount="80.00", text="early")))
    [line] = waiting(entity_id)
    [entry] = waits(entity_id, None)
    link = LinkLine(entity_id=entity_id, line_id=line.id, entry_id=entry[0])
    link_line(link, **by(CLERK))

    assert lacks(entity_id, date(2026, 11, 8)) == []
    assert lacks(entity_id, date(2026, 11, 19)) == [(line.id, 80_00)]
    assert lacks(entity_id, date(2026, 11, 20)) == []


class Office:
    """Two banks, the second opened late; what is refused changes nothing."""

    def __init__(self, code: str) -> None:
        self.entity_id = an_entity(code)
        with db.reading(self.entity_id):
            self.accounts = accounts_by_code(self.entity_id, CODES)
        a_bank(self.entity_id)
        self.entries: list[int] = []
        self.lines = 0

    def do(self, what: str, amount_minor: int, day: int, pick: int) -> None:
        try:
            getattr(self, what.replace(" ", "_"))(amount_minor, day, pick)
        except Refusal:
            return

    def second_bank(self, amount_minor: int, day: int, _: int) -> None:
        a_bank(
            self.entity_id,
            name="Processor",
            identifier="ACQ-1",
            account=BANKS[1],
            opened_on=date(2026, 11, day),
            opening_minor=amount_minor,
        )

    def book(self, amount_minor: int, day: int, pick: int) -> None:
        """An entry between banks, or a bank and revenue; now and then in euros."""
        into, out_of = [(0, 2), (1, 2), (0, 1), (2, 0), (1, 0)][pick % 5]
        entry = JournalEntry(
            effective_on=date(2026, 11, day),
            currency="EUR" if pick == 9 else "USD",
            source_kind="test",
            source_id=len(self.entries),
            cause="",
            postings=(
                Posting(self.accounts[CODES[into]], amount_minor),
                Posting(self.accounts[CODES[out_of]], -amount_minor),
            ),
        )
        self.within(lambda act: self.entries.extend(post(act, [entry])))

    def reverse(self, _: int, day: int, pick: int) -> None:
        """Each once: what was reversed is taken out of those that may be."""
        if self.entries:
            ids = [self.entries.pop(pick % len(self.entries))]
            on = date(2026, 11, day)
            self.within(lambda act: reverse(act, ids, effective_on=on, cause=""))

    def within(self, step: Callable[[Act], object]) -> None:
        def instead(_: MatchLines, act: Act) -> LinesMatched:
            step(act)
            return LinesMatched(0, 0, 0, {})

        match_lines(MatchLines(entity_id=self.entity_id), **by(), instead=instead)

    def line(self, amount_minor: int, day: int, pick: int) -> None:
        self.lines += 1
        sign = "-" if pick % 3 == 0 else ""
        move = Move(
            on=day, amount=f"{sign}{amount_minor / 100:.2f}", text=f"line {self.lines}"
        )
        take(self.entity_id, a_statement(move, number=str(self.lines)))

    def link(self, _: int, __: int, pick: int) -> None:
        lines, entries = waiting(self.entity_id), self.unexplained(None)
        if lines and entries:
            command = LinkLine(
                entity_id=self.entity_id,
                line_id=lines[pick % len(lines)].id,
                entry_id=entries[pick % len(entries)][0],
            )
            link_line(command, **by(CLERK))

    def unlink(self, _: int, __: int, pick: int) -> None:
        unlink_line(
            UnlinkLine(
                entity_id=self.entity_id, line_id=self.some_line(pick), reason="no"
            ),
            **by(CLERK),
        )

    def set_apart(self, _: int, __: int, pick: int) -> None:
        ids = (self.some_line(pick),)
        set_lines_apart(SetApart(entity_id=self.entity_id, line_ids=ids), **by(CLERK))

    def unmatch(self, _: int, __: int, pick: int) -> None:
        unmatch(
            Unmatch(
                entity_id=self.entity_id, line_id=self.some_line(pick), reason="no"
            ),
            **by(CLERK),
        )

    def match(self, _: int, __: int, ___: int) -> None:
        match_all(self.entity_id)

    def some_line(self, pick: int) -> int:
        every = waiting(self.entity_id, "new", "held", "doubtful", "apart", "explained")
        return every[pick % len(every)].id if every else 0

    def unexplained(self, until: date | None) -> list[tuple[Any, ...]]:
        return waits(self.entity_id, until, [self.accounts[code] for code in BANKS])


def waits(
    entity_id: int, until: date | None, accounts: list[int] | None = None
) -> list[tuple[Any, ...]]:
    """What waits at some banks, or the first, as the facts name it."""
    with db.reading(entity_id):
        accounts = accounts or [accounts_by_code(entity_id, BANKS)[BANKS[0]]]
        return [
            (one.entry_id, one.account_id, one.effective_on, one.amount_minor)
            for one in unexplained_entries(entity_id, accounts, until=until)
        ]


def lacks(entity_id: int, on: date) -> list[tuple[int, int]]:
    """The lines of the first bank that the books lack, and by how much."""
    with db.reading(entity_id):
        told = proof(entity_id, bank_account(entity_id, "Harbor Bank"), on).waiting
    return sorted((one.line_id, one.amount_minor) for one in told)


acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("book", "book", "reverse", "line", "line", "link", "link"),
                *("unlink", "set apart", "unmatch", "match", "second bank"),
            ]
        ),
        st.sampled_from([5_00, 8_00, 13_00]),
        st.integers(1, 28),
        st.integers(0, 9),
    ),
    min_size=6,
    max_size=20,
)


offices = iter(range(10_000))


A_MONTH = [
    ("book", 8_00, 3, 0),
    ("book", 8_00, 4, 2),
    ("book", 8_00, 5, 1),
    ("second bank", 5_00, 4, 0),
    ("line", 8_00, 9, 1),
    ("link", 8_00, 9, 0),
    ("line", 8_00, 15, 1),
    ("link", 8_00, 15, 0),
    ("unlink", 8_00, 15, 0),
    ("reverse", 8_00, 20, 0),
    ("book", 13_00, 6, 0),
    ("reverse", 13_00, 7, 2),
]
"""Entries of before and after the second bank, shown, not shown after all, reversed."""


@settings(max_examples=15)
@given(acts)
@example(A_MONTH)
def test_what_waits_for_the_bank_is_what_the_facts_say(happened: list[Any]) -> None:
    office = Office(f"WAIT{next(offices)}")
    for act in happened:
        office.do(*act)

    for until in (None, *DAYS):
        assert sorted(office.unexplained(until)) == _by_definition(office, until)
    for on in DAYS:
        assert lacks(office.entity_id, on) == _lines_by_definition(office, on)
    assert books_hold(office.entity_id)


def _by_definition(office: Office, until: date | None) -> list[tuple[Any, ...]]:
    """The same from facts alone: all that was posted, less all that lines explain."""
    last = until or date.max
    asked = {"entity": office.entity_id}
    with db.reading(office.entity_id):
        entries = {
            id_: (on, reverses_id)
            for id_, on, reverses_id in db.tuples_of(
                "SELECT id, effective_on, reverses_id FROM ledger_entry"
                " WHERE entity_id = %(entity)s",
                asked,
            )
            if on <= last
        }
        posted = db.tuples_of(
            "SELECT entry_id, posting.account_id, amount_minor, opened_on"
            " FROM ledger_posting AS posting JOIN banking_account AS bank"
            " USING (entity_id, account_id, currency) WHERE entity_id = %(entity)s",
            asked,
        )
        shown = db.tuples_of(
            "SELECT explanation.entry_id, bank.account_id, explanation.amount_minor"
            " FROM banking_explanation AS explanation"
            " JOIN banking_line AS line ON line.id = line_id"
            " JOIN banking_account AS bank ON bank.id = bank_account_id"
            " WHERE explanation.entity_id = %(entity)s AND booked_on <= %(last)s",
            asked | {"last": last},
        )
    booked, explained = Counter[Any](), Counter[Any]()
    opened = {account_id: opened_on for _, account_id, _, opened_on in posted}
    for entry_id, account_id, amount_minor, _ in posted:
        booked[entry_id, account_id] += amount_minor
    for entry_id, account_id, amount_minor in shown:
        explained[entry_id, account_id] += amount_minor

    def counts(entry_id: int, account_id: int) -> bool:
        return entry_id in entries and entries[entry_id][0] > opened[account_id]

    def is_void(entry_id: int, account_id: int) -> bool:
        """Reversed or a reversal, and the bank showed neither of the two."""
        others = [
            other
            for other, (_, reverses_id) in entries.items()
            if reverses_id == entry_id or other == entries[entry_id][1]
        ]
        return not explained[entry_id, account_id] and any(
            counts(other, account_id) and not explained[other, account_id]
            for other in others
        )

    found = [
        (entry_id, account_id, entries[entry_id][0], left_minor)
        for (entry_id, account_id), amount_minor in booked.items()
        if (left_minor := amount_minor - explained[entry_id, account_id])
        and counts(entry_id, account_id)
        and not is_void(entry_id, account_id)
    ]
    return sorted(found)


def _lines_by_definition(office: Office, on: date) -> list[tuple[int, int]]:
    """Lines until a day, less what entries until that day explain of them."""
    with db.reading(office.entity_id):
        rows = db.tuples_of(
            "SELECT line.id, line.amount_minor - coalesce((SELECT"
            " sum(explanation.amount_minor) FROM banking_explanation AS explanation"
            " JOIN ledger_entry AS entry ON entry.id = explanation.entry_id"
            " WHERE explanation.line_id = line.id"
            " AND entry.effective_on <= %(on)s), 0)"
            " FROM banking_line AS line"
            " JOIN banking_open_line AS open ON open.line_id = line.id"
            " WHERE line.entity_id = %(entity)s AND line.booked_on <= %(on)s"
            " AND open.state <> 'known'",
            {"entity": office.entity_id, "on": on},
        )
    return sorted((id_, left_minor) for id_, left_minor in rows if left_minor)
