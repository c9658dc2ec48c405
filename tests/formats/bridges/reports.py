"""Files as other billing programs write them, and what a bridge makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.formats.bridges import read_bridge
from duebook.formats.imports import IMPORT_KINDS
from duebook.formats.tables import read_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.formats.bridges import Bridged

OPEN_INVOICES = """\
"Harbour Cleaning, LLC",,,,,,
Open Invoices,,,,,,
"As of September 30, 2026",,,,,,

,Date,Transaction type,Num,Term,Due date,Open balance
Tidewell Hotels,,,,,,
,08/18/2026,Invoice,5004,Net 30,09/17/2026,"1,000.00"
,09/02/2026,Payment,,,09/02/2026,-50.00
   Quay House,,,,,,
,09/20/2026,Invoice,5005,Net 30,10/20/2026,100.00
Total for Quay House,,,,,,$100.00
Total for Tidewell Hotels,,,,,,"$1,050.00"
Café Brio,,,,,,
,09/21/2026,Credit Memo,C-12,,,-75.25
Total for Café Brio,,,,,,$-75.25
TOTAL,,,,,,$974.75

" Wednesday, September 30, 2026 01:49 PM GMT-05:00",,,,,,
"""

CUSTOMERS = """\
"Harbour Cleaning, LLC",,,,,
Customer Contact List,,,,,

Customer full name,Phone numbers,Email,Full name,Bill address,Ship address
Tidewell Hotels,Phone:(555) 010-1234 Mobile:5,ap@tidewell.example,Ann Tide,"1 Quay Rd
Port Alder ME 04101",
Tidewell Hotels:Quay House,,,,,
Café Brio,,billing@brio.example,,,

" Wednesday, September 30, 2026 01:46 PM GMT-05:00",,,,,
"""

PRODUCTS = """\
Product/Service Name,Sales Description,SKU,Type,Sales Price / Rate,Income Account
Office cleaning,Cleaning by the hour,CLEAN,Service,40,Services
Soap dispenser,,,Inventory,12.50,Sales of Product Income
Supplies,,,Category,,
Survey,,,Service,0,Services
"""


def values_of(bridged: Bridged, kind: str) -> list[Mapping[str, object]]:
    """The rows of a kind as the import reads them; none may be bad."""
    part = bridged.part(kind)
    assert part is not None
    rows, bad = read_records(part.table, part.mapping, IMPORT_KINDS[kind])
    assert bad == []
    return [row.values for row in rows]


def read(vendor: str, text: str) -> Bridged:
    return read_bridge(vendor, text.encode(), "export.csv")


def notes(bridged: Bridged, kind: str) -> list[str]:
    part = bridged.part(kind)
    assert part is not None
    return [warning.text for warning in part.table.warnings]
