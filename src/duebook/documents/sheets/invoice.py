"""An invoice, credit note, debit note, quote or pro-forma as a sheet."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from duebook.documents.figures import DASH, figures_in
from duebook.documents.records import DocumentKind, Watermark
from duebook.documents.sheets.frame import (
    facts,
    frame,
    labelled,
    letterhead_of,
    lines,
    stub,
    window_of,
)
from duebook.documents.sheets.tables import (
    Column,
    FigureCell,
    Row,
    RowGroup,
    TextCell,
    aligned,
    table,
)
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from duebook.documents.records import LineGroup, PrintedInvoice, PrintedLine
    from duebook.documents.sheets.frame import Sheet
    from duebook.documents.sheets.tables import AnyCell

_ASKS_FOR_MONEY = (DocumentKind.INVOICE, DocumentKind.DEBIT_NOTE)


def invoice_sheet(invoice: PrintedInvoice) -> Sheet:
    """What ``invoice.typ`` prints."""
    words = words_in(invoice.locale)
    title = (
        words["title"]
        .format(kind=words[f"kind_{invoice.kind.value}"], number=invoice.number)
        .strip()
    )
    return {
        **frame(
            locale=invoice.locale,
            paper=invoice.paper,
            title=title,
            running=f"{invoice.letterhead.name} · {title}",
            watermark=invoice.watermark,
        ),
        "template": "invoice",
        "letterhead": letterhead_of(invoice.letterhead, invoice.locale),
        "window": window_of(invoice.addressee),
        "facts": _facts(invoice),
        "headline": _headline(invoice),
        "reason": _reason(invoice),
        "table": _lines_table(invoice),
        "sums": _sums(invoice),
        "instalments": _instalments(invoice),
        "early_payment": _early_payment(invoice),
        "notes": lines(invoice.notes),
        "stub": _stub(invoice, title),
    }


def _facts(invoice: PrintedInvoice) -> list[Sheet]:
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    until = invoice.valid_until
    delivered = invoice.deliver_to
    return facts(
        (words["date"], figures.day(invoice.issued_on)),
        (words["due"], _due(invoice)),
        (words["valid_until"], figures.day(until) if until else ""),
        _service(invoice),
        (words["corrects"], _corrected(invoice)),
        (words["customer_number"], invoice.addressee.number),
        (words["po"], invoice.po),
        (words["cost_centre"], invoice.cost_centre),
        (words["their_reference"], invoice.their_reference),
        *(labelled(tax_id, invoice.locale) for tax_id in invoice.addressee.tax_ids),
        (words["deliver_to"], ", ".join(window_of(delivered)) if delivered else ""),
    )


def _service(invoice: PrintedInvoice) -> tuple[str, str]:
    """Label and days of service; one day given is the whole period."""
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    first = invoice.service_from or invoice.service_to
    last = invoice.service_to or invoice.service_from
    if first is None or last is None:
        return words["service_day"], ""
    label = words["service_day" if first == last else "service_period"]
    return label, figures.days(first, last)


def _corrected(invoice: PrintedInvoice) -> str:
    if not invoice.corrects:
        return ""
    return words_in(invoice.locale)["corrects_document"].format(
        number=invoice.corrects.number,
        date=figures_in(invoice.locale).day(invoice.corrects.issued_on),
    )


def _due(invoice: PrintedInvoice) -> str:
    """The one due day; several are a table of their own."""
    if invoice.kind not in _ASKS_FOR_MONEY or len(invoice.instalments) != 1:
        return ""
    return figures_in(invoice.locale).day(invoice.instalments[0].due_on)


def _headline(invoice: PrintedInvoice) -> Sheet:
    """The amount one must not miss, and what is to be done about it."""
    minor = invoice.total_minor
    if invoice.kind in _ASKS_FOR_MONEY:
        minor = abs(invoice.open_minor)
    amount = figures_in(invoice.locale).money_with_symbol(minor, invoice.currency)
    return {"amount": amount, "note": _headline_note(invoice)}


def _headline_note(invoice: PrintedInvoice) -> str:
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    if invoice.kind in _ASKS_FOR_MONEY:
        return _when_to_pay(invoice)
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return words["headline_credit"]
    if invoice.valid_until:
        day = figures.long_day(invoice.valid_until)
        return words["headline_valid"].format(date=day)
    return words["headline_not_a_demand"]


def _when_to_pay(invoice: PrintedInvoice) -> str:
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    if invoice.open_minor <= 0:
        return words[
            "headline_settled" if not invoice.open_minor else "headline_overpaid"
        ]
    if not invoice.instalments:
        return ""
    day = figures.long_day(min(part.due_on for part in invoice.instalments))
    count = len(invoice.instalments)
    key = "headline_due" if count == 1 else "headline_instalments"
    return words[key].format(date=day, count=count)


def _reason(invoice: PrintedInvoice) -> str:
    if not invoice.corrects or not invoice.corrects.reason:
        return ""
    return words_in(invoice.locale)["reason"].format(reason=invoice.corrects.reason)


def _lines_table(invoice: PrintedInvoice) -> Sheet:
    """The lines under their headings; columns nobody uses are left out."""
    words = words_in(invoice.locale)
    rows = [line for group in invoice.groups for line in group.lines]
    cells = _columns(invoice, rows)
    running = accumulate(line.net_minor for line in rows)
    figures = figures_in(invoice.locale)
    printed = [
        Row(
            cells=row,
            running=figures.money_with_symbol(minor, invoice.currency),
            mark=f"line-{line.place}" if line.place else "",
        )
        for line, row, minor in zip(
            rows,
            zip(*(column for _, column in cells), strict=True),
            running,
            strict=True,
        )
    ]
    taken = 0
    groups: list[RowGroup] = []
    for group in invoice.groups:
        stop = taken + len(group.lines)
        groups.append(
            RowGroup(
                rows=tuple(printed[taken:stop]),
                heading=group.heading,
                subtotal=_subtotal(invoice, group),
            )
        )
        taken = stop
    return table(
        [column for column, _ in cells],
        groups,
        summary=words[f"kind_{invoice.kind.value}"],
    )


def _columns(
    invoice: PrintedInvoice, rows: list[PrintedLine]
) -> list[tuple[Column, list[AnyCell]]]:
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    currency, point = invoice.currency, figures.point()
    quantities = [figures.quantity(line.quantity) for line in rows]
    prices = [figures.price(line.unit_price, currency) for line in rows]
    columns: list[tuple[Column, list[AnyCell]]] = [
        (
            Column(head=words["description"], share=1),
            [TextCell(text=line.description, detail=line.detail) for line in rows],
        )
    ]
    if any(line.service_on for line in rows):
        days = [
            figures.day(line.service_on) if line.service_on else "" for line in rows
        ]
        columns.append(
            (Column(head=words["day"]), [TextCell(text=day) for day in days])
        )
    columns.append(
        (
            Column(head=words["quantity"], is_figure=True),
            [*aligned(quantities, point)],
        )
    )
    if any(line.unit for line in rows):
        units: list[AnyCell] = [TextCell(text=line.unit) for line in rows]
        columns.append((Column(head=words["unit"]), units))
    columns.append(
        (Column(head=words["price"], is_figure=True), [*aligned(prices, point)])
    )
    if any(line.discount_minor for line in rows):
        discounts: list[AnyCell] = [
            FigureCell(
                text=figures.money(-line.discount_minor, currency)
                if line.discount_minor
                else DASH
            )
            for line in rows
        ]
        columns.append((Column(head=words["discount"], is_figure=True), discounts))
    columns.append(
        (
            Column(
                head=words["net_in"].format(currency=currency),
                is_figure=True,
                is_strong=True,
            ),
            [FigureCell(text=figures.money(line.net_minor, currency)) for line in rows],
        )
    )
    return columns


def _subtotal(invoice: PrintedInvoice, group: LineGroup) -> tuple[str, str] | None:
    if not group.heading or len(invoice.groups) == 1:
        return None
    net_minor = sum(line.net_minor for line in group.lines)
    return (
        words_in(invoice.locale)["subtotal"].format(heading=group.heading),
        figures_in(invoice.locale).money(net_minor, invoice.currency),
    )


def _sums(invoice: PrintedInvoice) -> list[Sheet]:
    """Net, each tax, total, and what was already settled."""
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    currency = invoice.currency
    total = "total_credit" if invoice.kind is DocumentKind.CREDIT_NOTE else "total"

    def plain(label: str, minor: int, detail: str = "") -> Sheet:
        amount = figures.money(minor, currency)
        return {"label": label, "amount": amount, "detail": detail, "rank": 0}

    def strong(label: str, minor: int, rank: int) -> Sheet:
        amount = figures.money_with_symbol(minor, currency)
        return {"label": label, "amount": amount, "detail": "", "rank": rank}

    sums = [plain(words["net"], invoice.net_minor)]
    for tax in invoice.taxes:
        key = "exempt_on" if tax.exemption and not tax.tax_minor else "tax_on"
        label = words[key].format(
            name=tax.name,
            percent=figures.percent(Decimal(tax.percent)),
            base=figures.money(tax.base_minor, currency),
        )
        sums.append(plain(label, tax.tax_minor, tax.exemption))
    settled = bool(invoice.paid_minor or invoice.credited_minor)
    sums.append(strong(words[total], invoice.total_minor, 1 if settled else 2))
    if invoice.paid_minor:
        sums.append(plain(words["paid"], -invoice.paid_minor))
    if invoice.credited_minor:
        sums.append(plain(words["credited"], -invoice.credited_minor))
    if settled:
        sums.append(strong(words["amount_due"], invoice.open_minor, 2))
    return sums


def _instalments(invoice: PrintedInvoice) -> Sheet | None:
    """The table of due days, where there is more than one."""
    if len(invoice.instalments) < 2:
        return None
    words, figures = words_in(invoice.locale), figures_in(invoice.locale)
    currency = invoice.currency
    columns = [
        Column(head=words["due"], share=1),
        Column(
            head=words["amount_in"].format(currency=currency),
            is_figure=True,
            is_strong=True,
        ),
    ]
    discounted = any(part.discount_minor for part in invoice.instalments)
    if discounted:
        columns += [
            Column(head=words["if_paid_by"], is_figure=True),
            Column(head=words["you_pay"], is_figure=True),
        ]
    rows: list[Row] = []
    for part in invoice.instalments:
        cells: list[AnyCell] = [
            TextCell(text=figures.day(part.due_on)),
            FigureCell(text=figures.money(part.amount_minor, currency)),
        ]
        if discounted:
            until = part.discount_until
            less = part.amount_minor - part.discount_minor
            offered = until is not None and part.discount_minor != 0
            cells += [
                FigureCell(text=figures.day(until) if until and offered else DASH),
                FigureCell(text=figures.money(less, currency) if offered else DASH),
            ]
        rows.append(Row(cells=tuple(cells)))
    return {
        "title": words["instalments"],
        "table": table(
            columns, [RowGroup(rows=tuple(rows))], summary=words["instalments"]
        ),
    }


def _early_payment(invoice: PrintedInvoice) -> str:
    if len(invoice.instalments) != 1 or invoice.kind not in _ASKS_FOR_MONEY:
        return ""
    (part,) = invoice.instalments
    if not part.discount_minor or not part.discount_until:
        return ""
    figures = figures_in(invoice.locale)
    return words_in(invoice.locale)["early_payment"].format(
        date=figures.long_day(part.discount_until),
        discount=figures.money_with_symbol(part.discount_minor, invoice.currency),
        amount=figures.money_with_symbol(
            part.amount_minor - part.discount_minor, invoice.currency
        ),
    )


def _stub(invoice: PrintedInvoice, title: str) -> Sheet | None:
    """Nobody shall pay from a quote, a draft or a practice invoice."""
    if (
        invoice.kind not in _ASKS_FOR_MONEY
        or invoice.open_minor <= 0
        or invoice.watermark is not Watermark.NONE
    ):
        return None
    return stub(
        letterhead=invoice.letterhead,
        addressee=invoice.addressee,
        locale=invoice.locale,
        paper=invoice.paper,
        document=title,
        minor=invoice.open_minor,
        currency=invoice.currency,
        due=_headline_note(invoice),
        reference=invoice.payment_reference,
    )
