"""``duebook charges``: what waits to be billed to a party; mend it, or drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.charges import ChangeCharge, change_charge
from duebook.apps.invoicing.management.telling import each
from duebook.apps.invoicing.queries.charges import unbilled_of
from duebook.apps.parties.queries import party_by_code
from duebook.web.terminal import amount, console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List a party’s unbilled charges; change or drop one, with the reason."

    @override
    def add_more(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("party", nargs="?", help="its code")
        asked.add_argument("--change", type=int, metavar="N", help="mend charge N")
        asked.add_argument(
            "--drop", type=int, metavar="N", help="charge N is never billed"
        )
        parser.add_argument("--quantity", type=amount)
        price = parser.add_mutually_exclusive_group()
        price.add_argument("--price", type=amount, help="of one")
        price.add_argument(
            "--by-price-book", action="store_true", help="drop the stated price"
        )
        parser.add_argument("--text", help="what the invoice says of it")
        parser.add_argument("--po")
        parser.add_argument("--reason", default="", help="for a change")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["party"]:
            _list(sitting, options["party"])
        elif options["drop"] is not None:
            drop = ChangeCharge(
                entity_id=sitting.entity_id,
                charge_id=options["drop"],
                reason=options["reason"],
                is_billable=False,
            )
            change_charge(drop, **sitting.sends())
            console.print(f"Charge {drop.charge_id} will not be billed.")
        else:
            _change(sitting, options)


def _change(sitting: Sitting, options: dict[str, Any]) -> None:
    said = [options[name] for name in ("quantity", "price", "text", "po")]
    if not options["by_price_book"] and said == [None] * len(said):
        raise CommandError("Say what changes: --quantity, --price, --text, --po.")
    change = ChangeCharge(
        entity_id=sitting.entity_id,
        charge_id=options["change"],
        reason=options["reason"],
        quantity=options["quantity"],
        unit_price=options["price"],
        by_price_book=options["by_price_book"],
        description=options["text"],
        po=options["po"],
    )
    change_charge(change, **sitting.sends())
    console.print(f"Charge {change.charge_id} is changed.")


def _list(sitting: Sitting, code: str) -> None:
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
        charges = unbilled_of(sitting.entity_id, party.id)
    rows = (
        (
            one.id,
            one.service_on,
            one.item,
            one.description,
            f"{one.quantity.normalize():f} {one.unit}".rstrip(),
            each(one.unit_price),
            one.currency,
            one.draft_id,
        )
        for one in charges
    )
    heads = (">No.", "Day", "Item", "Text", ">Quantity", ">Each", "", ">Draft")
    console.print(table(f"Unbilled of {party.code} {party.name}", heads, rows))
