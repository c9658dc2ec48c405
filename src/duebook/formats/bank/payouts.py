"""Stripe's balance reports, and the door for everything that Stripe sends.

The itemized CSV reports “Balance change from activity” and “Payout reconciliation”
have amounts in whole currency and name the payout in each row
(https://docs.stripe.com/reports/report-types); JSON is read by ``stripe_json``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn

from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.formats.bank.payout_records import (
    Payout,
    PayoutFile,
    PayoutItem,
    PayoutKind,
    contradictions,
)
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.stripe_json import kind_of, read_stripe_json
from duebook.formats.bank.table_fields import PAYOUT_FIELDS
from duebook.formats.bank.table_rows import all_rows, doubts_of
from duebook.formats.tables import guess_mapping, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.formats.tables import ColumnMapping, Row, Table

__all__ = ["Payout", "PayoutFile", "PayoutItem", "PayoutKind", "read_payouts"]

FORMAT: Final = "Stripe report"
_PAYOUT: Final = "payout"


def read_payouts(data: bytes, name: str) -> PayoutFile:
    """Read a report (CSV, spreadsheet) or objects and events (JSON) of Stripe.

    Raises:
        UnreadableBankFile: naming the row and column, or the object and its field.
        Refusal: it is no table (see ``read_table``).
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return read_stripe_json(data, name)
    table = read_table(data, name)
    return read_payout_table(table, guess_mapping(table, PAYOUT_FIELDS))


@dataclass(slots=True)
class _Group:
    """What the rows tell of one payout in one currency."""

    place: str
    arrives_on: date | None = None
    net_minor: int | None = None
    items: list[PayoutItem] = field(default_factory=list)


def read_payout_table(table: Table, mapping: ColumnMapping) -> PayoutFile:
    """The payouts of an itemized report, in the order of their first rows.

    A row of the payout itself, where the report has one, declares its sum.

    Raises:
        UnreadableBankFile: a column is missing or a row cannot be read.
    """
    rows = all_rows(table, mapping, PAYOUT_FIELDS, FORMAT)
    groups: dict[tuple[str, str], _Group] = {}
    for row in rows:
        _take(groups, row)
    payouts = tuple(
        Payout(
            place=group.place,
            id=payout_id,
            arrives_on=group.arrives_on,
            currency=currency,
            net_minor=group.net_minor,
            items=tuple(group.items),
        )
        for (payout_id, currency), group in groups.items()
    )
    return PayoutFile(
        format=FORMAT,
        payouts=payouts,
        problems=(*doubts_of(table), *contradictions(payouts), *_several_days(rows)),
    )


def _take(groups: dict[tuple[str, str], _Group], row: Row) -> None:
    values: Mapping[str, Any] = row.values
    is_payout = values["kind"] == _PAYOUT
    payout_id = values.get("payout", "")
    if is_payout:
        payout_id = payout_id or values.get("source", "")
    place = f"row {row.number}"
    key = (payout_id, values["currency"])
    group = groups.setdefault(key, _Group(place))
    group.arrives_on = group.arrives_on or values.get("arrives_on")
    item = _item(row)
    if is_payout:
        group.net_minor = -item.net_minor
    else:
        group.items.append(item)


def _item(row: Row) -> PayoutItem:
    values: Mapping[str, Any] = row.values
    return PayoutItem(
        place=f"row {row.number}",
        id=values["id"],
        kind=kind_of(values["kind"]),
        code=values["kind"],
        currency=values["currency"],
        gross_minor=_minor(row, "gross"),
        fee_minor=_minor(row, "fee"),
        net_minor=_minor(row, "net"),
        source=values.get("source", ""),
        charge=values.get("charge", ""),
        created_on=values.get("created_on"),
        reference=values.get("invoice", ""),
        description=values.get("description", ""),
        customer=values.get("customer", ""),
    )


def _minor(row: Row, name: str) -> int:
    values: Mapping[str, Any] = row.values
    try:
        return exact_minor(values[name], values["currency"])
    except Refusal as refusal:
        _refuse(f"row {row.number}", name, str(refusal))


def _several_days(rows: list[Row]) -> list[Problem]:
    """Payouts whose rows do not agree on the day of arrival."""
    days: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        payout_id, day = row.values.get("payout"), row.values.get("arrives_on")
        if payout_id and day:
            days[str(payout_id)].add(day)
    return [
        Problem(
            code="payout_day_differs",
            place="the table",
            field="arrival",
            sentence=f"The rows of {payout_id} have {len(found)} days of arrival.",
        )
        for payout_id, found in days.items()
        if len(found) > 1
    ]


def _refuse(place: str, about: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, place, about, reason)
