"""The firm's money: transfers in three currencies, written in five countries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from duebook.demo.bank.camt import camt_file
from duebook.demo.bank.moves import (
    Kind,
    Manners,
    Move,
    fee,
    numbers,
    of_the_month,
    transfers,
    without_zeros,
)
from duebook.demo.blueprint import THIS_MONTH
from duebook.domain.calendars import month_end
from duebook.domain.references import payment_reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from duebook.demo.blueprint import MonthFiles
    from duebook.demo.paying import Remitted
    from duebook.demo.setting_up import Desk

_WRITTEN: Final = {
    "EUR": (
        *("Rechnung {}", "{}", "Rg.Nr. {} vom {on:%d.%m.%Y}", "RE {} KdNr {party}"),
        *("Re.-Nr. {} Vielen Dank", "Facture {}", "Factura {}"),
    ),
    "GBP": ("Invoice {}", "{} Lindenhof"),
    "USD": ("INV {}", "INVOICE {} /ROC/{party}"),
}


def _clean(one: Remitted, chance: Random) -> str:
    debt = one.paid[0].debt
    return chance.choice(_WRITTEN[one.currency]).format(
        ", ".join(numbers(one)), on=debt.document_on, party=one.party
    )


def _structured(one: Remitted, chance: Random) -> str:
    """The reference printed on the invoice: one client in four copies it."""
    [number, *more] = numbers(one)
    return "" if more or chance.random() > 0.25 else payment_reference(number)


_MANNERS: Final = Manners(
    clean=_clean,
    short=lambda one, _: f"Rechnung {without_zeros(numbers(one)[0])}",
    nothing=("Vielen Dank", "Ihre Rechnung", "Beratung", "Honorar"),
    relative=lambda one: f"für Kunde {one.party}",
    kept_minor=15_00,
    stranger=Move(
        day=THIS_MONTH + timedelta(days=14),
        kind=Kind.TRANSFER,
        currency="EUR",
        amount_minor=1_130_50,
        name="Kanzlei Moorwerder",
        account="DE89370400440532013000",
        text="Erstattung Gerichtskasse 14 C 207/26",
    ),
    structured=_structured,
    loses_fee=lambda one: one.currency != "EUR",
)


def money_files(
    desk: Desk,
    files: MonthFiles,
    paid: Sequence[Remitted],
    held_minor: Mapping[str, int],
) -> dict[str, bytes]:
    """The bank's file, with a statement for each account."""
    moves = of_the_month((*transfers(desk, paid, _MANNERS), fee(desk, 18_90)))
    accounts = [
        (
            bank,
            [move for move in moves if move.currency == bank.currency],
            held_minor[bank.currency],
        )
        for bank in desk.blueprint.banks
    ]
    days = (THIS_MONTH, month_end(THIS_MONTH))
    return {files.statement: camt_file(accounts, days, holder=desk.blueprint.name)}
