"""The imaginary office, entity by entity and month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.demo.banks import open_banks
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.clinic import clinic
from duebook.demo.firm import firm
from duebook.demo.history import live_month
from duebook.demo.setting_up import set_up
from duebook.demo.wholesaler import wholesaler
from duebook.demo.workdays import months_before
from duebook.domain.calendars import add_months, month_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.demo.blueprint import Blueprint, Scale
    from duebook.demo.setting_up import Desk

_ENTITIES: Final = (clinic, firm, wholesaler)


def build(scale: Scale) -> Iterator[tuple[str, Iterator[Desk]]]:
    """Each entity's code, and its desk once when it opens and after every month.

    The banks' files are awaited from :data:`THIS_MONTH` on; the money of the past
    was typed in.
    """
    for blueprint in (make(scale) for make in _ENTITIES):
        yield blueprint.code, _lived(blueprint, scale)


def _lived(blueprint: Blueprint, scale: Scale) -> Iterator[Desk]:
    desk = set_up(blueprint, scale.months)
    yield desk
    for number, first in enumerate(months_before(THIS_MONTH, scale.months)):
        live_month(desk, first, number=number)
        if add_months(first, 1) == THIS_MONTH:
            open_banks(desk, month_end(first))
        yield desk
