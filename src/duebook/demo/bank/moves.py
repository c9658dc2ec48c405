"""Movements on a bank account, and what payers do to them before the bank sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Final

from duebook.demo.banks import payer_account
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.dice import dice
from duebook.demo.names import person_name
from duebook.demo.paying import Remitted
from duebook.demo.workdays import workdays_of
from duebook.domain.calendars import next_business_day
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.demo.setting_up import Desk


class Kind(StrEnum):
    """What a movement is; each format has codes of its own for it."""

    TRANSFER = "transfer"
    WIRE = "wire"
    DEPOSIT = "deposit"
    PAYOUT = "payout"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A movement as the bank shows it; ``amount_minor`` is positive for money in.

    ``reference`` is a creditor reference, ``end_to_end`` the payer's own name for the
    payment.  ``kept_minor`` is what banks say they kept on the way.
    """

    day: date
    kind: Kind
    currency: str
    amount_minor: int
    name: str = ""
    account: str = ""
    reference: str = ""
    end_to_end: str = ""
    text: str = ""
    kept_minor: int = 0


class Slip(StrEnum):
    """What is wrong with a payment, as far as its payee is concerned."""

    ZEROS = "the number without its zeros"
    NOTHING = "no number"
    SHORT = "a bank kept its fee"
    DOUBLED = "sent twice"
    RELATIVE = "sent by somebody else"


_SHARES: Final = {
    Slip.NOTHING: 14,
    Slip.ZEROS: 20,
    Slip.SHORT: 28,
    Slip.DOUBLED: 60,
    Slip.RELATIVE: 60,
}
"""Of so many payments, one has the slip; and one at least."""

_AGAIN: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the payers of an office write, and what a bank on the way keeps.

    ``clean`` and ``short`` turn a payment into what its payer writes, with the number
    as it is printed or without its zeros; ``relative`` what somebody writes for it.
    """

    clean: Callable[[Remitted, Random], str]
    short: Callable[[Remitted, Random], str]
    nothing: tuple[str, ...]
    relative: Callable[[Remitted], str]
    kept_minor: int
    stranger: Move
    structured: Callable[[Remitted, Random], str] = lambda _, __: ""
    loses_fee: Callable[[Remitted], bool] = lambda _: True


def transfers(desk: Desk, paid: Iterable[Remitted], manners: Manners) -> Iterator[Move]:
    """The movements that payments by transfer become, with one of a stranger."""
    sent = [one for one in paid if one.method in {Method.ACH, Method.WIRE}]
    slips = _slips(desk, sent, manners)
    for one in sent:
        yield from _moves_of(desk, one, slips.get(one.key), manners)
    yield manners.stranger


def _slips(desk: Desk, sent: Sequence[Remitted], manners: Manners) -> dict[str, Slip]:
    """Which payments have a slip; those for one invoice alone."""
    single = [one for one in sent if len(numbers(one)) == 1]
    left = dice(desk.code, "slips", THIS_MONTH).sample(single, len(single))
    slips: dict[str, Slip] = {}
    for slip, share in _SHARES.items():
        fitting = [
            one for one in left if slip is not Slip.SHORT or _may_lose(one, manners)
        ]
        for one in fitting[: max(1, len(sent) // share)]:
            slips[one.key] = slip
            left.remove(one)
    return slips


def _may_lose(one: Remitted, manners: Manners) -> bool:
    return manners.loses_fee(one) and one.amount_minor > 4 * manners.kept_minor


def _moves_of(
    desk: Desk, one: Remitted, slip: Slip | None, manners: Manners
) -> Iterator[Move]:
    chance = dice(desk.code, "writes", one.key)
    party = desk.blueprint.party(one.party)
    reference = "" if slip else manners.structured(one, chance)
    move = Move(
        day=one.day,
        kind=Kind.WIRE if one.method is Method.WIRE else Kind.TRANSFER,
        currency=one.currency,
        amount_minor=one.amount_minor,
        name=party.name,
        account=payer_account(desk, party),
        reference=reference,
        text="" if reference else manners.clean(one, chance),
    )
    match slip:
        case Slip.ZEROS:
            yield replace(move, text=manners.short(one, chance))
        case Slip.NOTHING:
            yield replace(move, text=chance.choice(manners.nothing))
        case Slip.SHORT:
            yield replace(
                move,
                amount_minor=one.amount_minor - manners.kept_minor,
                kept_minor=chance.choice((0, manners.kept_minor)),
            )
        case Slip.DOUBLED:
            yield move
            yield replace(move, day=next_business_day(move.day + _AGAIN))
        case Slip.RELATIVE:
            yield replace(
                move,
                name=person_name(chance, "en"),
                account="",
                text=manners.relative(one),
            )
        case None:
            yield move


def numbers(one: Remitted) -> list[str]:
    """The documents that a payment is for, each once."""
    return list(dict.fromkeys(paid.debt.number for paid in one.paid))


def without_zeros(number: str) -> str:
    """``RE-2026-00042`` as people shorten it: ``RE-2026-42``."""
    *head, tail = number.split("-")
    return "-".join((*head, tail.lstrip("0")))


def slip_day(day: date) -> date:
    """The day on which money in the drawer goes to the bank: Friday, or the last."""
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    return min(friday, workdays_of(THIS_MONTH)[-1])


def shown_on(day: date) -> date:
    """The day on which the bank shows what was brought to it: the next one."""
    return next_business_day(day + timedelta(days=1))


def fee(desk: Desk, amount_minor: int) -> Move:
    """What the bank takes for the month, on its last workday."""
    bank = desk.blueprint.banks[0]
    return Move(
        day=workdays_of(THIS_MONTH)[-1],
        kind=Kind.FEE,
        currency=bank.currency,
        amount_minor=-amount_minor,
        text=f"{desk.blueprint.bank_fee} {THIS_MONTH:%m/%Y}",
    )


def of_the_month(moves: Iterable[Move]) -> list[Move]:
    """Those that the bank shows in the month, by day; later ones are under way."""
    return sorted(
        (move for move in moves if move.day.month == THIS_MONTH.month),
        key=lambda move: move.day,
    )
