"""An audit sample that anybody can draw again: by a printed seed, with no state."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

METHOD = (
    "Each document’s number is written behind the seed and a colon (“2026:INV-17”), in "
    "UTF-8, and the SHA-256 of that is taken. The documents with the smallest hashes "
    "are the sample, smallest first."
)
"""How the sample is drawn, as it is printed beside it."""


def rank(seed: str, number: str) -> str:
    """The place of a document under a seed: SHA-256 of both, in hexadecimal."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def sample(seed: str, numbers: Iterable[str], count: int) -> list[str]:
    """The numbers that a seed draws, in the order of their hashes.

    Args:
        seed: printed with the sample; another one draws other documents.
        numbers: of all documents that could be drawn, in any order.
        count: how many are drawn; all of them where there are fewer.
    """
    assert count >= 0, "a sample is not negative"
    return sorted(set(numbers), key=lambda number: rank(seed, number))[:count]
