"""A receipt with the truth about it, and the kinds of noise that make such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bench.receipts.names import as_banks_write
from bench.receipts.office import TODAY, Customer
from duebook.domain.banking import RemittanceLine
from duebook.domain.matching.records import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench.receipts.office import Office
    from duebook.domain.matching.records import Debt


@dataclass(frozen=True, slots=True, kw_only=True)
class Settles:
    """What a receipt truly does to one debt, in minor units.

    ``deduction`` is the code of what was deducted.
    """

    debt_id: int
    paid_minor: int
    discount_minor: int = 0
    fee_minor: int = 0
    deducted_minor: int = 0
    deduction: str = ""


class Mark(StrEnum):
    """How a receipt is written, as far as the quotas of the mix ask."""

    NO_REFERENCE = "no usable reference"
    DAMAGED = "damaged reference"
    THIRD_PARTY = "from a third party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Whose money a receipt is and what it settles, as only its payer knows.

    ``parties`` are those who may be credited with it, nobody where it is not meant
    for us.  ``missing_minor`` is what a debt it is meant for still lacks.  Of two
    receipts for the same, the second names the first as its ``twin_id``; it does
    not matter which of them settles.
    """

    parties: frozenset[int]
    settles: tuple[Settles, ...] = ()
    missing_minor: int = 0
    marks: frozenset[Mark] = frozenset()
    twin_id: int = 0

    @property
    def is_for_several(self) -> bool:
        return len(self.settles) > 1

    @property
    def is_short(self) -> bool:
        """Whether less came than what it is for."""
        return self.missing_minor > 0 or any(
            part.discount_minor or part.fee_minor or part.deducted_minor
            for part in self.settles
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A receipt, the kind of noise in it, and the truth."""

    kind: str
    receipt: Receipt
    truth: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the payer and the bank put beside the money; ``None`` is as usual."""

    text: str = ""
    references: tuple[str, ...] = ()
    name: str | None = None
    account: str | None = None
    on: date | None = None
    charges_minor: int = 0
    remittance: tuple[RemittanceLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Money on its way: what it is for, and what is written beside it.

    ``is_again`` is what was sent just before, a second time.
    """

    currency: str
    amount_minor: int
    written: Written
    truth: Truth
    sender: Customer | None = None
    is_again: bool = False

    def received(self, office: Office, id_: int, kind: str) -> Case:
        """As the bank shows it."""
        written = self.written
        name, account = written.name, written.account
        if self.sender is not None:
            if name is None:
                name = as_banks_write(office.rng, self.sender.name)
            if account is None:
                account = self.sender.account
        receipt = Receipt(
            id=id_,
            received_on=written.on or a_day(office),
            currency=self.currency,
            amount_minor=self.amount_minor,
            payer_name=name or "",
            payer_account=account or "",
            references=written.references,
            text=written.text,
            remittance=written.remittance,
            charges_minor=written.charges_minor,
        )
        twin_id = id_ - 1 if self.is_again else 0
        return Case(kind, receipt, replace(self.truth, twin_id=twin_id))


def a_day(office: Office) -> date:
    """One of the last days."""
    return TODAY + timedelta(office.rng.randint(0, 3))


def in_full(debts: Iterable[Debt]) -> tuple[Settles, ...]:
    """Each debt paid to the last cent."""
    return tuple(Settles(debt_id=debt.id, paid_minor=debt.open_minor) for debt in debts)


def pays(
    sender: Customer,
    debts: Sequence[Debt],
    written: Written,
    *,
    settles: Sequence[Settles] | None = None,
    amount_minor: int | None = None,
    missing_minor: int = 0,
    parties: Iterable[int] = (),
    marks: Iterable[Mark] = (),
) -> Sent:
    """Money from a payer for some debts, in full and to the cent if not said else.

    It may be credited to the sender and to whoever owes the debts.
    """
    settled = in_full(debts) if settles is None else tuple(settles)
    if amount_minor is None:
        amount_minor = sum(part.paid_minor for part in settled)
    return Sent(
        currency=debts[0].currency,
        amount_minor=amount_minor,
        written=written,
        sender=sender,
        truth=Truth(
            parties=frozenset(parties)
            or frozenset({sender.id, *(debt.party_id for debt in debts)}),
            settles=settled,
            missing_minor=missing_minor,
            marks=frozenset(marks),
        ),
    )


Send = Callable[["Office"], Sequence[Sent]]
"""Makes the receipts of one event: mostly one, two where something is doubled.

Raises NoFit where the office has nobody left to whom it can happen."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of noise and how many of a thousand events it is in the mix.

    One that is ``for_a_person`` has no proof in it, whatever the book says.
    """

    name: str
    per_thousand: float
    send: Send
    for_a_person: bool = False


class Kinds:
    """Kinds of noise, in the order in which they are written down."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []

    def of(
        self, per_thousand: float, *, for_a_person: bool = False
    ) -> Callable[[Send], Send]:
        """Enter a function as a kind with its share of the realistic mix."""

        def enter(send: Send) -> Send:
            name = send.__name__.replace("_", " ")
            self._kinds.append(Kind(name, per_thousand, send, for_a_person))
            return send

        return enter

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds)


def anybody(customer: Customer) -> bool:
    """No doubt about the bank account: it is not shared with another payer."""
    return not customer.shares_account


def known(customer: Customer) -> bool:
    return customer.is_known


def unknown(customer: Customer) -> bool:
    """Its account is in no book."""
    return not customer.payer.accounts
