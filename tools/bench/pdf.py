"""PDFs a second: our invoice against an equal page by WeasyPrint.

    PYTHONPATH=src:tools python -m bench.pdf [--pages 100]

Each page is another invoice of five lines, with letterhead, taxes and due day.  Ours
is archival and tagged (PDF/A-3b and PDF/UA-1); the other is a plain PDF, which is the
faster thing to make.  Counted is processor time, so a busy machine changes little.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import weasyprint

from duebook.documents.records import (
    Addressee,
    DocumentKind,
    Letterhead,
    LineGroup,
    Paper,
    PrintedInstalment,
    PrintedInvoice,
    PrintedLine,
    PrintedTax,
)
from duebook.documents.render import render_invoice
from duebook.domain.references import payment_reference

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = tuple(
    PrintedLine(
        description=description,
        quantity=Decimal(quantity),
        unit="h",
        unit_price=Decimal(price),
        net_minor=quantity * price * 100,
        service_on=date(2026, 10, 5 + quantity),
    )
    for description, quantity, price in (
        ("Consultation", 3, 140),
        ("Written report", 2, 60),
        ("Scan with assessment", 1, 310),
        ("Visit on site", 4, 95),
        ("Follow-up by telephone", 2, 45),
    )
)
NET_MINOR = sum(line.net_minor for line in LINES)
TAX_MINOR = NET_MINOR * 825 // 10_000

STYLE = """
@page { size: letter; margin: 20mm }
body { font: 10pt sans-serif } table { width: 100%; border-collapse: collapse }
td, th { padding: 4pt; border-bottom: 0.5pt solid #999; text-align: left }
td + td + td, th + th + th { text-align: right } h1 { font-size: 20pt }
"""


def an_invoice(number: str) -> PrintedInvoice:
    """An invoice of one page with five taxed lines."""
    return PrintedInvoice(
        kind=DocumentKind.INVOICE,
        letterhead=Letterhead(
            name="Port Alder Services",
            address_lines=("1 Harbor Street", "Port Alder, TX 78701"),
            phone="+1 512 555 0100",
            email="billing@example.com",
        ),
        addressee=Addressee(
            name="Tidewell Hotels",
            address_lines=("12 Alder Street", "Port Alder, TX 78702"),
        ),
        locale="en-US",
        paper=Paper.LETTER,
        currency="USD",
        number=number,
        issued_on=date(2026, 11, 3),
        groups=(LineGroup(lines=LINES),),
        taxes=(
            PrintedTax(
                name="Sales tax",
                percent=Decimal("8.25"),
                base_minor=NET_MINOR,
                tax_minor=TAX_MINOR,
            ),
        ),
        net_minor=NET_MINOR,
        tax_minor=TAX_MINOR,
        total_minor=NET_MINOR + TAX_MINOR,
        instalments=(
            PrintedInstalment(
                due_on=date(2026, 12, 3), amount_minor=NET_MINOR + TAX_MINOR
            ),
        ),
        payment_reference=payment_reference(number),
    )


def by_weasyprint(invoice: PrintedInvoice) -> bytes:
    """The same words and figures on one page of HTML, as PDF."""
    rows = "".join(
        f"<tr><td>{escape(line.description)}<td>{line.service_on:%b %d, %Y}"
        f"<td>{line.quantity} {line.unit}<td>{line.unit_price:.2f}"
        f"<td>{line.net_minor / 100:,.2f}"
        for group in invoice.groups
        for line in group.lines
    )
    sums = "".join(
        f"<tr><td>{what}<td><td><td><td>{amount_minor / 100:,.2f}"
        for what, amount_minor in (
            ("Net", invoice.net_minor),
            ("Sales tax 8.25 %", invoice.tax_minor),
            ("Total USD", invoice.total_minor),
        )
    )
    page = (
        f"<html lang=en><style>{STYLE}</style><p>{escape(invoice.letterhead.name)}<br>"
        f"{'<br>'.join(invoice.letterhead.address_lines)}<p>"
        f"{escape(invoice.addressee.name)}<br>{'<br>'.join(invoice.addressee.address_lines)}"
        f"<h1>Invoice {invoice.number}</h1><p>{invoice.issued_on:%B %d, %Y}, due"
        f" {invoice.instalments[0].due_on:%B %d, %Y}<table><tr><th>Description"
        f"<th>Day<th>Quantity<th>Price<th>Amount{rows}{sums}</table>"
        f"<p>Please pay with reference {invoice.payment_reference}."
    )
    pdf: bytes = weasyprint.HTML(string=page).write_pdf()
    return pdf


def pages_a_second(render: Callable[[PrintedInvoice], bytes], pages: int) -> float:
    """Pages for each second of processor, after one to warm up."""
    plain = an_invoice("INV-2026-00000")
    render(plain)
    began = time.process_time()
    for number in range(1, pages + 1):
        render(replace(plain, number=f"INV-2026-{number:05}"))
    return pages / (time.process_time() - began)


def main() -> None:
    """Print the section of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    pages = parser.parse_args().pages
    ours = pages_a_second(render_invoice, pages)
    other = pages_a_second(by_weasyprint, max(1, pages // 10))
    print("| an invoice of one page | a second and core |\n|---|---:|")
    print(f"| ours, PDF/A-3b and PDF/UA-1 | {ours:.0f} |")
    print(f"| WeasyPrint {weasyprint.__version__}, plain PDF | {other:.1f} |")


if __name__ == "__main__":
    main()
