"""``duebook taxes``: the tax rates of places, and new ones from a day on."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.catalog.actions import SetTaxRates, set_tax_rates
from duebook.apps.catalog.queries import tax_rates
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.management.rates import TypedRate, rates_in
from duebook.apps.ledger.queries import (
    account_ids,
    accounts_by_code,
    accounts_by_role,
)
from duebook.domain.catalog import TaxRateEntry
from duebook.domain.ledger import AccountRole
from duebook.domain.spans import Span
from duebook.web.figures import counted
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List tax rates; set one, or those of a file, from a day on."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--set",
            type=Path,
            metavar="FILE.csv",
            help="with the columns place, category, name, percent, from and, if need "
            "be, compound (yes or no), order and account",
        )
        parser.add_argument("--place", help="such as US-OR; of one rate, or to list")
        parser.add_argument(
            "--category", default="standard", help="of items; standard, unless said"
        )
        parser.add_argument("--name", help="as printed, such as “Sales tax”")
        parser.add_argument("--percent", type=amount, help="such as 8.25")
        parser.add_argument("--from", dest="first", type=day, help="its first day")
        parser.add_argument(
            "--compound", action="store_true", help="levied on earlier taxes too"
        )
        parser.add_argument("--order", type=int, default=0, help="its turn among them")
        parser.add_argument(
            "--account", default="", metavar="CODE", help="that for taxes, unless said"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        typed = _typed(options)
        if typed:
            with sitting.reading():
                rates = _entries(sitting.entity_id, typed)
            kept = set_tax_rates(
                SetTaxRates(entity_id=sitting.entity_id, rates=rates),
                **sitting.sends(),
            )
            console.print(
                f"{counted(kept.added, 'rate')} added, {kept.changed} changed."
            )
            return
        _list(sitting, options["place"])


def _typed(options: dict[str, Any]) -> list[TypedRate]:
    """The rates to set; none where they are only asked for."""
    if options["set"]:
        return rates_in(options["set"])
    said = [options[name] for name in ("name", "percent", "first")]
    if said == [None, None, None]:
        return []
    if options["place"] is None or None in said:
        raise CommandError("Of one rate say --place, --name, --percent and --from.")
    return [TypedRate(**{one.name: options[one.name] for one in fields(TypedRate)})]


def _entries(entity_id: int, typed: Sequence[TypedRate]) -> tuple[TaxRateEntry, ...]:
    codes = {rate.account for rate in typed if rate.account}
    ids = {
        "": accounts_by_role(entity_id)[AccountRole.TAX_PAYABLE],
        **accounts_by_code(entity_id, codes),
    }
    return tuple(
        TaxRateEntry(
            place=rate.place,
            category=rate.category,
            name=rate.name,
            percent=rate.percent,
            account_id=ids[rate.account],
            valid=Span(rate.first),
            compound=rate.compound,
            order=rate.order,
        )
        for rate in typed
    )


def _list(sitting: Sitting, place: str | None) -> None:
    with sitting.reading():
        rates = tax_rates(sitting.entity_id)
        ids = account_ids(sitting.entity_id)
    codes = {account_id: code for code, account_id in ids.items()}
    rows = (
        (
            rate.place,
            rate.category,
            rate.name,
            f"{rate.percent.normalize():f}",
            "compound" if rate.compound else "",
            rate.order or "",
            codes[rate.account_id],
            rate.valid.first,
            rate.valid.until,
        )
        for rate in sorted(
            rates, key=lambda one: (one.place, one.category, one.order, one.name)
        )
        if place in {None, rate.place}
    )
    heads = ("Place", "Category", "Tax", ">%", "", ">Order", "Account", "From", "Until")
    console.print(table("Taxes", heads, rows))
