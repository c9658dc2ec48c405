"""The month's files as the three offices keep them, with the mistakes people make.

``write_examples`` writes them for a history that was built; the files of the whole
demo are kept in the repository's ``examples/``, and made anew by
``duebook demo --write-examples examples``.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.demo import clinic, firm, wholesaler
from duebook.demo.bank.clinic import money_files as clinic_money
from duebook.demo.bank.firm import money_files as firm_money
from duebook.demo.bank.wholesaler import money_files as wholesaler_money
from duebook.demo.bank.written import csv_file
from duebook.demo.banks import held_minor
from duebook.demo.blueprint import THIS_MONTH, MonthFiles
from duebook.demo.paying import open_debts, remitted
from duebook.domain.calendars import month_end
from duebook.formats.tables import Column, ColumnKind, Sheet, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from duebook.apps.invoicing.actions.charges import NewCharge
    from duebook.demo.paying import Remitted
    from duebook.demo.setting_up import Desk
    from duebook.formats.tables import Value


FILES: Final = {
    clinic.CODE: MonthFiles(
        folder="alder",
        charges="day-sheet-october.csv",
        charges_fixed="day-sheet-october-fixed.csv",
        statement="cascade-october.qfx",
        drawer="drawer-october.csv",
        processor="stripe-october.csv",
    ),
    firm.CODE: MonthFiles(
        folder="linden",
        charges="leistungen-oktober.csv",
        charges_fixed="leistungen-oktober-korrigiert.csv",
        statement="elbufer-oktober.camt053.xml",
    ),
    wholesaler.CODE: MonthFiles(
        folder="granite",
        charges="orders-october.xlsx",
        charges_fixed="orders-october-fixed.xlsx",
        statement="buckeye-october.bai",
        lockbox="lockbox-",
    ),
}


def write_examples(desk: Desk, folder: Path) -> None:
    """Write the files of an office for this month into its folder under ``folder``."""
    files = FILES[desk.code]
    place = folder / files.folder
    place.mkdir(parents=True, exist_ok=True)
    charges = list(desk.blueprint.charges(THIS_MONTH))
    before = THIS_MONTH - timedelta(days=1)
    days = (THIS_MONTH, month_end(THIS_MONTH))
    paid = remitted(desk, open_debts(desk, before), days)
    written = {
        **_CHARGES[desk.code](desk, files, charges),
        **_MONEY[desk.code](desk, files, paid, held_minor(desk, before)),
    }
    for name, content in written.items():
        (place / name).write_bytes(content)


def _clinic_files(
    desk: Desk, files: MonthFiles, charges: list[NewCharge]
) -> dict[str, bytes]:
    """A practice system's day sheet: three lines above the headings, US dates.

    One patient number is mistyped, one visit was typed in twice.
    """
    heads = (
        *("Visit", "Date of service", "Patient number", "Patient", "Procedure code"),
        *("Units", "Provider"),
    )

    def row(charge: NewCharge) -> tuple[object, ...]:
        return (
            charge.external_key,
            f"{charge.service_on:%m/%d/%Y}",
            charge.party,
            desk.blueprint.party(charge.party).name,
            charge.item,
            charge.quantity,
            charge.biller,
        )

    mistyped = charges[len(charges) // 3]
    twice = charges[len(charges) // 2]
    rows = [row(charge) for charge in charges]
    slip = charges.index(mistyped)
    number = mistyped.party.replace("1", "l", 1)
    rows[slip] = (*rows[slip][:2], number, *rows[slip][3:])
    rows.insert(len(charges) // 2 + 9, (f"{twice.external_key}-A", *row(twice)[1:]))
    preamble = (
        (desk.blueprint.name,),
        (f"Day sheets {THIS_MONTH:%m/%d/%Y} to {month_end(THIS_MONTH):%m/%d/%Y}",),
        (),
    )
    return {
        files.charges: csv_file([*preamble, heads, *rows]),
        files.charges_fixed: csv_file([heads, row(mistyped)]),
    }


def _firm_files(
    desk: Desk, files: MonthFiles, charges: list[NewCharge]
) -> dict[str, bytes]:
    """A time sheet out of a German spreadsheet: semicolons, decimal commas, cp1252.

    One quantity has a letter for a digit, and one client with a contract was put down
    at the list price.
    """
    heads = (
        *("Belegnummer", "Leistungsdatum", "Kundennummer", "Mandant", "Artikelnummer"),
        *("Beschreibung", "Menge", "Einzelpreis", "Währung", "Bearbeiter"),
    )
    agreed = {
        price.tariff for price in desk.blueprint.prices if price.item == "BERATUNG"
    }
    off_contract = next(
        (
            one
            for one in charges
            if f"V-{one.party}" in agreed and one.item == "BERATUNG"
        ),
        None,
    )

    def row(charge: NewCharge) -> tuple[object, ...]:
        price = Decimal("128.00") if charge is off_contract else None
        return (
            charge.external_key,
            f"{charge.service_on:%d.%m.%Y}",
            charge.party,
            desk.blueprint.party(charge.party).name,
            charge.item,
            charge.description,
            _comma(charge.quantity),
            _comma(price) if price is not None else "",
            charge.currency,
            charge.biller,
        )

    misread = next(one for one in reversed(charges) if one is not off_contract)
    bad = list(row(misread))
    bad[6] = f"{bad[6]}O"
    rows = [tuple(bad) if one is misread else row(one) for one in charges]
    return {
        files.charges: csv_file([heads, *rows], delimiter=";", encoding="cp1252"),
        files.charges_fixed: csv_file(
            [heads, row(misread)], delimiter=";", encoding="cp1252"
        ),
    }


def _wholesaler_files(
    desk: Desk, files: MonthFiles, charges: list[NewCharge]
) -> dict[str, bytes]:
    """The order system's workbook.

    One order came without its number, one at another price than the contract's, and
    one customer's certificate has run out.
    """
    needs_po = {party.code for party in desk.blueprint.parties if party.po_required}
    lost = next((one.po for one in charges if one.party in needs_po), "")
    bound = {
        (price.tariff.removeprefix("C-"), price.item) for price in desk.blueprint.prices
    }
    off = next((one for one in charges if (one.party, one.item) in bound), None)
    unknown = charges[len(charges) // 2]

    def row(charge: NewCharge) -> tuple[Value, ...]:
        price = next(s.price for s in desk.blueprint.sold if s.code == charge.item)
        return (
            charge.external_key,
            charge.service_on,
            charge.party,
            desk.blueprint.party(charge.party).name,
            charge.item,
            charge.quantity,
            Decimal(price) if charge is off else None,
            "" if charge.po == lost else charge.po,
            charge.site,
            charge.biller,
        )

    rows = [
        (*row(one)[:4], "CEMENT42", *row(one)[5:]) if one is unknown else row(one)
        for one in charges
    ]
    return {
        files.charges: _orders(rows),
        files.charges_fixed: _orders([row(unknown)]),
    }


_CHARGES: Final[
    dict[str, Callable[[Desk, MonthFiles, list[NewCharge]], dict[str, bytes]]]
] = {
    clinic.CODE: _clinic_files,
    firm.CODE: _firm_files,
    wholesaler.CODE: _wholesaler_files,
}
_MONEY: Final[
    dict[
        str,
        Callable[[Desk, MonthFiles, list[Remitted], dict[str, int]], dict[str, bytes]],
    ]
] = {
    clinic.CODE: clinic_money,
    firm.CODE: firm_money,
    wholesaler.CODE: wholesaler_money,
}


def _orders(rows: Sequence[tuple[Value, ...]]) -> bytes:
    columns = (
        Column("Order line"),
        Column("Delivery date", ColumnKind.DATE),
        Column("Customer number"),
        Column("Customer"),
        Column("SKU"),
        Column("Quantity", ColumnKind.NUMBER),
        Column("Unit price", ColumnKind.NUMBER),
        Column("PO"),
        Column("Site"),
        Column("Sales channel"),
    )
    return write_xlsx([Sheet(name="Orders", columns=columns, rows=rows)])


def _comma(number: Decimal) -> str:
    """A number as Germans write it: ``1.234,50``."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))
