"""Which payment a return means: the only one with its name and amount."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.mentions import mentions
from duebook.domain.taken_back import LONGEST, Received, TakenBack, payments_meant

DAY = date(2026, 11, 3)
BACK = TakenBack(
    on=DAY + timedelta(days=2), amount_minor=80_00, names=("076401259", "TENANT 12")
)


def received(payment_id: int, *names: str, cents: int = 80_00) -> Received:
    return Received(
        payment_id=payment_id, received_on=DAY, amount_minor=cents, names=names
    )


def test_the_trace_number_is_believed_before_the_id_of_the_receiver() -> None:
    payments = [received(1, "TENANT 12"), received(2, "ach 0764-01259")]

    assert payments_meant(BACK, payments) == (2,)


def test_an_id_that_two_payments_bear_means_neither_alone() -> None:
    assert payments_meant(
        BACK, [received(1, "TENANT 12"), received(2, "TENANT 12")]
    ) == (
        1,
        2,
    )


def test_part_of_a_word_is_no_name() -> None:
    assert payments_meant(BACK, [received(1, "TENANT 120")]) == ()


def test_a_payment_cannot_come_back_before_it_came_or_long_after() -> None:
    one = received(1, "076401259")
    for on in (DAY - timedelta(days=1), DAY + LONGEST + timedelta(days=1)):
        late = TakenBack(on=on, amount_minor=80_00, names=BACK.names)
        assert payments_meant(late, [one]) == ()


@given(
    st.lists(
        st.builds(
            received,
            st.integers(1, 1000),
            st.sampled_from(("076401259", "TENANT 12", "rent", "")),
            cents=st.sampled_from((80_00, 80_01)),
        ),
        unique_by=lambda one: one.payment_id,
        max_size=6,
    ).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found)))
)
def test_the_order_of_the_payments_does_not_matter(
    both: tuple[list[Received], list[Received]],
) -> None:
    first, second = both

    assert payments_meant(BACK, first) == payments_meant(BACK, second)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_name_between_separators_is_always_mentioned(before: str, after: str) -> None:
    assert mentions(f"{before} INV 104-1 {after}", "inv1041")
