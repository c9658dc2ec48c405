"""What camt and pain have in common: amounts, days, parties, remittance information.

Elements moved and were nested anew from version to version; where there are several
paths, the newest stands first.  The message definitions are at
https://www.iso20022.org/iso-20022-message-definitions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Counterparty, RemittanceLine
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor, exponent, parse_amount
from duebook.formats.bank.text_file import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from duebook.formats.bank.xml import Element

_NAMESPACE: Final = re.compile(r"((?:camt|pain)\.\d{3})\.001\.(\d{2})\Z", re.ASCII)
_DAY: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_PLACEHOLDERS: Final = frozenset(
    ("NOTPROVIDED", "NOT PROVIDED", "NOT-PROVIDED", "NONREF")
)
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False, "": False}

_NAME: Final = ("Pty/Nm", "Nm", "Agt/FinInstnId/Nm")
_ACCOUNT: Final = ("Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/UPIC", "Id/PrtryAcct/Id")
_AGENT: Final = tuple(
    f"FinInstnId/{path}"
    for path in (
        *("BICFI", "BIC", "CmbndId/BIC", "ClrSysMmbId/MmbId", "ClrSysMmbId/Id"),
        *("ClrSysMmbId/Prtry", "Othr/Id"),
    )
)
_DOCUMENT_NUMBER: Final = ("Nb", "RfrdDocNb")
_DOCUMENT_TYPE: Final = ("Tp/CdOrPrtry/Cd", "RfrdDocTp/Cd")
_CREDITOR_REFERENCE: Final = ("CdtrRefInf/Ref", "CdtrRefInf/CdtrRef")

CREDIT_NOTE: Final = "CREN"
"""ISO's code for a document that lowers the payment."""


@dataclass(frozen=True, slots=True)
class Message:
    """The kind of a message and its version: ``camt.053`` and ``8``."""

    kind: str
    version: int
    name: str


def message_of(element: Element, kinds: Iterable[str]) -> Message:
    """The message that an element's namespace names.

    Raises:
        UnreadableBankFile: it is none of the kinds.
    """
    found = _NAMESPACE.search(element.namespace)
    if not found or found[1] not in kinds:
        stated = element.namespace or "no namespace"
        raise element.refusal(f"“{stated}” is none of {', '.join(sorted(kinds))}")
    return Message(found[1], int(found[2]), found[0])


def money(element: Element) -> tuple[int, str]:
    """Minor units and currency of an amount; ISO 20022 never signs one.

    Raises:
        UnreadableBankFile: no plain digits, signed, finer than the currency has
            coins, or without a currency we know.
    """
    try:
        amount_minor = exact_minor(parse_amount(element.text), element.currency)
    except Refusal as refusal:
        raise element.refusal(str(refusal)) from None
    if element.text.startswith("-"):
        raise element.refusal(f"{element.text} has a sign, which CdtDbtInd would say")
    return amount_minor, element.currency


def known_currency(code: str, element: Element) -> str:
    """A currency that an element names, or none.

    Raises:
        UnreadableBankFile: it is no currency that we know.
    """
    try:
        exponent(code or "EUR")
    except Refusal as refusal:
        raise element.refusal(str(refusal)) from None
    return code


def money_in(element: Element | None, currency: str) -> int | None:
    """Minor units where there is an amount in that currency, else nothing."""
    if element is None or element.currency != currency:
        return None
    return money(element)[0]


def decimal(element: Element) -> Decimal:
    """A declared sum, which has no currency.

    Raises:
        UnreadableBankFile: no plain digits.
    """
    try:
        return parse_amount(element.text)
    except Refusal as refusal:
        raise element.refusal(str(refusal)) from None


def count(element: Element) -> int:
    """A declared number of things.

    Raises:
        UnreadableBankFile: no plain digits.
    """
    if not re.fullmatch(r"[0-9]{1,15}", element.text):
        raise element.refusal(f"“{element.text}” is not a number of things")
    return int(element.text)


def only(parent: Element, *paths: str) -> Element | None:
    """The one element at the first path there is, or nothing.

    Raises:
        UnreadableBankFile: there are several, and nobody says which one holds.
    """
    for path in paths:
        found = parent.all(path)
        if len(found) > 1:
            raise found[1].refusal("it stands there a second time")
        if found:
            return found[0]
    return None


def required(parent: Element, *paths: str) -> Element:
    """The one element at the first path there is.

    Raises:
        UnreadableBankFile: there is none, or there are several.
    """
    element = only(parent, *paths)
    if element is None:
        raise parent.refusal(f"it has no {paths[0]}")
    return element


def is_true(parent: Element, path: str) -> bool:
    """Whether an indicator says so; not there is no.

    Raises:
        UnreadableBankFile: neither true nor false.
    """
    element = only(parent, path)
    if element is None:
        return False
    if element.text not in _TRUTH:
        raise element.refusal(f"“{element.text}” is neither true nor false")
    return _TRUTH[element.text]


def is_credit(parent: Element) -> bool | None:
    """Whether money comes in by CdtDbtInd, or nothing where it is not told.

    Raises:
        UnreadableBankFile: neither CRDT nor DBIT.
    """
    element = only(parent, "CdtDbtInd")
    if element is None:
        return None
    if element.text not in {"CRDT", "DBIT"}:
        raise element.refusal(f"“{element.text}” is neither CRDT nor DBIT")
    return element.text == "CRDT"


def signed(amount_minor: int, *, is_in: bool) -> int:
    return amount_minor if is_in else -amount_minor


def day(parent: Element, *paths: str) -> date | None:
    """The day at the first path there is, in the offset that the file writes.

    Raises:
        UnreadableBankFile: it is no day of the calendar.
    """
    element = only(parent, *paths)
    if element is None:
        return None
    leaf = element.first("Dt", "DtTm") or element
    found = _DAY.fullmatch(leaf.text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise leaf.refusal(f"“{leaf.text}” is no day") from None


def reference(parent: Element, path: str) -> str:
    """A reference that somebody filled in: NOTPROVIDED and its like are none."""
    text = parent.words(path)
    return "" if text.upper() in _PLACEHOLDERS else text


def account(element: Element) -> str:
    """The IBAN or number of an account, without blanks."""
    return unspaced(element.words(*_ACCOUNT))


def agent(element: Element) -> str:
    """The BIC or clearing number of a bank, without blanks."""
    return unspaced(element.words(*_AGENT))


def party_name(parent: Element, role: str) -> str:
    """The name of ``Dbtr``, ``Cdtr``, ``UltmtDbtr`` or ``UltmtCdtr``."""
    return first_of(party.words(*_NAME) for party in parent.all(role))


def counterparty(role: str, *scopes: Element) -> Counterparty:
    """Who is ``Dbtr`` or ``Cdtr`` in the scopes; behind it, the ultimate one's name."""
    roles = (f"Ultmt{role}", role)
    return Counterparty(
        name=first_of(party_name(scope, name) for name in roles for scope in scopes),
        account=first_of(
            account(held) for scope in scopes for held in scope.all(f"{role}Acct")
        ),
        bank=first_of(
            agent(bank) for scope in scopes for bank in scope.all(f"{role}Agt")
        ),
    )


def first_of(texts: Iterable[str]) -> str:
    """The first text that says something, or nothing."""
    return next(filter(None, texts), "")


def creditor_references(parent: Element) -> list[str]:
    """The structured references, as printed on what is paid."""
    return [
        text
        for strd in parent.all("RmtInf/Strd")
        for path in _CREDITOR_REFERENCE
        if (text := reference(strd, path))
    ]


def remittance_words(parent: Element) -> list[str]:
    """What is written freely about a payment."""
    free = [element.text for element in parent.all("RmtInf/Ustrd")]
    more = [element.text for element in parent.all("RmtInf/Strd/AddtlRmtInf")]
    return [*free, *more]


def remittance_lines(parent: Element, currency: str) -> list[RemittanceLine]:
    """The documents that a payment is for, with amounts where it names them.

    Amounts in another currency than the payment's are left out, and so are those of
    an information that names several documents: nobody says how they share it.
    """
    return [
        line
        for strd in parent.all("RmtInf/Strd")
        for line in _documents(strd, currency)
        if line.reference
    ]


def _documents(strd: Element, currency: str) -> Iterator[RemittanceLine]:
    documents = strd.all("RfrdDocInf")
    if strd.first("RfrdDocAmt") and len(documents) <= 1:
        yield _with_amounts(strd, documents[0] if documents else strd, currency)
        return
    for document in documents:
        yield RemittanceLine(
            reference=document.words(*_DOCUMENT_NUMBER),
            note=strd.words("AddtlRmtInf"),
        )


def _with_amounts(strd: Element, document: Element, currency: str) -> RemittanceLine:
    def minor(*paths: str) -> int | None:
        return money_in(strd.first(*(f"RfrdDocAmt/{path}" for path in paths)), currency)

    number = document.words(*_DOCUMENT_NUMBER) or strd.words(*_CREDITOR_REFERENCE)
    note = strd.words("AddtlRmtInf")
    remitted_minor, billed_minor = minor("RmtdAmt"), minor("DuePyblAmt")
    credit_minor = minor("CdtNoteAmt")
    stands_alone = remitted_minor is None and billed_minor is None
    is_credit_note = document.words(*_DOCUMENT_TYPE) == CREDIT_NOTE
    if is_credit_note or (credit_minor is not None and stands_alone):
        deducted_minor = credit_minor if remitted_minor is None else remitted_minor
        return RemittanceLine(
            reference=number,
            paid_minor=None if deducted_minor is None else -deducted_minor,
            billed_minor=None if billed_minor is None else -billed_minor,
            note=note,
        )
    adjustments = _adjustments(strd, currency)
    if credit_minor:
        adjustments.append((credit_minor, CREDIT_NOTE, ""))
    return RemittanceLine(
        reference=number,
        paid_minor=remitted_minor,
        billed_minor=billed_minor,
        discount_minor=minor("DscntApldAmt/Amt", "DscntApldAmt") or 0,
        adjustment_minor=sum(left_out_minor for left_out_minor, _, _ in adjustments),
        adjustment_code=first_of(code for _, code, _ in adjustments),
        note=first_of((note, *(said for _, _, said in adjustments))),
    )


def _adjustments(strd: Element, currency: str) -> list[tuple[int, str, str]]:
    """What is left out (credited to the payer) or, negative, added, with the reason."""
    found: list[tuple[int, str, str]] = []
    for adjustment in strd.all("RfrdDocAmt/AdjstmntAmtAndRsn"):
        minor = money_in(adjustment.first("Amt"), currency)
        if minor:
            is_left_out = is_credit(adjustment) is not False
            minor = signed(minor, is_in=is_left_out)
            found.append((minor, adjustment.words("Rsn"), adjustment.words("AddtlInf")))
    return found
