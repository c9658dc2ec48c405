"""``duebook settings``: how the entity reckons, and changes of it with their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from duebook.apps.entities.actions import BOUNDS, ChangeSettings, change_settings
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import entity
from duebook.domain.money import Rounding
from duebook.domain.tax import RoundingPer
from duebook.web.figures import money
from duebook.web.terminal import console, percent, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

CHOSEN: Final = {"rounding": Rounding, "tax_rounding_per": RoundingPer}
SETTINGS: Final = (*CHOSEN, *BOUNDS)


class Command(OfficeCommand):
    help = "Show how the entity reckons, or change what is given, with the reason."

    @override
    def add_more(self, parser: CommandParser) -> None:
        for name, words in CHOSEN.items():
            parser.add_argument(
                f"--{name.replace('_', '-')}", choices=[word.value for word in words]
            )
        for name in BOUNDS:
            parser.add_argument(
                f"--{name.replace('_', '-')}", type=int, metavar="N", help=_unit(name)
            )
        parser.add_argument("--reason", default="", help="for a change")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        changes: dict[str, Any] = {
            name: CHOSEN[name](options[name]) if name in CHOSEN else options[name]
            for name in SETTINGS
            if options[name] is not None
        }
        if changes:
            change_settings(
                ChangeSettings(
                    entity_id=sitting.entity_id, reason=options["reason"], **changes
                ),
                **sitting.sends(),
            )
        with sitting.reading():
            row = entity(sitting.entity_id)
        rows = (
            (name, value, _meant(name, value, row.currency))
            for name in SETTINGS
            for value in [getattr(row, name)]
        )
        console.print(table("Settings", ("", ">Set to", ">That is"), rows))


def _unit(name: str) -> str:
    """What a figure is counted in, by the end of its name."""
    units = {"minor": "minor units, such as cents", "bp": "hundredths of a per cent"}
    return units.get(name.rpartition("_")[2], "days")


def _meant(name: str, value: str | int, currency: str) -> str:
    """What a bare figure amounts to: ``5.00 USD``, ``9 %``."""
    if isinstance(value, int) and name.endswith("_minor"):
        return f"{money(value, currency)} {currency}"
    if isinstance(value, int) and name.endswith("_bp"):
        return percent(value)
    return ""
