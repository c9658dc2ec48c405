"""NACHA files for tests, with controls that agree with their entries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A debit that comes back (``back``) or that a bank comments on (``change``)."""

    back: str = ""
    change: str = ""
    trace: str = "076401250000001"
    cents: int = 0
    individual: str = ""
    account: str = "12345"
    corrected: str = ""
    code: str = "26"


def a_nacha_file(*entries: Entry) -> bytes:
    """One batch of entries, created on 5 November 2026."""
    lines = [
        "101 076401251 0764012512611051511A094101" + "RIVER BANK".ljust(54),
        "5200HILL BAKERY".ljust(50) + "PPDRENT".ljust(13) + "      261105   1"
        "076401250000001",
    ]
    records = 0
    for number, entry in enumerate(entries, start=1):
        trace = f"07640125{number:07d}"
        addendum = _addendum(entry)
        lines.append(
            f"6{entry.code}076401251{entry.account:<17}{entry.cents:010d}"
            f"{entry.individual:<15}{'ANNA BORG':<22}  "
            f"{'1' if addendum else '0'}{trace}"
        )
        if addendum:
            lines.append(addendum.ljust(79) + trace)
        records += 2 if addendum else 1
    debit = sum(entry.cents for entry in entries if entry.code[1] >= "5")
    credit = sum(entry.cents for entry in entries if entry.code[1] < "5")
    totals = f"{7640125 * len(entries):010d}{debit:012d}{credit:012d}"
    lines.append(f"8200{records:06d}{totals}".ljust(79) + "076401250000001")
    blocks = -(-(len(lines) + 1) // 10)
    lines.append(f"9000001{blocks:06d}{records:08d}{totals}")
    return "\n".join(line.ljust(94) for line in lines).encode()


def _addendum(entry: Entry) -> str:
    if entry.back:
        return f"799{entry.back}{entry.trace:<15}      07640125"
    if entry.change:
        return f"798{entry.change}{entry.trace:<15}      07640125{entry.corrected:<29}"
    return ""
