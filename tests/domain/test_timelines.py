"""Dated entries succeed each other without gap or overlap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.domain.spans import Span
from duebook.domain.timelines import ChangesLater, Dated, NoDays, succeed

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
