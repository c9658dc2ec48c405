"""A lockbox's table as it is understood: whose each cheque is, and what it pays."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.banking.queries.accounts import CurrencyDiffers
from duebook.apps.banking.queries.book import debts_named
from duebook.apps.banking.queries.lines import ROOM
from duebook.apps.parties.queries import parties_by_code, parties_by_name
from duebook.domain.banking import Problem
from duebook.domain.mentions import plain
from duebook.formats.bank.advice import guess_advice, read_advice_table
from duebook.formats.bank.refusals import FileNotWhole, require_whole
from duebook.formats.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.domain.banking import Remittance
    from duebook.domain.matching.records import Debt

SPOILING: Final = frozenset(
    {
        "remittance_total_differs",
        "remittance_rows_differ",
        "remittance_line_differs",
    }
)
"""Problems of a file whose cheques would not be what the bank deposited."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of a cheque goes to one open item, in minor units.

    A payer may pay what is contested, too; ``is_contested`` says so to who looks.
    """

    item_id: int
    number: str
    amount_minor: int
    is_contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheque:
    """A cheque of a lockbox as it would be taken in; amounts in minor units.

    ``payer`` is the name in the file, ``party_id`` whose it is where something says
    so.  ``key`` is its own name among all payments; ``known_as`` is the number of the
    payment as which it came before, and then it pays nothing more.
    """

    place: str
    reference: str
    payer: str
    party_id: int | None
    amount_minor: int
    currency: str
    shares: tuple[Share, ...]
    key: str
    known_as: str

    @property
    def left_minor(self) -> int:
        """What stays unapplied."""
        return self.amount_minor - sum(share.amount_minor for share in self.shares)


@dataclass(frozen=True, slots=True)
class Lockbox:
    """A file of cheques, and what cannot be done as it says, with the reason."""

    cheques: tuple[Cheque, ...]
    told: tuple[Problem, ...]

    @property
    def stamp(self) -> str:
        """Names exactly this; another once the books would take it otherwise."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def amount_minor(self) -> int:
        """The sum of the slip."""
        return sum(cheque.amount_minor for cheque in self.fresh)

    @property
    def fresh(self) -> tuple[Cheque, ...]:
        """The cheques that did not come before."""
        return tuple(cheque for cheque in self.cheques if not cheque.known_as)


def read_lockbox(
    entity_id: int,
    content: bytes,
    name: str,
    *,
    account: BankAccount,
    deposited_on: date,
) -> Lockbox:
    """A file of cheques as the books are now; nothing is written.

    Raises:
        UnreadableBankFile, FileNotWhole: naming row and column.
        CurrencyDiffers: a cheque cannot be on this account.
        Refusal: it is no table (see ``read_table``).
    """
    table = read_table(content, name)
    cheques, told = read_advice_table(
        table, guess_advice(table), currency=account.currency
    )
    require_whole(name, told, SPOILING)
    for cheque in cheques:
        _require_deposited(cheque, name, account)
    sorter = _Sorter(entity_id, account, cheques, deposited_on)
    sorted_out = tuple(map(sorter.cheque, cheques))
    return Lockbox(sorted_out, (*told, *sorter.told))


def _require_deposited(cheque: Remittance, name: str, account: BankAccount) -> None:
    """Refuse what is not a cheque over an amount that the account could hold."""
    if not cheque.reference:
        sentence = "The row does not say which cheque it is of."
        raise FileNotWhole(name, cheque.place, "cheque", sentence)
    if _amount(cheque) is None:
        sentence = "Neither the cheque nor all its rows say their amount."
        raise FileNotWhole(name, cheque.place, "amount", sentence)
    if cheque.currency != account.currency:
        raise CurrencyDiffers(
            cheque.place, cheque.currency, account.name, account.currency
        )


def _amount(cheque: Remittance) -> int | None:
    """What the cheque is over: as it says, or what its rows come to."""
    if cheque.total_minor is not None:
        return cheque.total_minor
    paid = [line.paid_minor for line in cheque.lines if line.paid_minor is not None]
    return sum(paid) if len(paid) == len(cheque.lines) else None


@dataclass(frozen=True, slots=True)
class _Came:
    """A cheque that came before, by its plain key.

    ``number`` and ``key`` are those of its payment; empty where each time was taken
    back with its lockbox, which happened ``taken_back`` times.
    """

    plain_key: str
    number: str
    key: str
    taken_back: int


class _Sorter:
    """Whose cheques are, and what of each goes where: one cheque after another.

    A cheque is its payer's where the file names one that we know, and otherwise that
    of the party whose invoices it pays.
    """

    def __init__(
        self,
        entity_id: int,
        account: BankAccount,
        cheques: Sequence[Remittance],
        deposited_on: date,
    ) -> None:
        self.told: list[Problem] = []
        self._deposited_on = deposited_on
        self._debts: dict[str, list[Debt]] = defaultdict(list)
        said = {line.reference for cheque in cheques for line in cheque.lines}
        for debt in debts_named(entity_id, account.currency, said):
            for name in {plain(debt.number), *map(plain, debt.references)} - {""}:
                self._debts[name].append(debt)
        self._open = {
            debt.id: debt.open_minor for debts in self._debts.values() for debt in debts
        }
        self._payers = _payers(entity_id, {cheque.payer.name for cheque in cheques})
        self._came = _came_before(entity_id, cheques, deposited_on)

    def cheque(self, read: Remittance) -> Cheque:
        """One cheque; the next one finds what this one leaves open."""
        plain_key = _plain_key(read, self._deposited_on)
        came = self._came.get(plain_key, _Came(plain_key, "", "", 0))
        shares: list[Share] = []
        party_id = self._payers.get(read.payer.name)
        if came.number:
            sentence = f"The cheque came before as {came.number}."
            self._tell(read, "lockbox_cheque_known", sentence)
        else:
            found = list(self._shares(read))
            party_id = party_id or _only(debt.party_id for debt, _ in found)
            if party_id is None:
                sentence = "Nothing says whose cheque it is; it is kept apart."
                self._tell(read, "lockbox_payer_unknown", sentence)
            else:
                for debt, share_minor in found:
                    self._open[debt.id] -= share_minor
                    contested = self._open[debt.id] < debt.contested_minor
                    shares.append(Share(debt.id, debt.number, share_minor, contested))
        again = f" again {came.taken_back}" if came.taken_back else ""
        return Cheque(
            place=read.place,
            reference=read.reference,
            payer=read.payer.name,
            party_id=party_id,
            amount_minor=_amount(read) or 0,
            currency=read.currency,
            shares=tuple(shares),
            key=came.key or f"{plain_key}{again}",
            known_as=came.number,
        )

    def _shares(self, cheque: Remittance) -> Iterator[tuple[Debt, int]]:
        """What each row pays, instalments as they are due; the rest stays unapplied."""
        taken: dict[int, int] = defaultdict(int)
        for line in cheque.lines:
            debts = self._debts.get(plain(line.reference), [])
            documents = {(debt.party_id, debt.number) for debt in debts}
            if len(documents) != 1:
                how_many = len(documents) or "No"
                sentence = f"{how_many} open documents are called {line.reference}."
                self._tell(cheque, "lockbox_document_unsure", sentence)
                continue
            left_minor = line.paid_minor or 0
            for debt in sorted(debts, key=lambda debt: (debt.due_on, debt.id)):
                share_minor = min(left_minor, self._open[debt.id] - taken[debt.id])
                if share_minor > 0:
                    taken[debt.id] += share_minor
                    left_minor -= share_minor
                    yield debt, share_minor
            if left_minor:
                sentence = f"{line.reference} has less open than the cheque pays."
                self._tell(cheque, "lockbox_more_than_open", sentence)

    def _tell(self, cheque: Remittance, code: str, sentence: str) -> None:
        self.told.append(
            Problem(
                code=code,
                place=f"{cheque.place}, cheque {cheque.reference}",
                field="invoice",
                sentence=sentence,
            )
        )


def _payers(entity_id: int, names: Iterable[str]) -> Mapping[str, int]:
    """The parties of these codes or names, where each is one party's alone."""
    said = set(names) - {""}
    by_code = parties_by_code(entity_id, said)
    by_name = parties_by_name(entity_id, said)
    return {
        name: party_id
        for name in said
        if (
            party_id := by_code[name].id
            if name in by_code
            else _only(party.id for party in by_name.get(name, ()))
        )
    }


def _only(ids: Iterable[int]) -> int | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None


def _plain_key(cheque: Remittance, deposited_on: date) -> str:
    return f"lockbox {deposited_on} {cheque.payer.name} {cheque.reference}"


def said_of(reference: str) -> str:
    """What a payment is called by, for a cheque's number."""
    return f"cheque {reference}"


def _came_before(
    entity_id: int, cheques: Sequence[Remittance], deposited_on: date
) -> dict[str, _Came]:
    rows = db.rows_of(
        _Came,
        db.sql(ROOM, "lockbox_cheques"),
        {
            "entity": entity_id,
            "keys": [_plain_key(cheque, deposited_on) for cheque in cheques],
            "references": [said_of(cheque.reference) for cheque in cheques],
        },
    )
    return {row.plain_key: row for row in rows}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of cheques that came before; ``stands`` until its slips are taken back."""

    id: int
    stands: bool


def kept_file(entity_id: int, sha256: str) -> KeptFile | None:
    """The file of this SHA-256, if it came before."""
    kept = db.rows_of(
        KeptFile, db.sql(ROOM, "lockbox_file"), {"entity": entity_id, "sha256": sha256}
    )
    return kept[0] if kept else None
