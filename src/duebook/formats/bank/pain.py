"""Payment orders of ISO 20022 as remittance: pain.001 (transfers), pain.008 (debits).

A customer's order to its bank says what each of its payments is for, often better than
the statement that later shows the money; the end-to-end id links the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import (
    Counterparty,
    Problem,
    Remittance,
    RemittanceFile,
    RemittanceLine,
)
from duebook.formats.bank import iso20022
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.xml import Element, elements, within

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: Final = frozenset(("pain.001", "pain.008"))

_FORMAT: Final = "pain"
_TRANSACTIONS: Final = ("CdtTrfTxInf", "DrctDbtTxInf")
_AMOUNTS: Final = ("Amt/InstdAmt", "InstdAmt", "Amt/EqvtAmt/Amt")


def read_pain(data: bytes, name: str) -> RemittanceFile:
    """The payments of a pain.001 or pain.008 file, each with what it is for.

    ``payer`` is the debtor, ``reference`` the cheque's number or the end-to-end id,
    and the total is the instructed amount; none where only its worth in another
    currency was ordered.

    Raises:
        UnreadableBankFile: no such message, or an amount or day in it cannot be
            read; ``place`` names payment, transaction and line, or the file.
    """
    reading = _Reading()
    for parent, element in elements(
        data, _FORMAT, ("Document", "GrpHdr", "PmtInf", *_TRANSACTIONS)
    ):
        reading.take(parent, element)
    if reading.message is None:
        raise UnreadableBankFile(_FORMAT, name, "Document", "it is no pain message")
    return RemittanceFile(
        format=reading.message.name,
        remittances=tuple(reading.remittances),
        problems=(
            *_differences(reading.header, "header", reading.amounts),
            *reading.problems,
        ),
    )


@dataclass(slots=True)
class _Reading:
    """What is read so far; ``open`` are the transactions of the payment still open.

    ``amounts`` are all ordered amounts as control sums count them: across currencies.
    """

    message: iso20022.Message | None = None
    header: Element | None = None
    payments: int = 0
    open: list[Remittance] = field(default_factory=list)
    open_amounts: list[Decimal] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)
    amounts: list[Decimal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, parent: str, element: Element) -> None:
        if self.message is None:
            self.message = iso20022.message_of(element, KINDS)
        place = f"payment {self.payments + 1}"
        if element.name == "GrpHdr":
            self.header = element
        elif element.name in _TRANSACTIONS:
            if parent != "PmtInf":
                raise element.refusal("a transaction stands outside of any payment")
            place = f"{place}, transaction {len(self.open) + 1}"
            with within(place):
                self.open.append(_remittance(element, place))
                self.open_amounts.append(_ordered(element))
        elif element.name == "PmtInf":
            with within(place):
                self._finish(element, place)

    def _finish(self, payment: Element, place: str) -> None:
        """Add to the transactions what the payment says for all of them."""
        paid_on = iso20022.day(payment, "ReqdExctnDt", "ReqdColltnDt")
        payer = iso20022.counterparty("Dbtr", payment)
        self.remittances += [
            replace(remittance, paid_on=paid_on, payer=_filled(remittance.payer, payer))
            for remittance in self.open
        ]
        self.problems += _differences(payment, place, self.open_amounts)
        self.amounts += self.open_amounts
        self.open, self.open_amounts = [], []
        self.payments += 1


def _filled(payer: Counterparty, common: Counterparty) -> Counterparty:
    return Counterparty(
        name=payer.name or common.name,
        account=payer.account or common.account,
        bank=payer.bank or common.bank,
    )


def _remittance(transaction: Element, place: str) -> Remittance:
    worth = transaction.first("Amt/EqvtAmt")
    if worth is None:
        total_minor, currency = iso20022.money(
            iso20022.required(transaction, "Amt/InstdAmt", "InstdAmt")
        )
    else:
        total_minor = None
        transferred = iso20022.required(worth, "CcyOfTrf")
        currency = iso20022.known_currency(transferred.text, transferred)
    return Remittance(
        place=place,
        payer=iso20022.counterparty("Dbtr", transaction),
        reference=iso20022.first_of(
            iso20022.reference(transaction, path)
            for path in ("ChqInstr/ChqNb", "PmtId/EndToEndId", "PmtId/InstrId")
        ),
        paid_on=None,
        currency=currency,
        total_minor=total_minor,
        lines=tuple(_lines(transaction, currency)),
    )


def _lines(transaction: Element, currency: str) -> Iterator[RemittanceLine]:
    """Documents with amounts, then references and words that no document names."""
    documents = iso20022.remittance_lines(transaction, currency)
    yield from documents
    named = {document.reference for document in documents}
    for reference in (
        *iso20022.creditor_references(transaction),
        *(free.text for free in transaction.all("RmtInf/Ustrd")),
    ):
        words = " ".join(reference.split())
        if words and words not in named:
            named.add(words)
            yield RemittanceLine(reference=words)


def _ordered(transaction: Element) -> Decimal:
    return iso20022.decimal(iso20022.required(transaction, *_AMOUNTS))


def _differences(
    declaring: Element | None, place: str, amounts: list[Decimal]
) -> Iterator[Problem]:
    """Where header or payment declare another number or sum than was read."""
    if declaring is None:
        return
    number, total = declaring.first("NbOfTxs"), declaring.first("CtrlSum")
    if number is not None and iso20022.count(number) != len(amounts):
        sentence = f"{number.text} transactions are declared; {len(amounts)} were read."
        yield Problem(
            code="count_differs", place=place, field="NbOfTxs", sentence=sentence
        )
    added = sum(amounts, Decimal(0))
    if total is not None and iso20022.decimal(total) != added:
        sentence = f"A control sum of {total.text} is declared; {added} was read."
        yield Problem(
            code="sum_differs", place=place, field="CtrlSum", sentence=sentence
        )
