"""OFX 1 (SGML), OFX 2 (XML) and QFX: bytes to records.

Source: Open Financial Exchange Specification 2.3, chapters 3, 11 and 13.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Booking,
    Counterparty,
    Movement,
)
from duebook.formats.bank.ofx_markup import parse_markup
from duebook.formats.bank.text_file import (
    Spot,
    calendar_day,
    counted,
    currency_of,
    decode,
    distinct,
    lines_of,
    minor_of,
    shown,
    signed_decimal,
    unspaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duebook.domain.banking import Problem
    from duebook.formats.bank.ofx_markup import Aggregate

FORMAT: Final = "OFX"

_STATEMENTS: Final = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_ACCOUNTS: Final = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_LISTS: Final = ("BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST")
_INVESTMENTS: Final = frozenset(
    {
        *("BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT"),
        *("INCOME", "INVEXPENSE", "JRNLFUND", "JRNLSEC", "MARGININTEREST"),
        *("REINVEST", "RETOFCAP", "SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER"),
        *("SELLSTOCK", "SPLIT", "TRANSFER"),
    }
)
_TRANSFERS: Final = ("INTRARS", "INTERRS")
_AGGREGATES: Final = frozenset(
    {
        *_STATEMENTS,
        *_ACCOUNTS,
        *_LISTS,
        *_INVESTMENTS,
        *_TRANSFERS,
        *("STATUS", "SONRS", "STMTTRN", "STMTTRNP", "INVBANKTRAN", "PAYEE"),
        *("CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL", "INVBAL"),
        *("BANKACCTTO", "CCACCTTO", "INVPOSLIST"),
    }
)
_TIME: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2,6})?(?:[.,][0-9]{0,6})?(?:\[[^\]]*\]?)?"
)
_START: Final = re.compile(r"<(?:OFX[\s>]|\?OFX\s)", re.IGNORECASE)
_CHARSET: Final = re.compile(
    rb"(?:CHARSET:|encoding=)\s*[\"']?([A-Z0-9_-]{1,20})", re.IGNORECASE
)
_CHARSETS: Final = {
    "1250": "cp1250",
    "1251": "cp1251",
    "1252": "cp1252",
    "1254": "cp1254",
    "ISO-8859-1": "latin-1",
    "8859-1": "latin-1",
    "ISO-8859-15": "iso8859-15",
    "WINDOWS-1252": "cp1252",
}
_HEADER_BYTES: Final = 2_000
_MOVEMENTS: Final = {
    "INT": Movement.INTEREST,
    "FEE": Movement.FEE,
    "SRVCHG": Movement.FEE,
    "DEP": Movement.DEPOSIT,
    "ATM": Movement.CASH,
    "CASH": Movement.CASH,
    "POS": Movement.CARD,
    "XFER": Movement.TRANSFER,
    "DIRECTDEP": Movement.TRANSFER,
    "PAYMENT": Movement.TRANSFER,
    "REPEATPMT": Movement.TRANSFER,
    "CHECK": Movement.CHEQUE,
    "DIRECTDEBIT": Movement.DIRECT_DEBIT,
}


def read_ofx(data: bytes, name: str) -> BankFile:
    """Read the bank, card and cash statements of a file.

    Days are those that the bank writes, in its own zone.  What an investment account
    buys and sells is left; its cash movements are read.  A ``CURRENCY`` within a line
    says what the amount is in; an ``ORIGCURRENCY`` what it was before the exchange.

    Problems: ``bank_reports_error``, ``no_statement``, ``reference_twice``,
    ``investments_left``, ``transfers_left``, ``correction_of_a_line``,
    ``line_in_other_currency``.

    Raises:
        UnreadableBankFile: an element does not read, or the markup is broken.
    """
    text = decode(data, Spot(FORMAT, name), fallback=_charset(data))
    text = "\n".join(lines_of(text))
    if _START.search(text) is None:
        Spot(FORMAT, name, "OFX").refuse("There is no <OFX> in this file.")
    root = parse_markup(text, FORMAT, _AGGREGATES)
    problems = [*_errors(root), *_transfers_left(root)]
    statements = [
        _statement(told, problems) for told in root.below() if told.tag in _STATEMENTS
    ]
    if not statements:
        problems.append(
            Spot(FORMAT, name, "STMTRS").problem(
                "no_statement", "There is no statement in this file."
            )
        )
    return BankFile(
        format=FORMAT, statements=tuple(statements), problems=tuple(problems)
    )


def _charset(data: bytes) -> str:
    """What the header says of text that is not UTF-8."""
    match = _CHARSET.search(data[:_HEADER_BYTES])
    told = match[1].decode("ascii").upper() if match else ""
    return _CHARSETS.get(told, "cp1252")


def _errors(root: Aggregate) -> Iterator[Problem]:
    for told in root.below():
        if told.tag != "STATUS" or told.text("CODE") in {"", "0"}:
            continue
        if told.text("SEVERITY").upper() == "INFO":
            continue
        message = told.text("MESSAGE") or "no reason is given"
        yield told.spot(FORMAT, "CODE").problem(
            "bank_reports_error",
            f"The bank answered with code {told.text('CODE')}: {message}.",
        )


def _transfers_left(root: Aggregate) -> Iterator[Problem]:
    transfers = [told for told in root.below() if told.tag in _TRANSFERS]
    if transfers:
        yield (
            transfers[0]
            .spot(FORMAT)
            .problem(
                "transfers_left",
                f"{len(transfers)} answers to transfer orders were left: "
                "they are not on a statement.",
            )
        )


def _statement(told: Aggregate, problems: list[Problem]) -> BankStatement:
    account = told.first(*_ACCOUNTS)
    if account is None or not account.text("ACCTID"):
        told.spot(FORMAT).at("ACCTID").refuse("The statement names no account.")
    currency = currency_of(told.text("CURDEF"), told.spot(FORMAT, "CURDEF"))
    lists = [*told.each(*_LISTS)]
    lines: list[BankLine] = []
    for each in lists:
        lines.extend(_lines(each, currency, problems))
    problems.extend(_told_twice(lines))
    problems.extend(_investments_left(told))
    booked = told.first("BANKTRANLIST", "INVTRANLIST")
    return BankStatement(
        place=told.spot(FORMAT).place,
        account=unspaced(account.text("ACCTID")),
        bank=unspaced(account.text("BANKID", "BROKERID")),
        currency=currency,
        from_on=_day(booked, "DTSTART") if booked else None,
        until_on=_day(booked, "DTEND") if booked else None,
        closing=_balance(told.first("LEDGERBAL"), currency),
        lines=tuple(lines),
    )


def _balance(told: Aggregate | None, currency: str) -> BookedBalance | None:
    if told is None:
        return None
    on = _day(told, "DTASOF")
    if on is None:
        told.spot(FORMAT).at("DTASOF").refuse("The balance has no day.")
    return BookedBalance(on, _amount_minor(told, "BALAMT", currency))


def _lines(
    within: Aggregate, currency: str, problems: list[Problem]
) -> Iterator[BankLine]:
    for told in within.children:
        if told.tag in {"STMTTRN", "STMTTRNP"}:
            yield _line(told, currency, problems)
        elif told.tag == "INVBANKTRAN" and _moves_cash(told):
            for movement in told.each("STMTTRN"):
                yield _line(movement, currency, problems)


def _moves_cash(told: Aggregate) -> bool:
    return told.text("SUBACCTFUND").upper() in {"CASH", ""}


def _line(told: Aggregate, currency: str, problems: list[Problem]) -> BankLine:
    spot = told.spot(FORMAT)
    is_pending = told.tag == "STMTTRNP"
    day_name = "DTTRAN" if is_pending else "DTPOSTED"
    booked_on = _day(told, day_name)
    if booked_on is None:
        spot.at(day_name).refuse("The line has no day.")
    line_currency = _currency_in(told, "CURRENCY") or currency
    if line_currency != currency:
        problems.append(
            spot.at("CURRENCY").problem(
                "line_in_other_currency",
                f"The line is in {line_currency}, the statement in {currency}.",
            )
        )
    if told.text("CORRECTFITID"):
        problems.append(
            told.spot(FORMAT, "CORRECTFITID").problem(
                "correction_of_a_line",
                f"The bank means this line to {_action(told)} the line "
                f"{shown(told.text('CORRECTFITID'))} of an earlier file.",
            )
        )
    payee = told.first("PAYEE")
    name = told.text("NAME") or (payee.text("NAME") if payee else "")
    other = told.first("BANKACCTTO", "CCACCTTO")
    memo = told.text("MEMO")
    return BankLine(
        place=spot.place,
        booked_on=booked_on,
        value_on=_day(told, "DTAVAIL"),
        amount_minor=_amount_minor(told, "TRNAMT", line_currency),
        currency=line_currency,
        status=Booking.PENDING if is_pending else Booking.BOOKED,
        movement=_MOVEMENTS.get(told.text("TRNTYPE").upper(), Movement.OTHER),
        code=told.text("TRNTYPE").upper(),
        other=Counterparty(
            name=name,
            account=unspaced(other.text("ACCTID")) if other else "",
            bank=unspaced(other.text("BANKID")) if other else "",
        ),
        references=distinct([_number(told, "CHECKNUM"), _number(told, "REFNUM")]),
        bank_reference=told.text("FITID"),
        text=memo or name,
        original_currency=_currency_in(told, "ORIGCURRENCY"),
    )


def _number(told: Aggregate, name: str) -> str:
    """A number that says something; banks fill in 0 where there is none."""
    number = told.text(name)
    return number if number.strip("0") else ""


def _action(told: Aggregate) -> str:
    return "delete" if told.text("CORRECTACTION").upper() == "DELETE" else "replace"


def _currency_in(told: Aggregate, tag: str) -> str:
    within = told.first(tag)
    if within is None:
        return ""
    return currency_of(within.text("CURSYM"), within.spot(FORMAT, "CURSYM"))


def _day(told: Aggregate, name: str) -> date | None:
    """The day of a time, as the bank's own zone has it."""
    text = told.text(name)
    if not text:
        return None
    spot = told.spot(FORMAT, name)
    match = _TIME.fullmatch(text)
    if match is None:
        spot.refuse(f"{shown(text)} is not a day.")
    return calendar_day(match[1], match[2], match[3], spot)


def _amount_minor(told: Aggregate, name: str, currency: str) -> int:
    """An amount with a comma or a point; an empty one is refused, never zero."""
    spot = told.spot(FORMAT, name).at(name)
    text = told.text(name)
    return minor_of(signed_decimal(text, spot), currency, spot)


def _told_twice(lines: list[BankLine]) -> Iterator[Problem]:
    """A reference that stands on several lines, told once, at the second of them."""
    places: dict[str, list[str]] = {}
    for line in lines:
        places.setdefault(line.bank_reference, []).append(line.place)
    for reference, at in places.items():
        if reference and len(at) > 1:
            yield Spot(FORMAT, at[1], "FITID").problem(
                "reference_twice",
                f"The bank's reference {shown(reference)} stands on {len(at)} lines.",
            )


def _investments_left(told: Aggregate) -> Iterator[Problem]:
    left = sum(
        child.tag in _INVESTMENTS
        or (child.tag == "INVBANKTRAN" and not _moves_cash(child))
        for each in told.each("INVTRANLIST")
        for child in each.children
    )
    if left:
        yield told.spot(FORMAT).problem(
            "investments_left",
            f"Left: {counted(left, 'movement')} of securities; they are no "
            "money on the account.",
        )
