"""Which lines of a bank file are new: identity over overlapping and other exports.

The page docs/algorithms/bank-lines.md tells the rules with a worked table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from duebook.domain.bank_line_evidence import (
    EVIDENCE,
    MOST_COMPARED,
    NEAR,
    OF_WHOLE_DAYS,
    SHIFT_DAYS,
    SHIFTED,
    KnownLine,
    StatedLine,
    cut_pairs,
    differ,
    in_order,
    pairs_by,
)
from duebook.domain.banking import Booking

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import date

    from duebook.domain.bank_line_evidence import Tier, Traits
    from duebook.domain.banking import BankStatement


class Standing(StrEnum):
    """What a line of a file is to the books."""

    FRESH = "fresh"
    KNOWN = "known"
    DOUBTFUL = "doubtful"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVerdict:
    """What became of a line of a file, and why.

    ``known_id`` is the line in the books that it is, or may be.  ``fingerprint`` is
    its identity within the account, for lines that go into the books: fresh ones,
    and doubtful ones that are held.
    """

    standing: Standing
    reason: str
    known_id: int | None = None
    fingerprint: str = ""


def stated_lines(
    statement: BankStatement, *, account: str, format_name: str
) -> tuple[StatedLine, ...]:
    """The lines of a statement as ``fresh_lines`` wants them.

    A day is whole where the balances prove it (they stand before and at the end of
    it, and the lines lead from one to the other), or where it lies within the days
    that the file is of; the first and the last of them may be cut.
    """
    is_whole = _whole_days(statement)
    return tuple(
        StatedLine(
            account=account,
            booked_on=line.booked_on,
            amount_minor=line.amount_minor,
            currency=line.currency,
            format=format_name,
            day_is_whole=is_whole(line.booked_on),
            value_on=line.value_on,
            status=line.status,
            references=line.references,
            bank_reference=line.bank_reference,
            other_name=line.other.name,
            text=line.text,
        )
        for line in statement.lines
    )


def _whole_days(statement: BankStatement) -> Callable[[date], bool]:
    opening, closing = statement.opening, statement.closing
    moved_minor = sum(
        line.amount_minor for line in statement.lines if line.status is Booking.BOOKED
    )
    spans = []
    if (
        opening
        and closing
        and opening.amount_minor + moved_minor == (closing.amount_minor)
    ):
        spans.append((opening.on, closing.on + timedelta(days=1)))
    if statement.from_on and statement.until_on:
        spans.append((statement.from_on, statement.until_on))
    return lambda day: any(before < day < behind for before, behind in spans)


def days_to_compare(lines: Iterable[StatedLine]) -> tuple[date, date] | None:
    """The first and the last day of which ``fresh_lines`` must know all lines."""
    days = [line.booked_on for line in lines]
    if not days:
        return None
    shift = timedelta(days=SHIFT_DAYS)
    return min(days) - shift, max(days) + shift


def fresh_lines(
    new: Sequence[StatedLine], known: Sequence[KnownLine]
) -> tuple[LineVerdict, ...]:
    """Which lines of one file are known, fresh, or doubtful.

    A line is its account, booked day, signed amount and currency, and how many such
    lines the day has; references and texts only say which of them is which, and
    tell lines apart where the file does not hold the whole day.  The result does not
    depend on the order of either sequence.

    Args:
        new: all lines of one file.
        known: all lines in the books or held, of the accounts concerned and of the
            days of ``days_to_compare``.

    Returns:
        One verdict per line, in order.  Of lines alike, at most as many are known as
        the books have: what is more is fresh or doubtful.
    """
    groups: dict[Hashable, _Alike] = {}
    verdicts: dict[int, LineVerdict] = {}
    for index, line in enumerate(new):
        if left := _why_left(line):
            verdicts[index] = LineVerdict(standing=Standing.LEFT, reason=left)
        else:
            groups.setdefault(_group_key(line), _Alike()).new[index] = line
    for each in known:
        if (group := groups.get(_group_key(each))) is not None:
            group.known[each.id] = each
    for group in groups.values():
        verdicts.update(_judge(group))
    return tuple(verdicts[index] for index in range(len(new)))


def fingerprint(booked_on: date, currency: str, amount_minor: int, nth: int) -> str:
    """A line's identity within its account: ``2026-11-19 EUR 10000 2``."""
    return f"{booked_on.isoformat()} {currency} {amount_minor} {nth}"


def _why_left(line: StatedLine) -> str:
    if line.status is not Booking.BOOKED:
        return "The bank has not booked it."
    return "" if line.amount_minor else "It moves no money."


def _group_key(line: StatedLine | KnownLine) -> Hashable:
    return line.account, line.currency, line.amount_minor


@dataclass(slots=True)
class _Alike:
    """The lines of one account, currency and amount: of the file, and known."""

    new: dict[int, StatedLine] = field(default_factory=dict)
    known: dict[int, KnownLine] = field(default_factory=dict)


def _judge(group: _Alike) -> dict[int, LineVerdict]:
    """The verdicts on the lines of one amount: evidence first, then counts."""
    new = in_order(group.new)
    known = in_order(group.known)
    judged: dict[int, tuple[Standing, str, int | None]] = {}
    partial = {line.booked_on for line in group.new.values() if not line.day_is_whole}
    counts = Counter(line.on for line in known.values())
    every_new = dict(new)

    def pair(tier: Tier, lines: dict[int, Traits]) -> None:
        for index, known_id in pairs_by(tier, lines, known):
            judged[index] = Standing.KNOWN, tier.reason, known_id
            del new[index], known[known_id]

    for tier in EVIDENCE:
        pair(tier, new)
    pair(
        OF_WHOLE_DAYS,
        {index: line for index, line in new.items() if line.on not in partial},
    )
    pair(SHIFTED, new)
    for on, lines in _by_day(new).items():
        of_day = {each: line for each, line in known.items() if line.on == on}
        for index, known_id in cut_pairs(lines, of_day, is_whole=on not in partial):
            judged[index] = Standing.KNOWN, "Its text is the same, cut off.", known_id
            del lines[index], of_day[known_id], known[known_id]
        judged.update(_by_count(lines, of_day, is_whole=on not in partial))
    still_fresh = {
        index: every_new[index]
        for index, (standing, *_) in judged.items()
        if standing is Standing.FRESH
    }
    for index, known_id in pairs_by(NEAR, still_fresh, known):
        judged[index] = Standing.DOUBTFUL, NEAR.reason, known_id
    return _numbered(every_new, judged, counts, group)


def _by_day(lines: dict[int, Traits]) -> dict[date, dict[int, Traits]]:
    days: dict[date, dict[int, Traits]] = {}
    for index, line in lines.items():
        days.setdefault(line.on, {})[index] = line
    return days


def _by_count(
    new: dict[int, Traits], known: dict[int, Traits], *, is_whole: bool
) -> dict[int, tuple[Standing, str, int | None]]:
    """The lines of a day for which no evidence is left: count, or hold."""
    if not new:
        return {}
    format_name = next(iter(new.values())).format
    others = [each for each, line in known.items() if line.format != format_name]
    same = {each: line for each, line in known.items() if line.format == format_name}
    if not is_whole:
        return {index: _in_part(line, others, same) for index, line in new.items()}
    fresh = (
        Standing.FRESH,
        "The day has more lines of this amount than are known.",
        None,
    )
    unclear = (
        Standing.DOUBTFUL,
        "The day has such lines that cannot be told apart from it.",
        next(iter([*others, *same]), None),
    )
    are_alike = len({line.signature for line in new.values()}) == 1
    if not known:
        return dict.fromkeys(new, fresh)
    if len(new) > len(others) and not (are_alike and others):
        return dict.fromkeys(new, unclear)
    by_count = "The whole day has as many lines of this amount as are known."
    rest = unclear if same else fresh
    pairs = zip_longest(new, others[: len(new)])
    return {
        index: rest if known_id is None else (Standing.KNOWN, by_count, known_id)
        for index, known_id in pairs
    }


def _in_part(
    line: Traits, others: Sequence[int], same: dict[int, Traits]
) -> tuple[Standing, str, int | None]:
    """A line of a day that the file may hold in part."""
    if len(same) > MOST_COMPARED // 1_000:
        may_be = next(iter(same), None)
    else:
        alike = (each for each, other in same.items() if not differ(line, other))
        may_be = next(alike, None)
    may_be = others[0] if may_be is None and others else may_be
    if may_be is None:
        return Standing.FRESH, "No line known of this amount and day is like it.", None
    return (
        Standing.DOUBTFUL,
        "A line of this amount and day is known; it may be the same.",
        may_be,
    )


def _numbered(
    new: dict[int, Traits],
    judged: dict[int, tuple[Standing, str, int | None]],
    counts: Counter[date],
    group: _Alike,
) -> dict[int, LineVerdict]:
    """The verdicts, with a fingerprint for every line that goes into the books."""
    verdicts = {}
    for index, line in new.items():
        standing, reason, known_id = judged[index]
        told = group.new[index]
        print_of_line = ""
        if standing is not Standing.KNOWN:
            counts[line.on] += 1
            print_of_line = fingerprint(
                line.on, told.currency, told.amount_minor, counts[line.on]
            )
        verdicts[index] = LineVerdict(
            standing=standing,
            reason=reason,
            known_id=known_id,
            fingerprint=print_of_line,
        )
    return verdicts
