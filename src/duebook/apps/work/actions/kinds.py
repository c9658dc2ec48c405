"""Which kinds of long work there are: rooms make theirs known in their jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

from django.utils.module_loading import autodiscover_modules

from duebook.apps.audit.actions import Command
from duebook.apps.work.actions.telling import Ended
from duebook.apps.work.actions.working import Working
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

C = TypeVar("C", bound=Command)


@dataclass(eq=False)
class NoSuchKind(Refusal):
    """Nobody knows how to do work of this kind."""

    code: ClassVar[str] = "no_such_kind_of_work"
    template: ClassVar[str] = "There is no long work called “{kind}”."

    kind: str


@dataclass(frozen=True)
class Kind(Generic[C]):
    """A kind of long work.

    Attributes:
        name: what :func:`start` calls it.
        title: what people read, formatted with the ``command``.
        unit: what is counted, in the plural: ``customers``.
        right: what somebody needs to start and to stop it; none where it only reads.
        body: does the work, and does it again after a crash without doing it twice.
    """

    name: str
    title: str
    unit: str
    right: Right | None
    body: Callable[[Working, C], Ended]

    @cached_property
    def command_kind(self) -> type[C]:
        """The record that the work is asked with."""
        kind: type[C] = get_type_hints(self.body)["command"]
        return kind

    def title_of(self, command: C) -> str:
        """``Billing run to 30 Nov 2026``."""
        return self.title.format(command=command)


_KINDS: dict[str, Kind[Any]] = {}


def long_work(
    name: str, *, title: str, unit: str, right: Right | None
) -> Callable[[Callable[[Working, C], Ended]], Callable[[Working, C], Ended]]:
    """Make a function of a room's jobs a kind of long work (see :class:`Kind`).

    The function is called again from its beginning when a worker died.  Its acts take
    their keys from :meth:`Working.sends`, which are the same each time, so that what
    was done is not done twice.
    """

    def known(
        body: Callable[[Working, C], Ended],
    ) -> Callable[[Working, C], Ended]:
        _KINDS[name] = Kind(name, title, unit, right, body)
        return body

    return known


def kind_of(name: str) -> Kind[Any]:
    """The kind of long work of this name.

    Raises:
        NoSuchKind: there is none.
    """
    if name not in _KINDS:
        autodiscover_modules("jobs", "jobs.kinds")  # where jobs is a package
    if name not in _KINDS:
        raise NoSuchKind(name)
    return _KINDS[name]
