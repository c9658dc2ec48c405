"""The entries and addenda of NACHA files, as each entry class lays them out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from duebook.formats.bank.ach_codes import change_reason, return_reason
from duebook.formats.bank.ach_lines import Columns
from duebook.formats.bank.ach_records import (
    AchAddendum,
    AchChange,
    AchEntry,
    AchReturn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.domain.banking import Problem
    from duebook.formats.bank.ach_lines import Line

_NOWHERE: Final = (1, 0)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where an entry class keeps what it keeps elsewhere than the others."""

    individual_id: Columns = (40, 54)
    name: Columns = (55, 76)
    account: Columns = (13, 29)
    amount: Columns = (30, 39)


_COMPANY: Final = _Layout(name=(59, 74))
_CHEQUE: Final = _Layout(name=_NOWHERE)
_USUAL: Final = _Layout()
_LAYOUTS: Final[Mapping[str, _Layout]] = {
    "ADV": _Layout(individual_id=(40, 48), account=(13, 27), amount=(28, 39)),
    "ATX": _COMPANY,
    "CIE": _Layout(individual_id=(55, 76), name=(40, 54)),
    "CTX": _COMPANY,
    "ENR": _COMPANY,
    "IAT": _Layout(individual_id=_NOWHERE, name=_NOWHERE, account=(40, 74)),
    "MTE": _Layout(individual_id=(62, 76), name=(40, 61)),
    "POP": _Layout(individual_id=(40, 48)),
    "SHR": _Layout(individual_id=(44, 54)),
    "TRC": _CHEQUE,
    "TRX": _COMPANY,
    "XCK": _CHEQUE,
}
_TRIALS: Final = frozenset("38")
"""The second digit of the codes of entries without money (prenotifications)."""

_BANK: Final = (4, 11)
_TEXTS: Final[Mapping[str, Columns]] = {"05": (4, 83), "17": (4, 83), "10": (4, 81)}
"""Where the text of an addendum stands, if not in 4 to 79."""


def routing_digits(line: Line) -> int:
    """The eight digits of the receiving bank, as the controls add them up."""
    return line.number_in(_BANK, "receiving bank")


def read_entry(line: Line, sec: str) -> AchEntry:
    """A record 6 of a batch of this entry class, without its addenda.

    Raises:
        UnreadableBankFile: transaction code or amount cannot be read.
    """
    layout = _LAYOUTS.get(sec, _USUAL)
    transaction = line.cut((2, 3))
    return AchEntry(
        place=line.place,
        transaction=transaction,
        is_credit=_is_credit(line, sec),
        amount_minor=line.number_in(layout.amount, "amount"),
        account="".join(line.cut(layout.account).split()),
        bank=line.words((4, 12)),
        trace=line.words((80, 94)),
        individual_id=line.words(layout.individual_id),
        name=line.words(layout.name),
        is_prenote=sec != "ADV" and transaction[1] in _TRIALS,
    )


def _is_credit(line: Line, sec: str) -> bool:
    """Whether money goes to the account; advices (ADV) have odd codes for credits."""
    code = line.cut((2, 3))
    if sec == "ADV" and re.fullmatch("8[1-8]", code):
        return int(code) % 2 == 1
    if not re.fullmatch("[2-5][0-9]", code):
        line.refuse("transaction code", f"“{code}” is none")
    return int(code[1]) < 5


def with_addenda(
    entry: AchEntry, lines: Sequence[Line], sec: str, problems: list[Problem]
) -> AchEntry:
    """The entry with the records 7 below it; of IAT, name and id come from there.

    Raises:
        UnreadableBankFile: an addendum's type, return or change code is none.
    """
    addenda = []
    for line in lines:
        match line.cut((2, 3)):
            case "99":
                entry = replace(entry, returned=_return(line, sec, problems))
            case "98":
                entry = replace(entry, change=_change(line))
            case kind if not (kind.isascii() and kind.isdigit()):
                line.refuse("addenda type", f"“{kind}” is none")
            case kind:
                addenda.append(AchAddendum(kind, line.cut(_TEXTS.get(kind, (4, 79)))))
                entry = _named(entry, kind, line)
    return replace(entry, addenda=tuple(addenda))


def _named(entry: AchEntry, kind: str, line: Line) -> AchEntry:
    match kind:
        case "10":
            return replace(entry, name=line.words((47, 81)))
        case "15":
            return replace(entry, individual_id=line.words((4, 18)))
        case _:
            return entry


def _return(line: Line, sec: str, problems: list[Problem]) -> AchReturn:
    code = line.cut((4, 6))
    if not re.fullmatch("R[0-9]{2}", code):
        line.refuse("return reason", f"“{code}” is no code such as R01")
    return AchReturn(
        code=code,
        reason=return_reason(code),
        original_trace=line.words((7, 21)),
        died_on=line.day_in((22, 27), "date of death", problems),
        original_bank=line.words((28, 35)),
        note=line.words((46, 79) if sec == "IAT" else (36, 79)),
    )


def _change(line: Line) -> AchChange:
    code = line.cut((4, 6))
    if not re.fullmatch("C[0-9]{2}", code):
        line.refuse("change code", f"“{code}” is no code such as C01")
    bank, account = _CORRECTED.get(code, (_NOWHERE, _NOWHERE))
    return AchChange(
        code=code,
        reason=change_reason(code),
        original_trace=line.words((7, 21)),
        original_bank=line.words((28, 35)),
        corrected=line.words((36, 64)),
        account="".join(line.cut(account).split()),
        bank=line.words(bank),
    )


_CORRECTED: Final[Mapping[str, tuple[Columns, Columns]]] = {
    "C01": (_NOWHERE, (36, 52)),
    "C02": ((36, 44), _NOWHERE),
    "C03": ((36, 44), (48, 64)),
    "C06": (_NOWHERE, (36, 52)),
    "C07": ((36, 44), (45, 61)),
}
"""Where a notification has the corrected routing number and account number."""
