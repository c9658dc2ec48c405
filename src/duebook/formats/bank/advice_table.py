"""Remittance advice as a table: one row for each invoice that a payment is for."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NoReturn

from duebook.domain.banking import Counterparty, Remittance, RemittanceLine
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.remittances import NO_CURRENCY, about_total, told
from duebook.formats.bank.table_fields import ADVICE_FIELDS
from duebook.formats.bank.table_rows import all_rows, doubts_of
from duebook.formats.tables import guess_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duebook.domain.banking import Problem
    from duebook.formats.tables import ColumnMapping, Row, Table

FORMAT: Final = "Remittance advice"


def guess_advice(
    table: Table, remembered: Iterable[ColumnMapping] = ()
) -> ColumnMapping:
    """Which column is what, by the headings; of the same headings, as remembered."""
    return guess_mapping(table, ADVICE_FIELDS, remembered=remembered)


def read_advice_table(
    table: Table, mapping: ColumnMapping, *, currency: str = ""
) -> tuple[tuple[Remittance, ...], list[Problem]]:
    """The remittances of a table: one for each payment reference, payer and currency.

    Args:
        table: as ``read_table`` gives it; its warnings become problems.
        mapping: of its columns to ``ADVICE_FIELDS``.
        currency: for a table that tells none; without either, two decimals are read.

    Raises:
        UnreadableBankFile: no column of invoices or of amounts, or a row that cannot
            be read; naming row and column.
    """
    rows_read = all_rows(table, mapping, ADVICE_FIELDS, FORMAT)
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows_read:
        values: Mapping[str, Any] = row.values
        payer = " ".join(values.get("payer", "").split())
        key = (values.get("payment_reference", ""), payer)
        groups[*key, values.get("currency", currency)].append(row)
    problems = doubts_of(table)
    remittances = tuple(
        _remittance(*key, rows, problems) for key, rows in groups.items()
    )
    for remittance in remittances:
        problems.extend(about_total(remittance))
    return remittances, problems


def _remittance(
    reference: str,
    payer: str,
    currency: str,
    rows: Sequence[Row],
    problems: list[Problem],
) -> Remittance:
    days = {row.values["paid_on"] for row in rows if "paid_on" in row.values}
    totals = {
        minor for row in rows if (minor := _minor(row, "total", currency)) is not None
    }
    place = f"row {rows[0].number}"
    for name, found in (("payment date", days), ("payment total", totals)):
        if len(found) > 1:
            sentence = f"The rows of one payment have {len(found)} values of it."
            problems.append(told("remittance_rows_differ", place, name, sentence))
    day: Any = days.pop() if len(days) == 1 else None
    return Remittance(
        place=place,
        payer=Counterparty(name=payer),
        reference=reference,
        paid_on=day,
        currency=currency,
        total_minor=totals.pop() if len(totals) == 1 else None,
        lines=tuple(_line(row, currency, problems) for row in rows),
    )


def _line(row: Row, currency: str, problems: list[Problem]) -> RemittanceLine:
    values: Mapping[str, Any] = row.values
    paid = _minor(row, "paid", currency)
    billed = _minor(row, "billed", currency)
    discount = _minor(row, "discount", currency) or 0
    adjustment = _minor(row, "adjustment", currency) or 0
    if billed is not None and paid is not None:
        signs = _signs(billed - paid, discount, adjustment)
        if signs is None:
            sentence = "Gross, discount and deduction do not give what is paid."
            place = f"row {row.number}"
            problems.append(told("remittance_line_differs", place, "paid", sentence))
        else:
            discount, adjustment = signs
    return RemittanceLine(
        reference=values["reference"],
        paid_minor=paid,
        billed_minor=billed,
        discount_minor=discount,
        adjustment_minor=adjustment,
        adjustment_code=values.get("adjustment_code", ""),
        note=" ".join(values.get("note", "").split()),
    )


def _signs(rest: int, discount: int, adjustment: int) -> tuple[int, int] | None:
    """Discount and adjustment so that they explain the rest; some write them negative.

    With neither, a rest is simply not paid, which is no contradiction.
    """
    if not discount and not adjustment:
        return 0, 0
    for first, second in product((1, -1), repeat=2):
        if first * discount + second * adjustment == rest:
            return first * discount, second * adjustment
    return None


def _minor(row: Row, name: str, currency: str) -> int | None:
    values: Mapping[str, Any] = row.values
    if name not in values:
        return None
    try:
        return exact_minor(values[name], currency or NO_CURRENCY)
    except Refusal as refusal:
        _refuse(f"row {row.number}", name, str(refusal))


def _refuse(place: str, field: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, place, field, reason)
