"""One entry (Ntry) of a camt message as a bank line, and its single payments (TxDtls).

An entry says how much was booked and when; its transaction details say who paid what.
One detail belongs to the line itself; several are its parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import BankLine, Booking, Counterparty, Movement, Problem
from duebook.formats.bank import iso20022
from duebook.formats.bank.movements import bank_movement, iso_movement
from duebook.formats.bank.text_file import distinct, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from duebook.formats.bank.xml import Element

_STATUS: Final = {
    "BOOK": Booking.BOOKED,
    "PDNG": Booking.PENDING,
    "FUTR": Booking.PENDING,
    "INFO": Booking.INFORMATION,
}
_REFERENCES: Final = ("EndToEndId", "ChqNb", "MndtId", "TxId", "PmtInfId")
_OTHER_REFERENCES: Final = (
    *("RltdRmtInf/RmtId", "NtryDtls/Btch/PmtInfId", "Btch/PmtInfId"),
)
_BANK_REFERENCES: Final = ("AcctSvcrRef", "Refs/AcctSvcrRef", "NtryRef")
_PART_AMOUNTS: Final = (
    *("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"),
)
_ORIGINALS: Final = (
    *("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "Amt"),
)
_RETURN_REASONS: Final = (
    *("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/RtrRsn/Prtry"),
)


def entry_days(entry: Element) -> tuple[date | None, date | None]:
    """The day of the booking and the day it counts for interest, where told."""
    return iso20022.day(entry, "BookgDt"), iso20022.day(entry, "ValDt")


def read_entry(
    entry: Element, place: str, booked_on: date, value_on: date | None
) -> tuple[BankLine, list[Problem]]:
    """The line of an entry, and what in it does not agree with itself.

    Raises:
        UnreadableBankFile: an amount, direction, status or day cannot be read.
    """
    is_in = iso20022.is_credit(entry)
    if is_in is None:
        raise entry.refusal("it does not say whether money came in (CdtDbtInd)")
    amount_minor, currency = iso20022.money(iso20022.required(entry, "Amt"))
    line = BankLine(
        place=place,
        booked_on=booked_on,
        value_on=value_on,
        amount_minor=iso20022.signed(amount_minor, is_in=is_in),
        currency=currency,
        status=_status(entry),
        is_reversal=iso20022.is_true(entry, "RvslInd"),
    )
    details = [*entry.all("NtryDtls/TxDtls"), *entry.all("TxDtls")]
    problems = list(_batch_problems(entry, place))
    if len(details) == 1 and _is_whole(details[0], line, is_in=is_in):
        return _told(line, [*details, entry], is_in=is_in), problems
    parts = _parts(line, details, is_in=is_in)
    if parts:
        whole = replace(_told(line, [entry], is_in=is_in), parts=parts)
        return whole, [*problems, *_sum_problems(whole)]
    if details:
        problems.append(
            Problem(
                code="parts_without_amounts",
                place=place,
                field="TxDtls",
                sentence=(
                    "Not every payment of this entry names an amount, so the entry "
                    "stays whole."
                ),
            )
        )
    return _told(line, [*details, entry], is_in=is_in), problems


def _parts(
    line: BankLine, details: Sequence[Element], *, is_in: bool
) -> tuple[BankLine, ...]:
    """The single payments of a line; none where one of them names no amount."""
    parts: list[BankLine] = []
    for number, detail in enumerate(details, 1):
        amount = _part_amount(detail, line.currency)
        if amount is None:
            return ()
        told_in = iso20022.is_credit(detail)
        part_in = is_in if told_in is None else told_in
        part = replace(
            line,
            place=f"{line.place}, part {number}",
            amount_minor=iso20022.signed(amount[0], is_in=part_in),
            currency=amount[1],
        )
        parts.append(_told(part, [detail], is_in=part_in))
    return tuple(parts)


def _status(entry: Element) -> Booking:
    element = iso20022.required(entry, "Sts/Cd", "Sts/Prtry", "Sts")
    if element.text not in _STATUS:
        known = ", ".join(_STATUS)
        raise element.refusal(f"“{element.text}” is none of {known}")
    return _STATUS[element.text]


def _part_amount(detail: Element, currency: str) -> tuple[int, str] | None:
    """What a single payment is: of several amounts, the one in the line's currency."""
    found = [detail.first(path) for path in _PART_AMOUNTS]
    amounts = [iso20022.money(element) for element in found if element is not None]
    ours = [amount for amount in amounts if amount[1] == currency]
    return next(iter((*ours, *amounts)), None)


def _is_whole(detail: Element, line: BankLine, *, is_in: bool) -> bool:
    """Whether the only payment of an entry is the entry, in whichever currency."""
    if iso20022.is_credit(detail) not in {None, is_in}:
        return False
    amount_minor = iso20022.money_in(detail.first("Amt"), line.currency)
    return amount_minor is None or amount_minor == abs(line.amount_minor)


def _told(line: BankLine, sources: Sequence[Element], *, is_in: bool) -> BankLine:
    """The line with what details and, at last, the entry say of it."""
    return_code = iso20022.first_of(
        source.words(*_RETURN_REASONS) for source in sources
    )
    is_return = any(source.first("RtrInf") for source in sources)
    # Who owes and who is owed stays as in the payment that is taken back.
    role = "Dbtr" if is_in != (line.is_reversal or is_return) else "Cdtr"
    code, movement = _code(sources)
    original = _original(sources, line.currency)
    return replace(
        line,
        movement=Movement.RETURN if is_return else movement,
        code=code,
        other=_other(sources, role),
        references=_references(sources),
        bank_reference=_bank_reference(sources),
        text=_text(sources, role),
        remittance=tuple(
            document
            for source in sources
            for document in iso20022.remittance_lines(source, line.currency)
        ),
        charges_minor=_charges(sources, line.currency),
        original_currency=original[1] if original else "",
        original_minor=(
            iso20022.signed(original[0], is_in=is_in) if original else None
        ),
        return_code=return_code,
    )


def _code(sources: Sequence[Element]) -> tuple[str, Movement]:
    """ISO's code of domain, family and sub-family, else the bank's own."""
    for source in sources:
        told = source.first("BkTxCd")
        if told is None:
            continue
        domain, own = told.words("Domn/Cd"), told.words("Prtry/Cd", "Prtry")
        family = told.words("Domn/Fmly/Cd")
        subfamily = told.words("Domn/Fmly/SubFmlyCd")
        movement = iso_movement(family, subfamily)
        if movement is Movement.OTHER:
            movement = bank_movement(own)
        code = "-".join(filter(None, (domain, family, subfamily)))
        if code or own:
            return code or own, movement
    return "", Movement.OTHER


def _other(sources: Sequence[Element], role: str) -> Counterparty:
    """Who is on the other side, where the sources agree on it."""
    named: list[Counterparty] = []
    for source in sources:
        scopes = [*source.all("RltdPties"), *source.all("RltdAgts")]
        if scopes:
            named.append(iso20022.counterparty(role, *scopes))
    return named[0] if len(set(named)) == 1 else Counterparty()


def _references(sources: Sequence[Element]) -> tuple[str, ...]:
    """What can be looked up, the strongest first: made for it, then filled in."""
    refs = [refs for source in sources for refs in source.all("Refs")]
    creditor = [
        reference
        for source in sources
        for reference in iso20022.creditor_references(source)
    ]
    filled = [iso20022.reference(each, path) for path in _REFERENCES for each in refs]
    others = [
        iso20022.reference(source, path)
        for path in _OTHER_REFERENCES
        for source in sources
    ]
    return distinct([*creditor, *filled, *others])


def _bank_reference(sources: Sequence[Element]) -> str:
    return iso20022.first_of(
        iso20022.reference(source, path)
        for path in _BANK_REFERENCES
        for source in reversed(sources)
    )


def _text(sources: Sequence[Element], role: str) -> str:
    """All that was written, each piece once; the payer's name behind another's too."""
    pieces: list[str] = []
    for source in sources:
        pieces += iso20022.remittance_words(source)
        pieces.append(source.words("AddtlTxInf"))
        for parties in source.all("RltdPties"):
            if iso20022.party_name(parties, f"Ultmt{role}"):
                pieces.append(iso20022.party_name(parties, role))
    pieces.append(sources[-1].words("AddtlNtryInf"))
    return " ".join(distinct(pieces))


def _charges(sources: Sequence[Element], currency: str) -> int:
    """What banks kept by the entry, else by its payments, in the entry's currency."""
    *details, last = [_charges_of(source, currency) for source in sources]
    return last or sum(details)


def _charges_of(source: Element, currency: str) -> int:
    total = source.first("Chrgs/TtlChrgsAndTaxAmt")
    if total is not None:
        return iso20022.money_in(total, currency) or 0
    charges_minor = 0
    for record in (*source.all("Chrgs/Rcrd"), *source.all("Chrgs")):
        amount_minor = iso20022.money_in(record.first("Amt"), currency) or 0
        is_given_back = iso20022.is_credit(record) is True
        charges_minor += iso20022.signed(amount_minor, is_in=not is_given_back)
    return charges_minor


def _original(sources: Sequence[Element], currency: str) -> tuple[int, str] | None:
    """The first amount in another currency than the account's."""
    for source in sources:
        for path in _ORIGINALS:
            element = source.first(path)
            if element is not None and element.currency != currency:
                return iso20022.money(element)
    return None


def _batch_problems(entry: Element, place: str) -> Iterator[Problem]:
    """Where a batch declares another number of payments than it details.

    One detail may speak for the whole batch, and none is detailed elsewhere.
    """
    for group in entry.all("NtryDtls"):
        declared = group.first("Btch/NbOfTxs")
        found = len(group.all("TxDtls"))
        if declared is not None and found > 1 and iso20022.count(declared) != found:
            yield Problem(
                code="count_differs",
                place=place,
                field="NbOfTxs",
                sentence=f"{declared.text} payments are declared; {found} were read.",
            )


def _sum_problems(line: BankLine) -> Iterator[Problem]:
    """Where the parts are in other money than the line, or add up to another sum."""
    currencies = {part.currency for part in line.parts}
    parts_minor = sum(part.amount_minor for part in line.parts)
    whole = in_words(line.amount_minor, line.currency)
    if currencies != {line.currency}:
        named = ", ".join(sorted(currencies))
        sentence = f"The entry is {whole}; its payments are in {named}."
    elif parts_minor != line.amount_minor:
        parts = in_words(parts_minor, line.currency)
        sentence = f"The entry is {whole}; its payments come to {parts}."
    else:
        return
    yield Problem(
        code="parts_differ", place=line.place, field="TxDtls", sentence=sentence
    )
