"""The banks' files of the month's first days: some money that only a person places."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final

from duebook.apps.banking.actions import (
    MatchLines,
    TakeBankFile,
    match_lines,
    take_bank_file,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.proof import proof
from duebook.demo import clinic, firm, wholesaler
from duebook.demo.bank.bai2 import bai2_file
from duebook.demo.bank.camt import camt_file
from duebook.demo.bank.moves import Kind, Move
from duebook.demo.bank.ofx import qfx_file
from duebook.demo.bank.wholesaler import worded
from duebook.demo.dice import dice
from duebook.demo.month import LAST_DAY
from duebook.demo.names import person_name
from duebook.demo.paying import open_debts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from duebook.demo.blueprint import OurAccount
    from duebook.demo.paying import Debt
    from duebook.demo.setting_up import Desk

_PAID_CLEANLY: Final = 3


def take_first_days(desk: Desk, today: date) -> None:
    """Take in what moved until a day, and let the matcher place what it can prove."""
    bank = desk.blueprint.banks[0]
    moves = list(_moves(desk, today))
    with desk.reading():
        account = bank_account(desk.entity_id, bank.name)
        held_minor = proof(desk.entity_id, account, LAST_DAY).bank_minor
    name, write = _FILES[desk.code]
    take_bank_file(
        TakeBankFile(
            entity_id=desk.entity_id,
            name=f"{name.format(today)}",
            content=write(desk, bank, moves, today, held_minor),
        ),
        **desk.sends(),
    )
    match_lines(MatchLines(entity_id=desk.entity_id), **desk.sends())


def _moves(desk: Desk, today: date) -> Iterator[Move]:
    """Three that name their invoices, and four that leave something to ask."""
    currency = desk.blueprint.banks[0].currency
    debts = [debt for debt in open_debts(desk, LAST_DAY) if debt.currency == currency]
    mine: dict[str, list[Debt]] = defaultdict(list)
    for debt in debts:
        mine[debt.party].append(debt)
    by_party = iter([whole[0] for whole in mine.values()][-8:])
    for debt in islice(by_party, _PAID_CLEANLY):
        yield _transfer(desk, debt, today, f"INV {debt.number}")
    nothing, twice, *rest = by_party
    yield _transfer(desk, nothing, today, "THANK YOU")
    yield _transfer(desk, twice, today, f"INV {twice.number} 2ND HALF", share=2)
    chance = dice(desk.code, "this week")
    for debt in rest[:1]:
        yield Move(
            day=today,
            kind=Kind.TRANSFER,
            currency=currency,
            amount_minor=debt.open_minor,
            name=person_name(chance, "en"),
            text=f"FOR {debt.party}",
        )
    yield Move(
        day=today,
        kind=Kind.TRANSFER,
        currency=currency,
        amount_minor=845_00,
        name=person_name(chance, "en"),
        text="DEPOSIT REFUND 20918",
    )
    yield Move(
        day=today,
        kind=Kind.FEE,
        currency=currency,
        amount_minor=-64_20,
        name="Post Office",
        text="STAMPS 1160",
    )


def _transfer(desk: Desk, debt: Debt, day: date, text: str, share: int = 1) -> Move:
    return Move(
        day=day,
        kind=Kind.TRANSFER,
        currency=debt.currency,
        amount_minor=debt.open_minor // share,
        name=desk.blueprint.party(debt.party).name,
        text=text,
    )


def _as_qfx(
    _: Desk, bank: OurAccount, moves: Sequence[Move], today: date, held_minor: int
) -> bytes:
    return qfx_file(bank, moves, (today, today), held_minor)


def _as_camt(
    desk: Desk, bank: OurAccount, moves: Sequence[Move], today: date, held_minor: int
) -> bytes:
    days = (today, today)
    return camt_file([(bank, moves, held_minor)], days, holder=desk.blueprint.name)


def _as_bai2(
    _: Desk, bank: OurAccount, moves: Sequence[Move], today: date, held_minor: int
) -> bytes:
    said = [worded(move) if move.amount_minor > 0 else move for move in moves]
    return bai2_file(bank, said, today, held_minor)


_FILES: Final[
    dict[
        str,
        tuple[str, Callable[[Desk, OurAccount, Sequence[Move], date, int], bytes]],
    ]
] = {
    clinic.CODE: ("cascade-{:%m-%d}.qfx", _as_qfx),
    firm.CODE: ("elbufer-{:%m-%d}.camt053.xml", _as_camt),
    wholesaler.CODE: ("buckeye-{:%m-%d}.bai", _as_bai2),
}
"""Each office's bank: the name of its file, and how it writes one."""
