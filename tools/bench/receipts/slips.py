"""Receipts whose reference is damaged on the way from the paper to the bank."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.receipts.cases import Kinds, Mark, Written, anybody, pays
from bench.receipts.office import PATTERNS, NoFit
from bench.receipts.wording import naming, word_for_invoice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from bench.receipts.cases import Sent
    from bench.receipts.office import Office

kinds = Kinds()
_DAMAGED = frozenset({Mark.DAMAGED})
_AROUND = [re.split(r"\{.*\}", pattern) for pattern in PATTERNS]
_LENGTHS = (35, 140)
"""What a field of SWIFT and one of SEPA hold."""


def split_number(number: str) -> tuple[str, str, str]:
    """What stands before the running number, the running number, what follows."""
    for before, after in _AROUND:
        if number.startswith(before) and number.endswith(after):
            running = number[len(before) : len(number) - len(after)]
            if running.isdigit():
                return before, running, after
    raise AssertionError(number)


@kinds.of(15)
def digits_transposed(office: Office) -> Sequence[Sent]:
    """Two neighbouring digits of the running number swapped."""
    customer, [debt] = office.somebody_pays(who=anybody, what=office.is_ordinary)
    before, running, after = split_number(debt.number)
    places = [
        place
        for place in range(len(running) - 1)
        if running[place] != running[place + 1]
    ]
    if not places:
        raise NoFit
    place = office.rng.choice(places)
    swapped = running[place + 1] + running[place]
    slipped = running[:place] + swapped + running[place + 2 :]
    number = before + slipped + after
    if office.misleads(number, debt.open_minor, debt):
        raise NoFit
    text = naming(office.rng, number)
    return [pays(customer, [debt], Written(text=text), marks=_DAMAGED)]


@kinds.of(15)
def zeros_or_prefix_missing(office: Office) -> Sequence[Sent]:
    """“invoice 123” for INV-2026-00123."""
    customer, [debt] = office.somebody_pays(who=anybody, what=office.is_ordinary)
    before, running, after = split_number(debt.number)
    bare = running.lstrip("0")
    number = office.rng.choice((before + bare + after, running, bare))
    if number == debt.number:
        raise NoFit
    text = f"{word_for_invoice(office.rng)} {number}"
    return [pays(customer, [debt], Written(text=text), marks=_DAMAGED)]


@kinds.of(13)
def letters_for_digits(office: Office) -> Sequence[Sent]:
    """The letter O for a zero, I or l for a one; or the other way round."""
    customer, [debt] = office.somebody_pays(who=anybody, what=office.is_ordinary)
    one = office.rng.choice("Il")
    number = debt.number.replace("INV", office.rng.choice(("INV", "1NV", "lNV")))
    number = number.replace("0", "O").replace("1", one)
    if number == debt.number:
        raise NoFit
    text = naming(office.rng, number)
    return [pays(customer, [debt], Written(text=text), marks=_DAMAGED)]


@kinds.of(14)
def glued_or_split(office: Office) -> Sequence[Sent]:
    """Words run into each other where a line ends, or a blank falls into a number."""
    rng = office.rng
    count = rng.choice((1, 1, 2))
    customer, debts = office.somebody_pays(count, who=anybody, what=office.is_ordinary)
    numbers = [debt.number for debt in debts]
    if rng.random() < 0.5:
        text = (
            f"{word_for_invoice(rng)}{''.join(numbers)}{rng.choice(('', 'vom', 'EUR'))}"
        )
    else:
        text = f"{word_for_invoice(rng)} {' '.join(_split(rng, n) for n in numbers)}"
    return [pays(customer, debts, Written(text=text), marks=_DAMAGED)]


def _split(rng: Random, number: str) -> str:
    place = rng.randrange(1, len(number))
    return f"{number[:place]} {number[place:]}"


@kinds.of(16)
def cut_off(office: Office) -> Sequence[Sent]:
    """A text that ends within a number, because the field was full."""
    rng = office.rng
    length = rng.choice(_LENGTHS)
    count = rng.choice((1, 2, 3)) if length == _LENGTHS[0] else rng.randint(6, 12)
    customer, debts = office.somebody_pays(count, who=anybody, what=office.is_ordinary)
    numbers = ", ".join(debt.number for debt in debts)
    words = f"{word_for_invoice(rng)} {numbers}"
    last = debts[-1].number
    cut = len(words) - rng.randrange(1, len(last) // 2 + 1)
    filler = "payment of services " * 12
    text = (filler[: length - cut] + words)[:length] if cut < length else words[:length]
    return [pays(customer, debts, Written(text=text), marks=_DAMAGED)]
