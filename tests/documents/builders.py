"""Papers of an invented wholesaler, clinic and workshop, to print in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from duebook.documents.records import (
    Addressee,
    BankDetails,
    Chart,
    ChartKind,
    ColumnKind,
    DocumentKind,
    Fact,
    Letterhead,
    LineGroup,
    Logo,
    Palette,
    Paper,
    PrintedBucket,
    PrintedInstalment,
    PrintedInvoice,
    PrintedLine,
    PrintedReport,
    PrintedStatement,
    PrintedTax,
    ReportColumn,
    RowKind,
    Series,
    StatementKind,
    StatementRow,
)
from duebook.domain.references import payment_reference

ISSUED = date(2026, 11, 3)

HARBOR = Letterhead(
    name="Harbor & Pine Supply",
    address_lines=("410 Wharf Street", "Savannah, GA 31401"),
    tax_ids=(Fact(label="EIN", text="58-0000000"),),
    phone="+1 912 555 0104",
    email="billing@harborpine.example",
    website="harborpine.example",
    bank=BankDetails(
        bank="Coastal First Bank",
        routing_number="061000000",
        account_number="000188213",
    ),
    remit_to=("Harbor & Pine Supply", "PO Box 8812", "Savannah, GA 31412"),
    footer="Goods remain ours until they are paid for.",
    logo=Logo(
        alt="Harbor & Pine: a pine above two waves",
        svg=(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" '
            'width="120" height="120"><rect width="120" height="120" rx="26" '
            'fill="#24483d"/><path d="M60 18 84 52H72l18 26H30l18-26H36Z" '
            'fill="#fff"/><path d="M22 90q10-9 19 0t19 0 19 0 19 0M22 102q10-9 19 '
            '0t19 0 19 0 19 0" fill="none" stroke="#fff" stroke-width="5"/></svg>'
        ),
    ),
)

WERKSTATT = Letterhead(
    name="Nordlicht Werkstatt GmbH",
    address_lines=("Speicherstraße 12", "24103 Kiel", "Deutschland"),
    tax_ids=(
        Fact(label="USt-IdNr.", text="DE000000000"),
        Fact(label="HRB", text="00000 Kiel"),
    ),
    phone="+49 431 5550104",
    email="rechnung@nordlicht.example",
    bank=BankDetails(
        bank="Förde Bank", iban="DE89370400440532013000", bic="COBADEFFXXX"
    ),
)

SCHOOLS = Addressee(
    name="Brightwater School District",
    address_lines=("Accounts Payable", "77 Lagoon Road", "Brightwater, GA 31322"),
    number="C-2041",
)

HOTEL = Addressee(
    name="Hotel Zur Alten Brücke",
    address_lines=("Buchhaltung", "Uferweg 3", "10115 Berlin"),
    number="K-118",
    tax_ids=(Fact(label="USt-IdNr.", text="DE111111111"),),
)


def a_line(**changes: Any) -> PrintedLine:
    line = PrintedLine(
        description="Paper towel, C-fold",
        detail="PT-112 · delivery 55178",
        quantity=Decimal(40),
        unit="case",
        unit_price=Decimal("22.50"),
        net_minor=900_00,
        service_on=date(2026, 10, 28),
    )
    return replace(line, **changes)


def an_invoice(**changes: Any) -> PrintedInvoice:
    """The wholesaler's invoice on Letter: two sites, exempt and taxed, discount."""
    day = date(2026, 10, 28)
    kitchen = (
        a_line(
            description="Trash liners, 55 gal",
            detail="TL-550 · delivery 55178",
            quantity=Decimal(12),
            unit_price=Decimal("31.40"),
            net_minor=376_80,
        ),
        a_line(),
        a_line(
            description="Hand soap, foam refill, 1 L",
            detail="HS-301 · delivery 55180",
            quantity=Decimal("48.5"),
            unit="piece",
            unit_price=Decimal("6.205"),
            discount_minor=15_05,
            net_minor=285_89,
            service_on=day + timedelta(days=2),
        ),
    )
    dock = (
        a_line(
            description="Cafeteria tray, 14 × 18",
            detail="CT-018 · delivery 55182",
            quantity=Decimal(200),
            unit="piece",
            unit_price=Decimal("4.85"),
            net_minor=970_00,
        ),
        a_line(
            description="Trays returned, cracked",
            detail="CT-018",
            quantity=Decimal(-4),
            unit="piece",
            unit_price=Decimal("4.85"),
            net_minor=-19_40,
        ),
        a_line(
            description="Freight, zone 2",
            detail="",
            quantity=Decimal(1),
            unit="trip",
            unit_price=Decimal(85),
            net_minor=85_00,
        ),
    )
    invoice = PrintedInvoice(
        kind=DocumentKind.INVOICE,
        letterhead=HARBOR,
        addressee=SCHOOLS,
        locale="en-US",
        paper=Paper.LETTER,
        currency="USD",
        number="HP-2026-10241",
        issued_on=ISSUED,
        groups=(
            LineGroup(heading="Brightwater Middle, kitchen", lines=kitchen),
            LineGroup(heading="Brightwater High, dock B", lines=dock),
        ),
        taxes=(
            PrintedTax(
                name="GA sales tax",
                percent=Decimal("8.25"),
                base_minor=85_00,
                tax_minor=7_01,
            ),
            PrintedTax(
                name="Exempt",
                percent=Decimal(0),
                base_minor=2513_29,
                tax_minor=0,
                exemption="Certificate TX-22-40917, public school",
            ),
        ),
        net_minor=2598_29,
        tax_minor=7_01,
        total_minor=2605_30,
        instalments=(
            PrintedInstalment(
                due_on=date(2026, 12, 18),
                amount_minor=2605_30,
                discount_minor=52_11,
                discount_until=date(2026, 11, 13),
            ),
        ),
        service_from=date(2026, 10, 28),
        service_to=date(2026, 10, 30),
        po="41-2207",
        cost_centre="Facilities",
        payment_reference=payment_reference("HP-2026-10241"),
        notes="Deliveries 55178, 55180 and 55182.\nQuestions: Dana, +1 912 555 0104.",
    )
    return replace(invoice, **changes)


def a_german_invoice(**changes: Any) -> PrintedInvoice:
    """The workshop's invoice on A4, in euros, payable by a scanned transfer."""
    invoice = PrintedInvoice(
        kind=DocumentKind.INVOICE,
        letterhead=WERKSTATT,
        addressee=HOTEL,
        locale="de-DE",
        paper=Paper.A4,
        currency="EUR",
        number="RE-2026-0117",
        issued_on=ISSUED,
        groups=(
            LineGroup(
                lines=(
                    a_line(
                        description="Wartung der Lüftung, drei Etagen",
                        detail="Techniker: zwei Personen",
                        quantity=Decimal("6.5"),
                        unit="Std.",
                        unit_price=Decimal("84.03"),
                        net_minor=546_20,
                        service_on=None,
                    ),
                    a_line(
                        description="Filtereinsatz F7",
                        detail="",
                        quantity=Decimal(12),
                        unit="Stück",
                        unit_price=Decimal("19.90"),
                        net_minor=238_80,
                        service_on=None,
                    ),
                )
            ),
        ),
        taxes=(
            PrintedTax(
                name="USt.", percent=Decimal(19), base_minor=785_00, tax_minor=149_15
            ),
        ),
        net_minor=785_00,
        tax_minor=149_15,
        total_minor=934_15,
        instalments=(
            PrintedInstalment(due_on=date(2026, 12, 3), amount_minor=534_15),
            PrintedInstalment(due_on=date(2027, 1, 3), amount_minor=400_00),
        ),
        service_from=date(2026, 10, 20),
        service_to=date(2026, 10, 20),
        their_reference="Frau Brandt, Auftrag 7",
        payment_reference=payment_reference("RE-2026-0117"),
        notes="Vielen Dank für Ihren Auftrag.",
    )
    return replace(invoice, **changes)


def a_long_invoice(count: int, **changes: Any) -> PrintedInvoice:
    """So many lines at 10.00, without headings."""
    lines = tuple(
        a_line(
            description=f"Delivery {number:03}",
            detail="",
            quantity=Decimal(1),
            unit_price=Decimal(10),
            net_minor=10_00,
        )
        for number in range(1, count + 1)
    )
    total_minor = count * 10_00
    return an_invoice(
        **{
            "groups": (LineGroup(lines=lines),),
            "taxes": (),
            "net_minor": total_minor,
            "tax_minor": 0,
            "total_minor": total_minor,
            "instalments": (
                PrintedInstalment(due_on=date(2026, 12, 18), amount_minor=total_minor),
            ),
            **changes,
        }
    )


def a_statement(**changes: Any) -> PrintedStatement:
    """Three invoices and a payment; which figures are printed depends on the kind."""
    rows = (
        StatementRow(
            kind=RowKind.INVOICE,
            on=date(2026, 7, 14),
            document="HP-2026-09122",
            their_reference="PO 41-1190",
            due_on=date(2026, 8, 13),
            charge_minor=1880_00,
            open_minor=1880_00,
            balance_minor=2492_40,
        ),
        StatementRow(
            kind=RowKind.INVOICE,
            on=date(2026, 9, 28),
            document="HP-2026-10007",
            due_on=date(2026, 10, 28),
            charge_minor=6044_00,
            open_minor=6044_00,
            balance_minor=8536_40,
        ),
        StatementRow(
            kind=RowKind.PAYMENT,
            on=date(2026, 10, 9),
            document="",
            their_reference="Cheque 20418",
            credit_minor=1062_40,
            open_minor=0,
            balance_minor=7474_00,
        ),
        StatementRow(
            kind=RowKind.INVOICE,
            on=date(2026, 10, 30),
            document="HP-2026-10241",
            their_reference="PO 41-2207",
            due_on=date(2026, 12, 14),
            charge_minor=2605_30,
            open_minor=2605_30,
            balance_minor=10079_30,
        ),
    )
    statement = PrintedStatement(
        kind=StatementKind.OPEN_ITEM,
        letterhead=HARBOR,
        addressee=SCHOOLS,
        locale="en-US",
        paper=Paper.LETTER,
        currency="USD",
        number="ST-2026-0311",
        as_of=date(2026, 10, 31),
        rows=tuple(row for row in rows if row.open_minor),
        total_minor=10079_30,
        unapplied_minor=450_00,
        buckets=(
            PrintedBucket(from_days=0, to_days=0, amount_minor=2605_30),
            PrintedBucket(from_days=1, to_days=30, amount_minor=6044_00),
            PrintedBucket(from_days=31, to_days=60, amount_minor=0),
            PrintedBucket(from_days=61, to_days=90, amount_minor=1880_00),
            PrintedBucket(from_days=91, to_days=None, amount_minor=0),
        ),
        payment_reference=payment_reference("ST-2026-0311"),
        notes="Please tell us if something here looks wrong.",
    )
    if changes.get("kind") in {StatementKind.BALANCE_FORWARD, StatementKind.ACTIVITY}:
        statement = replace(
            statement,
            rows=rows,
            from_on=date(2026, 7, 1),
            opening_minor=612_40,
        )
    return replace(statement, **changes)


def a_chart(**changes: Any) -> Chart:
    chart = Chart(
        kind=ChartKind.STACKED_BARS,
        title="How old is what is owed?",
        unit="USD, thousands",
        labels=("May", "Jun", "Jul", "Aug", "Sep", "Oct"),
        series=(
            Series(
                name="1–30",
                values=(
                    210_000_00,
                    238_000_00,
                    221_000_00,
                    205_000_00,
                    214_000_00,
                    208_000_00,
                ),
            ),
            Series(
                name="31–60",
                values=(
                    72_000_00,
                    61_000_00,
                    58_000_00,
                    64_000_00,
                    55_000_00,
                    50_530_00,
                ),
            ),
            Series(
                name="61–90",
                values=(
                    38_000_00,
                    36_000_00,
                    31_000_00,
                    29_000_00,
                    26_000_00,
                    26_574_00,
                ),
            ),
            Series(
                name="91 and over",
                values=(
                    22_000_00,
                    20_000_00,
                    18_000_00,
                    18_000_00,
                    15_000_00,
                    9_745_00,
                ),
            ),
        ),
        sentence="Bars by month: what is overdue fell from 342 to 295 thousand.",
        locale="en-US",
        currency="USD",
        per=1000,
        palette=Palette.OVERDUE,
    )
    return replace(chart, **changes)


def a_report(**changes: Any) -> PrintedReport:
    parties: tuple[tuple[Any, ...], ...] = (
        ("Grand Alder Inn", 61_200_00, 18_400_00, None, None),
        ("Meridian Hospitality Group", 28_576_40, 18_936_00, 6_204_15, None),
        ("Tidewell Hotels", 33_880_25, 7_111_50, None, None),
        ("Calloway Builders", 9_870_00, 12_960_00, 6_480_00, 4_115_00),
        ("Brightwater School District", 22_104_80, 6_044_00, 1_880_00, -450_00),
    )
    rows = tuple(
        (name, date(2026, 10, day), *amounts, sum(amount or 0 for amount in amounts))
        for day, (name, *amounts) in enumerate(parties, start=5)
    )
    columns = list(zip(*(amounts for _, *amounts in parties), strict=True))
    sums = [sum(amount or 0 for amount in column) for column in columns]
    report = PrintedReport(
        entity="Harbor & Pine Supply",
        title="Aging",
        subtitle="By due date, all parties, USD",
        printed_on=date(2026, 10, 31),
        locale="en-US",
        paper=Paper.LETTER,
        columns=(
            ReportColumn(head="Party", kind=ColumnKind.TEXT),
            ReportColumn(head="Last paid", kind=ColumnKind.DATE),
            ReportColumn(head="Not due", kind=ColumnKind.MONEY),
            ReportColumn(head="1–30", kind=ColumnKind.MONEY),
            ReportColumn(head="31–60", kind=ColumnKind.MONEY),
            ReportColumn(head="61 and over", kind=ColumnKind.MONEY),
            ReportColumn(head="Total, USD", kind=ColumnKind.MONEY),
        ),
        rows=rows,
        totals=(("All 5 parties", "", *sums, sum(sums)),),
        currency="USD",
        chart=a_chart(),
        notes="What was open at the end of the day, by days since the due date.",
    )
    return replace(report, **changes)
