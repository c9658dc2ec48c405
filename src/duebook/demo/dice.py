"""Chance that always falls the same: the demo's office is equal on every machine."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

SEED = "duebook demo 1"


def dice(*names: object) -> Random:
    """Dice of their own for whatever the names say; no other throw disturbs them."""
    return Random("/".join(map(str, (SEED, *names))))  # noqa: S311 - no secret is made


def pick(chance: Random, weights: Mapping[T, int]) -> T:
    """One of the keys, as often as its weight says."""
    [picked] = chance.choices(list(weights), list(weights.values()))
    return picked
