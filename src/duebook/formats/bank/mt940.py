"""SWIFT customer statements, MT940 and MT942: bytes to records.

Source of the fields: SWIFT Standards MT, Category 9, and for the structured field 86
the German DK agreement, Annex 3 (Anlage 3), chapter 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from stdnum import iban

from duebook.domain.banking import (
    BankFile,
    BankLine,
    BankStatement,
    BookedBalance,
    Booking,
)
from duebook.formats.bank.mt940_details import details_of, movement_of
from duebook.formats.bank.mt940_fields import FORMAT, messages_of
from duebook.formats.bank.text_file import (
    Spot,
    calendar_day,
    currency_of,
    decode,
    distinct,
    in_words,
    lines_of,
    minor_of,
    one_blank,
    shown,
    unsigned_decimal,
    unspaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.banking import (
        Problem,
    )
    from duebook.formats.bank.mt940_details import Details
    from duebook.formats.bank.mt940_fields import Field, Message

_BALANCE: Final = re.compile(r"([CD])([0-9]{6})([A-Z]{3})?([0-9.,]+)")
_LINE: Final = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?"
    r"(?P<amount>[0-9][0-9,.]*)(?P<code>[A-Z][A-Z0-9]{3})(?P<rest>.*)"
)
_SUMMARY: Final = re.compile(r"([0-9]{1,5})([A-Z]{3})([0-9.,]+)")
_FLOOR: Final = re.compile(r"([A-Z]{3})[CD]?[0-9.,]+")
_REFERENCE_CHARS: Final = 16
_NO_REFERENCE: Final = {
    "NONREF",
    "NOTPROVIDED",
    "KREF+",
    "EREF+",
    "EREF",
    "PREF",
    "MARF",
}
_CURRENCY_SUFFIX: Final = re.compile(r"(?<=[0-9])([A-Z]{3})$")


@dataclass(frozen=True, slots=True)
class _Balance:
    on: date
    currency: str
    amount_minor: int
    is_page: bool
    spot: Spot

    @property
    def booked(self) -> BookedBalance | None:
        """What the account held at the end of a day; at the end of a page, nothing."""
        return None if self.is_page else BookedBalance(self.on, self.amount_minor)


@dataclass(frozen=True, slots=True)
class _Page:
    statement: BankStatement
    opening: _Balance | None
    closing: _Balance | None


def read_mt940(data: bytes, name: str) -> BankFile:
    """Read the statements (MT940) and interim reports (MT942) of a file.

    Pages of a statement (``:62M:`` then ``:60M:``) become one statement.  A reversal
    of a credit (RC) takes money, a reversal of a debit (RD) gives it.  The lines of
    an interim report are pending: the statement brings them again when booked.

    Problems: ``balance_differs``, ``pages_differ``, ``page_missing``,
    ``no_closing_balance``, ``balance_without_currency``, ``day_not_in_calendar``,
    ``count_differs``, ``sum_differs``.

    Raises:
        UnreadableBankFile: a field does not read, or there is no statement in it.
    """
    text = decode(data, Spot(FORMAT, name))
    problems: list[Problem] = []
    messages = list(messages_of(lines_of(text)))
    if not messages:
        Spot(FORMAT, name, ":20:").refuse("There is no statement in this file.")
    pages = [_page(message, problems) for message in messages]
    statements = _joined(pages, problems)
    return BankFile(
        format=messages[0].format,
        statements=tuple(statements),
        problems=tuple(problems),
    )


def _page(message: Message, problems: list[Problem]) -> _Page:
    reference = message.fields[0]
    account_field = message.last("25", "25P")
    if account_field is None:
        message.spot(reference).at(":25:").refuse("The statement names no account.")
    bank, account, suffix = _account(account_field.text)
    currency = _currency(message, suffix)
    opening = _balance(message, currency, problems, "60F", "60M")
    closing = _balance(message, currency, problems, "62F", "62M")
    number = message.last("28", "28C")
    dated = message.last("13D", "13")
    lines = tuple(_lines(message, currency, problems))
    _check_summaries(message, lines, currency, problems)
    if closing is None and not message.is_interim:
        problems.append(
            message.spot(reference)
            .at(":62F:")
            .problem("no_closing_balance", "The statement has no closing balance.")
        )
    statement = BankStatement(
        place=message.spot(reference).place,
        account=account,
        bank=bank,
        currency=currency,
        number=one_blank(number.text) if number else "",
        from_on=opening.on if opening else None,
        until_on=closing.on if closing else _reported_on(message, dated),
        opening=opening.booked if opening else None,
        closing=closing.booked if closing else None,
        lines=lines,
    )
    return _Page(statement, opening, closing)


def _account(text: str) -> tuple[str, str, str]:
    """Bank, account and currency of ``10020030/1234567EUR``; an IBAN has its own."""
    first, *_ = text.split("\n")
    bank, _, account = first.strip().rpartition("/")
    account = unspaced(account)
    suffix = ""
    ending = _CURRENCY_SUFFIX.search(account)
    if ending:
        bare = account[: ending.start()]
        # Three letters at the end of an IBAN may be its own.
        if iban.is_valid(bare) or not account[:2].isalpha():
            account, suffix = bare, ending[1]
    return unspaced(bank), account, suffix


def _currency(message: Message, suffix: str) -> str:
    """The statement's currency: that of a balance, else of a limit, else the account's.

    Raises:
        UnreadableBankFile: none of them tells it.
    """
    for tag in ("60F", "60M", "62F", "62M", "34F", "90D", "90C"):
        found = message.last(tag)
        if found is None:
            continue
        for pattern, group in ((_BALANCE, 3), (_FLOOR, 1), (_SUMMARY, 2)):
            match = pattern.fullmatch(unspaced(found.text))
            if match and match[group]:
                return currency_of(match[group], message.spot(found))
    if not suffix:
        message.spot(message.fields[0]).at(":60F:").refuse(
            "The statement names no currency."
        )
    return currency_of(suffix, message.spot(message.fields[0]).at(":25:"))


def _reported_on(message: Message, dated: Field | None) -> date | None:
    if dated is None:
        return None
    digits = dated.text[:6]
    if not re.fullmatch(r"[0-9]{6}", digits):
        message.spot(dated).refuse(f"{shown(dated.text)} is not a time.")
    return calendar_day(digits[:2], digits[2:4], digits[4:], message.spot(dated))


def _balance(
    message: Message, currency: str, problems: list[Problem], *tags: str
) -> _Balance | None:
    found = message.last(*tags)
    if found is None:
        return None
    spot = message.spot(found)
    match = _BALANCE.fullmatch(unspaced(found.text))
    if match is None:
        spot.refuse(f"{shown(found.text)} is not a balance.")
    mark, on, told, amount = match.groups()
    if told is None:
        problems.append(
            spot.problem(
                "balance_without_currency",
                f"The balance names no currency; {currency} is taken.",
            )
        )
    elif told != currency:
        spot.refuse(f"The balance is in {told}, the statement in {currency}.")
    amount_minor = minor_of(unsigned_decimal(amount, spot), currency, spot)
    return _Balance(
        on=calendar_day(on[:2], on[2:4], on[4:], spot),
        currency=currency,
        amount_minor=-amount_minor if mark == "D" else amount_minor,
        is_page=found.tag.endswith("M"),
        spot=spot,
    )


def _lines(
    message: Message, currency: str, problems: list[Problem]
) -> Iterator[BankLine]:
    """Each ``:61:`` with the ``:86:`` that follow it.

    An ``:86:`` after the closing balance is of the whole statement, and no line's.
    """
    line: Field | None = None
    texts: list[Field] = []
    for each in message.fields:
        if each.tag == "86" and line is not None:
            texts.append(each)
            continue
        if each.tag in {"NS", "20", "21"}:
            continue
        if line is not None:
            yield _line(message, line, texts, currency, problems)
            line, texts = None, []
        if each.tag == "61":
            line = each
    if line is not None:
        yield _line(message, line, texts, currency, problems)


def _line(
    message: Message,
    of: Field,
    texts: Sequence[Field],
    currency: str,
    problems: list[Problem],
) -> BankLine:
    spot = message.spot(of)
    first, *more = of.lines
    match = _LINE.fullmatch(first.strip())
    if match is None:
        spot.refuse(
            f"{shown(first)} does not read as date, mark, amount, type, reference."
        )
    value_on = _value_day(match["value"], spot, problems)
    amount_minor = minor_of(unsigned_decimal(match["amount"], spot), currency, spot)
    mark = match["mark"]
    own, bank_reference, remark = _references(match["rest"])
    details = details_of([text.lines for text in texts])
    remark = one_blank(" ".join([remark, *more]))
    if remark in details.text:
        remark = ""
    return BankLine(
        place=spot.place,
        booked_on=_entry_day(match["entry"], value_on, spot),
        value_on=value_on,
        # A reversal of a credit (RC) takes money away, of a debit (RD) gives it back.
        amount_minor=amount_minor if mark in {"C", "RD"} else -amount_minor,
        currency=currency,
        status=Booking.PENDING if message.is_interim else Booking.BOOKED,
        movement=movement_of(match["code"], details),
        code=details.code or match["code"],
        is_reversal=mark.startswith("R"),
        other=details.other,
        references=_payer_references(own, details),
        bank_reference=bank_reference,
        text=one_blank(f"{details.text} {remark}"),
        return_code=details.return_code,
    )


def _payer_references(own: str, details: Details) -> tuple[str, ...]:
    told = (*details.references, own)
    return distinct(each for each in told if each.upper() not in _NO_REFERENCE)


def _references(rest: str) -> tuple[str, str, str]:
    """The customer's and the bank's reference, and what a bank wrote behind them."""
    own, _, bank = rest.partition("//")
    return (
        one_blank(own[:_REFERENCE_CHARS]),
        one_blank(bank),
        own[_REFERENCE_CHARS:],
    )


def _value_day(digits: str, spot: Spot, problems: list[Problem]) -> date:
    """The value day; the 30th of February of bankers' years is the month's last day."""
    year, month, day = digits[:2], digits[2:4], digits[4:]
    if month == "02" and day in {"29", "30"}:
        last = calendar_day(year, "03", "01", spot) - timedelta(days=1)
        if last.day < int(day):
            problems.append(
                spot.problem(
                    "day_not_in_calendar",
                    f"The value day {day} February is taken as {last.isoformat()}.",
                )
            )
            return last
    return calendar_day(year, month, day, spot)


def _entry_day(digits: str | None, value_on: date, spot: Spot) -> date:
    """The booked day, in the year that brings it nearest to the value day."""
    if digits is None:
        return value_on
    month, day = digits[:2], digits[2:]
    years = [value_on.year + shift for shift in (-1, 0, 1)]
    if (month, day) == ("02", "29"):
        years = [year for year in years if year % 4 == 0] or years
    days = [calendar_day(f"{year:04}", month, day, spot) for year in years]
    return min(days, key=lambda each: abs(each - value_on))


def _check_summaries(
    message: Message,
    lines: Sequence[BankLine],
    currency: str,
    problems: list[Problem],
) -> None:
    """Compare the interim report's counts and sums with its lines."""
    for tag, sign in (("90D", -1), ("90C", 1)):
        found = message.last(tag)
        if found is None:
            continue
        spot = message.spot(found)
        match = _SUMMARY.fullmatch(unspaced(found.text))
        if match is None:
            spot.refuse(f"{shown(found.text)} is not a number of lines and a sum.")
        declared_minor = minor_of(unsigned_decimal(match[3], spot), currency, spot)
        amounts = [
            sign * line.amount_minor for line in lines if sign * line.amount_minor > 0
        ]
        if int(match[1]) != len(amounts):
            problems.append(
                spot.problem(
                    "count_differs",
                    f"{int(match[1])} lines are declared; {len(amounts)} were read.",
                )
            )
        if declared_minor != sum(amounts):
            problems.append(
                spot.problem(
                    "sum_differs",
                    f"A sum of {in_words(declared_minor, currency)} is declared; the "
                    f"lines come to {in_words(sum(amounts), currency)}.",
                )
            )


def _joined(pages: Sequence[_Page], problems: list[Problem]) -> Iterator[BankStatement]:
    """The statements, the pages of one put together, each page's balance checked."""
    parts: list[_Page] = []
    for page in pages:
        _check_balance(page, problems)
        if parts and not _continues(parts[-1], page):
            yield _whole(parts, problems)
            parts = []
        if parts:
            _check_pages(parts[-1], page, problems)
        parts.append(page)
    if parts:
        yield _whole(parts, problems)


def _continues(page: _Page, following: _Page) -> bool:
    return (
        page.closing is not None
        and following.opening is not None
        and page.closing.is_page
        and following.opening.is_page
        and page.statement.account == following.statement.account
        and page.statement.currency == following.statement.currency
    )


def _check_balance(page: _Page, problems: list[Problem]) -> None:
    opening, closing = page.opening, page.closing
    if opening is None or closing is None:
        return
    moved_minor = sum(line.amount_minor for line in page.statement.lines)
    reached_minor = opening.amount_minor + moved_minor
    if reached_minor != closing.amount_minor:
        problems.append(
            closing.spot.problem(
                "balance_differs",
                f"Opening balance and lines come to "
                f"{in_words(reached_minor, closing.currency)}; the closing balance "
                f"is {in_words(closing.amount_minor, closing.currency)}.",
            )
        )


def _check_pages(page: _Page, following: _Page, problems: list[Problem]) -> None:
    closing, opening = page.closing, following.opening
    assert closing is not None, "pages that continue have balances"
    assert opening is not None, "pages that continue have balances"
    if closing.amount_minor != opening.amount_minor:
        problems.append(
            opening.spot.problem(
                "pages_differ",
                f"The page before ends with "
                f"{in_words(closing.amount_minor, closing.currency)}; this one "
                f"begins with {in_words(opening.amount_minor, opening.currency)}.",
            )
        )


def _whole(pages: Sequence[_Page], problems: list[Problem]) -> BankStatement:
    first, last = pages[0], pages[-1]
    for balance, which in ((first.opening, "first"), (last.closing, "last")):
        if balance is not None and balance.is_page:
            problems.append(
                balance.spot.problem(
                    "page_missing",
                    f"The {which} page of this statement is not in the file.",
                )
            )
    return replace(
        first.statement,
        until_on=last.statement.until_on,
        closing=last.statement.closing,
        lines=tuple(line for page in pages for line in page.statement.lines),
    )
