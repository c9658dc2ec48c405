"""Dated entries succeed each other without gap or overlap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.domain.spans import Span
from duebook.domain.timelines import (
    ChangesLater,
    Dated,
    NoDays,
    StartsTwice,
    Wanted,
    settle,
    succeed,
)

if TYPE_CHECKING:
    from random import Random

JANUARY = date(2026, 1, 1)
DECEMBER = date(2026, 12, 1)
MID_DECEMBER = date(2026, 12, 15)


def test_a_new_price_ends_the_open_one_the_day_before() -> None:
    old = Dated(Span(JANUARY), "85.00", id=7)

    timeline = succeed([old], Dated(Span(DECEMBER), "90.00"), subject="Visit")

    assert timeline == [
        Dated(Span(JANUARY, DECEMBER), "85.00", id=7),
        Dated(Span(DECEMBER), "90.00"),
    ]


def test_after_an_offer_the_usual_price_holds_again() -> None:
    usual = Dated(Span(JANUARY), "85.00", id=7)
    offer = Dated(Span(DECEMBER, MID_DECEMBER), "60.00")

    assert succeed([usual], offer, subject="Visit") == [
        Dated(Span(JANUARY, DECEMBER), "85.00", id=7),
        offer,
        Dated(Span(MID_DECEMBER), "85.00"),
    ]


def test_a_price_from_the_same_day_corrects_the_one_there() -> None:
    typed_wrong = Dated(Span(DECEMBER), "900.00", id=7)

    timeline = succeed([typed_wrong], Dated(Span(DECEMBER), "90.00"), subject="Visit")

    assert timeline == [Dated(Span(DECEMBER), "90.00", id=7)]


def test_a_planned_change_is_not_swallowed() -> None:
    planned = Dated(Span(DECEMBER), "90.00", id=7)

    with pytest.raises(ChangesLater, match="Visit already changes on 2026-12-01"):
        succeed([planned], Dated(Span(JANUARY), "85.00"), subject="Visit")


def test_a_price_for_no_day_is_refused() -> None:
    with pytest.raises(NoDays):
        succeed([], Dated(Span(DECEMBER, DECEMBER), "90.00"), subject="Visit")


days = st.none() | st.integers(0, 40).map(lambda count: JANUARY + timedelta(count))
spans = st.builds(Span, days, days)


@given(st.lists(spans, max_size=12))
def test_each_day_has_the_last_word_said_about_it(said: list[Span]) -> None:
    timeline: list[Dated[int]] = []
    accepted: list[tuple[Span, int]] = []
    for word, span in enumerate(said):
        try:
            timeline = succeed(timeline, Dated(span, word), subject="Visit")
        except Refusal:
            continue
        timeline = [Dated(d.span, d.content, id=d.id or word) for d in timeline]
        accepted.append((span, word))

    for offset in range(-1, 42):
        day = JANUARY + timedelta(offset)
        held = [entry.content for entry in timeline if entry.span.holds(day)]
        wanted = [word for span, word in accepted if span.holds(day)]
        assert held == wanted[-1:]


def a_price(content: str, span: Span, *, key: str = "Visit") -> Wanted[str, str]:
    return Wanted(key=key, subject=key, span=span, content=content)


def test_a_set_says_which_rows_change_and_which_are_new() -> None:
    on_file = {"Visit": [Dated(Span(JANUARY), "85.00", id=7)]}

    settled = settle(
        on_file,
        [
            a_price("95.00", Span(MID_DECEMBER)),
            a_price("90.00", Span(DECEMBER)),
            a_price("20.00", Span(JANUARY), key="Call"),
        ],
    )

    assert settled.changed == [("Visit", Dated(Span(JANUARY, DECEMBER), "85.00", id=7))]
    assert settled.added == [
        ("Visit", Dated(Span(DECEMBER, MID_DECEMBER), "90.00")),
        ("Visit", Dated(Span(MID_DECEMBER), "95.00")),
        ("Call", Dated(Span(JANUARY), "20.00")),
    ]
    assert settled.faults == []


def test_what_is_on_file_already_changes_nothing() -> None:
    on_file = {"Visit": [Dated(Span(JANUARY), "85.00", id=7)]}

    settled = settle(on_file, [a_price("85.00", Span(JANUARY))])

    assert (settled.changed, settled.added, settled.faults) == ([], [], [])


def test_each_fault_of_a_set_is_told_with_its_place() -> None:
    settled = settle(
        {},
        [
            a_price("90.00", Span(DECEMBER)),
            a_price("1.00", Span(DECEMBER, JANUARY), key="Call"),
            a_price("91.00", Span(DECEMBER)),
        ],
    )

    assert [(at, type(fault)) for at, fault in settled.faults] == [
        (1, NoDays),
        (2, StartsTwice),
    ]
    assert settled.added == [("Visit", Dated(Span(DECEMBER), "90.00"))]


@given(st.lists(spans, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_a_set_does_not_matter(said: list[Span], chance: Random) -> None:
    wanted = [
        a_price(str(span), span)
        for span in {span.first: span for span in said}.values()
    ]
    shuffled = chance.sample(wanted, len(wanted))

    assert settle({}, wanted).added == settle({}, shuffled).added
