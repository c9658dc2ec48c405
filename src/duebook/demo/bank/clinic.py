"""The clinic's money: a drawer of cheques and cash, cards, transfers from patients."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from duebook.demo.bank.moves import (
    Kind,
    Manners,
    Move,
    fee,
    numbers,
    of_the_month,
    shown_on,
    slip_day,
    transfers,
    without_zeros,
)
from duebook.demo.bank.ofx import qfx_file
from duebook.demo.bank.written import csv_file
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.dice import dice
from duebook.demo.paying import Remitted
from duebook.domain.calendars import month_end
from duebook.domain.money import from_minor
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from duebook.demo.blueprint import MonthFiles
    from duebook.demo.setting_up import Desk

_DRAWER: Final = frozenset({Method.CHEQUE, Method.CASH})
_MANNERS: Final = Manners(
    clean=lambda one, chance: chance.choice(
        ("{}", "INVOICE {}", "INV {}", "ACCT {party} INV {}")
    ).format(" ".join(numbers(one)), party=one.party),
    short=lambda one, _: f"INVOICE {without_zeros(numbers(one)[0])}",
    nothing=("THANK YOU", "DOCTOR BILL", ""),
    relative=lambda one: f"FOR PATIENT {one.party}",
    kept_minor=12_00,
    stranger=Move(
        day=THIS_MONTH + timedelta(days=20),
        kind=Kind.TRANSFER,
        currency="USD",
        amount_minor=260_00,
        name="Northwind Benefit Trust",
        text="CLAIM 88-4410-2",
    ),
)


def money_files(
    desk: Desk,
    files: MonthFiles,
    paid: Sequence[Remitted],
    held_minor: Mapping[str, int],
) -> dict[str, bytes]:
    """The drawer's day sheet, the processor's report, and the bank's file."""
    drawer = [one for one in paid if one.method in _DRAWER]
    charges = list(_charges(one for one in paid if one.method is Method.CARD))
    moves = of_the_month(
        (
            *transfers(desk, paid, _MANNERS),
            *_deposits(drawer),
            *_payouts(charges),
            fee(desk, 25_00),
        )
    )
    days = (THIS_MONTH, month_end(THIS_MONTH))
    return {
        files.drawer: csv_file([_DRAWER_HEADS, *map(_in_drawer, drawer)]),
        files.processor: csv_file(
            [_CARD_HEADS, *(_card(desk, charge) for charge in charges)]
        ),
        files.statement: qfx_file(
            desk.blueprint.banks[0], moves, days, held_minor["USD"]
        ),
    }


_DRAWER_HEADS: Final = (
    *("Date received", "Account number", "Amount", "Payment method", "Check number"),
    "Invoice",
)


def _in_drawer(one: Remitted) -> tuple[object, ...]:
    return (
        f"{one.day:%m/%d/%Y}",
        one.party,
        f"{from_minor(one.amount_minor, one.currency):,}",
        one.method.value,
        one.reference if one.method is Method.CHEQUE else "",
        ", ".join(numbers(one)),
    )


def _deposits(drawer: Iterable[Remitted]) -> Iterator[Move]:
    slips: dict[date, int] = defaultdict(int)
    for one in drawer:
        slips[slip_day(one.day)] += one.amount_minor
    for day, amount_minor in slips.items():
        yield Move(
            day=shown_on(day),
            kind=Kind.DEPOSIT,
            currency="USD",
            amount_minor=amount_minor,
            text="BRANCH DEPOSIT",
        )


@dataclass(frozen=True, slots=True)
class _Charge:
    """A card payment with what the processor keeps, and the payout it is part of."""

    one: Remitted
    number: int
    fee_minor: int

    @property
    def net_minor(self) -> int:
        return self.one.amount_minor - self.fee_minor

    @property
    def arrives_on(self) -> date:
        """The Wednesday after the week."""
        return self.one.day + timedelta(days=9 - self.one.day.weekday())

    @property
    def is_paid_out(self) -> bool:
        return self.arrives_on <= month_end(THIS_MONTH)


def _charges(paid: Iterable[Remitted]) -> Iterator[_Charge]:
    for number, one in enumerate(paid, 1):
        fee_minor = (one.amount_minor * 29 + 500) // 1_000 + 30
        yield _Charge(one, number, fee_minor)


def _payouts(charges: Iterable[_Charge]) -> Iterator[Move]:
    sums: dict[date, int] = defaultdict(int)
    for charge in charges:
        sums[charge.arrives_on] += charge.net_minor
    for day, amount_minor in sums.items():
        yield Move(
            day=day,
            kind=Kind.PAYOUT,
            currency="USD",
            amount_minor=amount_minor,
            name="Stripe",
            text="STRIPE TRANSFER",
        )


_CARD_HEADS: Final = (
    *("automatic_payout_id", "automatic_payout_effective_at"),
    *("balance_transaction_id", "created", "reporting_category", "currency", "gross"),
    *("fee", "net", "charge_id", "customer_name", "description", "invoice_number"),
)


def _card(desk: Desk, charge: _Charge) -> tuple[object, ...]:
    """A row of the payout reconciliation; the first charge names no invoice."""
    one = charge.one
    named = charge.number != 1
    mark = f"{dice('card', one.key).randrange(16**10):010x}"
    return (
        f"po_{charge.arrives_on:%Y%m%d}" if charge.is_paid_out else "",
        f"{charge.arrives_on} 00:00:00" if charge.is_paid_out else "",
        f"txn_{mark}",
        f"{one.day} 16:20:00",
        "charge",
        one.currency.lower(),
        from_minor(one.amount_minor, one.currency),
        from_minor(charge.fee_minor, one.currency),
        from_minor(charge.net_minor, one.currency),
        f"ch_{mark}",
        desk.blueprint.party(one.party).name if named else "",
        "Payment of invoice" if named else "Front desk, card present",
        " ".join(numbers(one)) if named else "",
    )
