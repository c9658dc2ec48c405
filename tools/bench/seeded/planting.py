"""How a fault is planted: a function that spoils a situation, and what helps it.

A fault names the check that ought to find it; it knows nothing of how that check
decides, and several faults may ask for one check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.seeded.office import World, filed_price
from bench.seeded.situations import Situation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from duebook.domain.invoicing import Charge, Draft

Plant = Callable[[World, Situation], bool]
"""Spoils a situation in one way, and says whether it could."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, and the code of the check that is to say so."""

    name: str
    code: str
    plant: Plant


class Faults:
    """Faults, in the order in which they are written down."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def of(self, code: str) -> Callable[[Plant], Plant]:
        """Enter a function as a fault that this check ought to find."""

        def enter(plant: Plant) -> Plant:
            self._faults.append(Fault(plant.__name__, code, plant))
            return plant

        return enter

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)


def any_charge(world: World, situation: Situation) -> int:
    """Where one of the charges stands."""
    return world.rng.randrange(len(situation.charges))


def priced_charge(
    world: World, situation: Situation
) -> tuple[int, Charge, Decimal] | None:
    """A charge whose price is on file and not zero, if the one picked is such."""
    index = any_charge(world, situation)
    charge = situation.charges[index].charge
    price = filed_price(world, charge)
    return (index, charge, price) if price else None


def set_party(situation: Situation, **facts: object) -> bool:
    situation.party = replace(situation.party, **facts)  # type: ignore[arg-type]
    return True


def readdress(situation: Situation, **fields: object) -> bool:
    [home] = situation.party.addresses
    return set_party(situation, addresses=(replace(home, **fields),))  # type: ignore[arg-type]


def touch_draft(situation: Situation, **fields: object) -> bool:
    """Change the draft after it was made."""

    def touch(draft: Draft) -> Draft:
        return replace(draft, **fields)  # type: ignore[arg-type]

    situation.touched.append(touch)
    return True
