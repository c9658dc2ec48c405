"""What acts on many rows have in common: the dry run, and what was chosen for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.http import HttpResponse

from duebook.web.frame import Key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

One = TypeVar("One")

KEYS: Final = (Key("Ctrl ↵", "do it"), Key("Esc", "back"))

AT_ONCE: Final = 50
"""What is done while the reader waits, at most; more is long work."""

AS_WORK: Final = "It is done as long work; you can leave the page."

SHOWN: Final = 50
"""Of what goes and of what is left out so many are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that an act leaves as it is, and why; ``ref`` is as in addresses."""

    ref: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun(Generic[One]):
    """What an act on many rows would do: to which, over how much, and to which not.

    ``sums_minor`` are by currency.
    """

    going: Sequence[One] = ()
    sums_minor: Mapping[str, int] = field(default_factory=dict)
    left_out: Sequence[LeftOut] = ()

    @property
    def is_long(self) -> bool:
        """Whether it is done as long work, where it takes its time at all."""
        return len(self.going) > AT_ONCE

    @property
    def first(self) -> Sequence[One]:
        """The first of those that go."""
        return self.going[:SHOWN]

    @property
    def further(self) -> int:
        """How many more go."""
        return len(self.going) - len(self.first)

    @property
    def named(self) -> Sequence[LeftOut]:
        """The first of those left out."""
        return self.left_out[:SHOWN]

    @property
    def unnamed(self) -> int:
        """How many more are left out."""
        return len(self.left_out) - len(self.named)


def by_currency(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What amounts come to in each currency, in minor units."""
    sums: Counter[str] = Counter()
    for currency, amount_minor in amounts:
        sums[currency] += amount_minor
    return dict(sums)


def chosen_again(request: HttpRequest, back: str) -> dict[str, Any]:
    """What was chosen on the list at an address, for the form to send it once more."""
    return {
        "line": request.POST.get("q", ""),
        "is_all": request.POST.get("all") == "1",
        "ids": request.POST.getlist("id"),
        "back": back,
    }


def see(address: str) -> HttpResponse:
    """Lead there after an act."""
    return HttpResponse(status=303, headers={"Location": address})
