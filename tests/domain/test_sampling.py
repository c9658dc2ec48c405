"""An audit sample: the same for everybody who knows the seed."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.sampling import rank, sample

numbers = st.lists(
    st.integers(1, 10**6).map(lambda n: f"INV-2026-{n:05}"), unique=True, max_size=40
)
NOVEMBER = [f"INV-2026-{n:05}" for n in range(1, 201)]


def test_an_auditor_draws_it_with_any_tool_that_hashes() -> None:
    by_hand = {
        number: sha256(b"2026:" + number.encode()).hexdigest() for number in NOVEMBER
    }

    drawn = sample("2026", NOVEMBER, 5)

    assert drawn == sorted(NOVEMBER, key=by_hand.__getitem__)[:5]
    assert rank("2026", drawn[0]) == min(by_hand.values())


def test_another_seed_draws_others() -> None:
    assert set(sample("2026", NOVEMBER, 25)) != set(sample("2027", NOVEMBER, 25))


@given(st.text(), numbers, st.integers(0, 50), st.randoms())
def test_the_order_in_which_documents_come_is_nothing_to_it(
    seed: str, population: list[str], count: int, chance: object
) -> None:
    shuffled = list(population)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random

    drawn = sample(seed, shuffled, count)

    assert drawn == sample(seed, population, count)
    assert len(drawn) == min(count, len(population))
    assert set(drawn) <= set(population)


@given(st.text(), numbers, st.integers(0, 20))
def test_a_larger_sample_holds_the_smaller_one(
    seed: str, population: list[str], count: int
) -> None:
    larger = sample(seed, population, count + 5)
    assert larger[:count] == sample(seed, population, count)
