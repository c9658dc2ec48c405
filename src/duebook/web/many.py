"""What acts on many rows have in common: what is left out, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.http import HttpResponse

from duebook.web.frame import Key

if TYPE_CHECKING:
    from django.http import HttpRequest

One = TypeVar("One")

KEYS: Final = (Key("Ctrl ↵", "do it"), Key("Esc", "back"))

AT_ONCE: Final = 50
"""What is done while the reader waits, at most; more is long work."""

SHOWN: Final = 50
"""Of what is left out so many are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavesOut(Generic[One]):
    """A dry run that tells what an act would leave out."""

    left_out: Sequence[One] = ()

    @property
    def named(self) -> Sequence[One]:
        """The first of those left out."""
        return self.left_out[:SHOWN]

    @property
    def unnamed(self) -> int:
        """How many more are left out."""
        return len(self.left_out) - len(self.named)


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
