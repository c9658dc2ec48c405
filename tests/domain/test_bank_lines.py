"""Which lines of a bank file are new: a worked table, and the laws behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.bank_line_evidence import KnownLine, StatedLine
from duebook.domain.bank_lines import (
    Standing,
    days_to_compare,
    fingerprint,
    fresh_lines,
    stated_lines,
)
from duebook.domain.banking import BankLine, BankStatement, BookedBalance, Booking
from tests.domain.test_algorithm_pages import tables

if TYPE_CHECKING:
    from duebook.domain.bank_lines import (
        LineVerdict,
    )
    from tests.domain.test_algorithm_pages import Row

[EXAMPLES] = tables("bank-lines.md")
TODAY = date(2026, 11, 19)
HELD_OR_BOOKED = {Standing.FRESH, Standing.DOUBTFUL}


def a_line(
    *,
    day: int = 19,
    amount_minor: int = 100_00,
    format_name: str = "A",
    is_whole: bool = False,
    reference: str = "",
    text: str = "",
    bank_reference: str = "",
) -> StatedLine:
    return StatedLine(
        account="main",
        booked_on=date(2026, 11, day),
        amount_minor=amount_minor,
        currency="EUR",
        format=format_name,
        day_is_whole=is_whole,
        references=(reference,) if reference else (),
        text=text,
        bank_reference=bank_reference,
    )


def kept(line: StatedLine, number: int) -> KnownLine:
    return KnownLine(
        id=number,
        account=line.account,
        booked_on=line.booked_on,
        amount_minor=line.amount_minor,
        currency=line.currency,
        format=line.format,
        value_on=line.value_on,
        references=line.references,
        bank_reference=line.bank_reference,
        other_name=line.other_name,
        text=line.text,
    )


def take_in(books: list[KnownLine], file: list[StatedLine]) -> list[LineVerdict]:
    """Import a file as the banking room does: what is held is in the books, too."""
    verdicts = fresh_lines(file, books)
    for line, verdict in zip(file, verdicts, strict=True):
        if verdict.standing in HELD_OR_BOOKED:
            books.append(kept(line, len(books) + 1))
    return list(verdicts)


def written(cell: str, *, is_whole: bool) -> list[StatedLine]:
    """The lines of a cell: format, day/value day, reference, text, bank reference."""
    lines = []
    for told in filter(None, cell.split("; ")):
        format_name, days, *fields = told.split()
        day, _, value_day = days.partition("/")
        reference, text, bank_reference = ("" if f == "-" else f for f in fields)
        line = a_line(
            day=int(day),
            format_name=format_name,
            is_whole=is_whole,
            reference=reference,
            text=text,
            bank_reference=bank_reference,
        )
        value_on = date(2026, 11, int(value_day)) if value_day else None
        lines.append(replace(line, value_on=value_on))
    return lines


@pytest.mark.parametrize("row", EXAMPLES)
def test_the_worked_table(row: Row) -> None:
    is_whole = row["whole day"] == "yes"
    books = [
        kept(line, number)
        for number, line in enumerate(written(row["known"], is_whole=is_whole))
    ]

    verdicts = fresh_lines(written(row["the file holds"], is_whole=is_whole), books)

    assert " ".join(verdict.standing for verdict in verdicts) == row["verdicts"]


def test_what_is_not_booked_or_moves_nothing_never_enters() -> None:
    pending = replace(a_line(), status=Booking.PENDING)
    nothing = a_line(amount_minor=0)

    verdicts = fresh_lines([pending, nothing], [])

    assert [verdict.standing for verdict in verdicts] == [Standing.LEFT, Standing.LEFT]
    assert {verdict.fingerprint for verdict in verdicts} == {""}


def test_a_fingerprint_counts_on_from_the_books() -> None:
    books: list[KnownLine] = []
    take_in(books, [a_line(text="rent")])

    [again, more] = take_in(books, [a_line(text="rent"), a_line(text="wages")])

    assert (again.known_id, again.fingerprint) == (1, "")
    assert more.fingerprint == fingerprint(TODAY, "EUR", 100_00, 2)
    assert more.fingerprint == "2026-11-19 EUR 10000 2"


def test_a_doubtful_line_names_the_one_it_may_be() -> None:
    [verdict] = fresh_lines(
        [a_line(bank_reference="9", text="rent")],
        [kept(a_line(bank_reference="7", text="rent"), 42)],
    )

    assert (verdict.standing, verdict.known_id) == (Standing.DOUBTFUL, 42)
    assert verdict.fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        {"account": "other"},
        {"currency": "USD"},
        {"amount_minor": -100_00},
        {"booked_on": date(2026, 11, 18)},
    ],
)
def test_account_currency_sign_and_day_tell_lines_apart(
    changed: dict[str, object],
) -> None:
    other = replace(a_line(text="rent"), **changed)  # type: ignore[arg-type]

    [verdict] = fresh_lines([a_line(text="rent")], [kept(other, 1)])

    assert verdict.standing is Standing.FRESH


def test_the_days_to_compare_reach_over_a_weekend() -> None:
    assert days_to_compare([]) is None
    assert days_to_compare([a_line(day=10), a_line(day=19)]) == (
        date(2026, 11, 7),
        date(2026, 11, 22),
    )


def statement(*, opening_on: int, closing_minor: int, closing_on: int) -> BankStatement:
    return BankStatement(
        place="",
        account="1",
        currency="EUR",
        opening=BookedBalance(date(2026, 11, opening_on), 50_00),
        closing=BookedBalance(date(2026, 11, closing_on), closing_minor),
        lines=(
            BankLine(place="", booked_on=TODAY, amount_minor=100_00, currency="EUR"),
        ),
    )


@pytest.mark.parametrize(
    ("opening_on", "closing_minor", "closing_on", "is_whole"),
    [
        (18, 150_00, 19, True),
        (18, 150_01, 19, False),
        (19, 150_00, 19, False),
        (17, 150_00, 18, False),
    ],
)
def test_a_day_is_whole_where_the_balances_prove_it(
    opening_on: int,
    closing_minor: int,
    closing_on: int,
    is_whole: bool,  # noqa: FBT001 - a column of the table
) -> None:
    told = statement(
        opening_on=opening_on, closing_minor=closing_minor, closing_on=closing_on
    )

    [line] = stated_lines(told, account="main", format_name="A")

    assert line.day_is_whole is is_whole
    assert (line.account, line.amount_minor) == ("main", 100_00)


@pytest.mark.parametrize(("until", "is_whole"), [(19, False), (20, True)])
def test_the_last_day_of_a_span_may_be_cut(
    until: int,
    is_whole: bool,  # noqa: FBT001 - a column of the table
) -> None:
    told = replace(
        statement(opening_on=18, closing_minor=0, closing_on=19),
        from_on=date(2026, 11, 1),
        until_on=date(2026, 11, until),
    )

    [line] = stated_lines(told, account="main", format_name="A")

    assert line.day_is_whole is is_whole


def test_ten_thousand_lines_alike_take_no_time() -> None:
    file = [a_line(text=f"customer {n}", bank_reference=str(n)) for n in range(10_000)]
    books = [
        kept(replace(line, bank_reference="", format="B", text=""), number)
        for number, line in enumerate(file)
    ]

    partial = fresh_lines(file, books)
    whole = fresh_lines([replace(line, day_is_whole=True) for line in file], books)

    assert {verdict.standing for verdict in partial} == {Standing.DOUBTFUL}
    assert {verdict.standing for verdict in whole} == {Standing.KNOWN}


few = st.sampled_from
any_line = st.builds(
    a_line,
    day=st.integers(17, 21),
    amount_minor=few([100_00, -5_00]),
    format_name=few(["A", "B"]),
    is_whole=st.booleans(),
    reference=few(["", "r1", "r2"]),
    text=few(["", "rent", "rent for November", "wages"]),
    bank_reference=few(["", "7", "8", "9"]),
)
any_file = st.lists(any_line, max_size=6).map(
    lambda lines: [replace(line, format="A") for line in lines]
)


@given(st.lists(any_file, max_size=3), any_file)
def test_importing_twice_adds_nothing(
    earlier: list[list[StatedLine]], file: list[StatedLine]
) -> None:
    books: list[KnownLine] = []
    for each in [*earlier, file]:
        take_in(books, each)

    again = take_in(books, file)

    assert {verdict.standing for verdict in again} <= {Standing.KNOWN}


@given(st.lists(any_line, max_size=8), st.lists(st.sets(st.integers(17, 21))))
def test_whole_days_in_any_files_come_to_the_same_lines(
    lines: list[StatedLine], cuts: list[set[int]]
) -> None:
    truth = [replace(line, format="A", day_is_whole=True) for line in lines]
    books: list[KnownLine] = []

    for days in [*cuts, set(range(17, 22))]:
        file = [line for line in truth if line.booked_on.day in days]
        verdicts = take_in(books, file)
        assert Standing.DOUBTFUL not in {verdict.standing for verdict in verdicts}

    assert Counter(map(alike, books)) == Counter(map(alike, truth))


def alike(line: StatedLine | KnownLine) -> tuple[date, int, str, str]:
    return line.booked_on, line.amount_minor, line.text, line.bank_reference


@given(
    st.lists(st.tuples(st.integers(17, 21), few([100_00, -5_00])), max_size=8),
    st.lists(st.sets(st.integers(0, 7))),
)
def test_parts_of_days_come_to_the_same_lines_if_texts_differ(
    told: list[tuple[int, int]], cuts: list[set[int]]
) -> None:
    truth = [
        a_line(day=day, amount_minor=amount_minor, text=f"invoice {number}.")
        for number, (day, amount_minor) in enumerate(told)
    ]
    books: list[KnownLine] = []

    for indexes in [*cuts, set(range(8))]:
        file = [line for number, line in enumerate(truth) if number in indexes]
        verdicts = take_in(books, file)
        assert Standing.DOUBTFUL not in {verdict.standing for verdict in verdicts}

    assert Counter(map(alike, books)) == Counter(map(alike, truth))


@given(st.lists(any_line, max_size=8), st.lists(st.sets(st.integers(0, 7)), max_size=4))
def test_no_line_is_lost_and_none_is_booked_twice(
    lines: list[StatedLine], cuts: list[set[int]]
) -> None:
    truth = [replace(line, format="A", day_is_whole=False) for line in lines]
    counts = Counter((line.booked_on, line.amount_minor) for line in truth)
    books: list[KnownLine] = []
    fresh: Counter[tuple[date, int]] = Counter()

    for indexes in cuts:
        file = [line for number, line in enumerate(truth) if number in indexes]
        for line, verdict in zip(file, take_in(books, file), strict=True):
            if verdict.standing is Standing.FRESH:
                fresh[line.booked_on, line.amount_minor] += 1
        in_file = Counter((line.booked_on, line.amount_minor) for line in file)
        assert in_file <= Counter((b.booked_on, b.amount_minor) for b in books)

    assert fresh <= counts


@given(st.lists(any_line, max_size=6), st.lists(any_line, max_size=6), st.randoms())
def test_order_does_not_matter(
    known: list[StatedLine], lines: list[StatedLine], chance: object
) -> None:
    file = [replace(line, format="A") for line in lines]
    books = [kept(line, number) for number, line in enumerate(known)]

    def judged(new: list[StatedLine], old: list[KnownLine]) -> Counter[object]:
        pairs = zip(new, fresh_lines(new, old), strict=True)
        return Counter((line, verdict.standing) for line, verdict in pairs)

    shuffled, shelved = list(file), list(books)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(shelved)  # type: ignore[attr-defined]

    assert judged(file, books) == judged(shuffled, shelved)


@given(st.lists(any_line, max_size=8))
def test_whole_days_in_another_format_add_nothing(lines: list[StatedLine]) -> None:
    books: list[KnownLine] = []
    take_in(books, [replace(line, format="A", day_is_whole=True) for line in lines])
    bare = [
        replace(
            line,
            format="B",
            day_is_whole=True,
            references=(),
            text="",
            bank_reference="",
            value_on=line.booked_on + timedelta(days=1),
        )
        for line in lines
    ]

    again = fresh_lines(bare, books)

    assert {verdict.standing for verdict in again} <= {Standing.KNOWN}


@given(st.lists(any_line, max_size=8), st.lists(any_line, max_size=8))
def test_a_known_line_is_found_once_and_fingerprints_are_single(
    known: list[StatedLine], lines: list[StatedLine]
) -> None:
    file = [replace(line, format="A") for line in lines]
    books = [kept(line, number) for number, line in enumerate(known)]

    verdicts = fresh_lines(file, books)

    found = [v.known_id for v in verdicts if v.standing is Standing.KNOWN]
    prints = [v.fingerprint for v in verdicts if v.standing in HELD_OR_BOOKED]
    assert len(set(found)) == len(found)
    assert len(set(prints)) == len(prints)
    assert all(prints)
