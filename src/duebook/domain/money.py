"""Currencies, rounding and the splitting of amounts without loss."""

from __future__ import annotations

from enum import StrEnum


class Rounding(StrEnum):
    """How a half, or any rest, is rounded; named as the laws name it."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"
