"""``duebook journal``: the journal of some days as CSV, XLSX or QuickBooks IIF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.close.queries.exports import LISTS, books
from duebook.apps.close.queries.journal import journal
from duebook.apps.entities.management.office import OfficeCommand
from duebook.domain.money import exponent
from duebook.formats.exports import iif_of, named_in_entries
from duebook.formats.tables import Column, ColumnKind, Sheet, write_csv, write_xlsx
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.close.queries.journal import (
        JournalRow,
    )
    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Export the journal for Excel, or for QuickBooks Desktop as IIF."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=day, required=True)
        parser.add_argument("--to", dest="last", type=day, required=True)
        parser.add_argument("--out", type=Path, required=True, help=".csv, .xlsx, .iif")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        out: Path = options["out"]
        first, last = options["first"], options["last"]
        with sitting.reading():
            rows = journal(sitting.entity_id, first, last)
            if out.suffix == ".iif":
                everything = books(
                    sitting.entity_id, {"journal"}, first=first, last=last, on=last
                )
                content = iif_of(named_in_entries(everything), lists=LISTS)
            else:
                content = _table(out.suffix, rows, sitting.currency)
        out.write_bytes(content)
        console.print(f"{len(rows)} postings in {out}")


def _table(suffix: str, rows: list[JournalRow], currency: str) -> bytes:
    digits = exponent(currency)
    columns = [
        Column("Entry", ColumnKind.INTEGER),
        Column("Date", ColumnKind.DATE),
        Column("Kind"),
        Column("Document"),
        Column("Cause"),
        Column("Account"),
        Column("Name"),
        Column("Party"),
        Column("Currency"),
        Column("Debit", ColumnKind.MONEY, digits=digits, total=True),
        Column("Credit", ColumnKind.MONEY, digits=digits, total=True),
    ]
    cells = [
        (
            row.entry_id,
            row.effective_on,
            row.source_kind,
            row.number,
            row.cause,
            row.account,
            row.name,
            row.party_name,
            row.currency,
            row.amount_minor if row.amount_minor > 0 else None,
            -row.amount_minor if row.amount_minor < 0 else None,
        )
        for row in rows
    ]
    if suffix == ".csv":
        return write_csv(columns, cells)
    return write_xlsx([Sheet("Journal", columns, cells, title="Journal")])
