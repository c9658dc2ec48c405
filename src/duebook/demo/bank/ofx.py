"""A month of an account as a QFX file: OFX 1 as US banks write it for Quicken."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from duebook.demo.bank.moves import Kind
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duebook.demo.bank.moves import Move
    from duebook.demo.blueprint import OurAccount

_TYPES: Final = {
    Kind.TRANSFER: "CREDIT",
    Kind.WIRE: "CREDIT",
    Kind.DEPOSIT: "DEP",
    Kind.PAYOUT: "DIRECTDEP",
    Kind.FEE: "SRVCHG",
}
_LONGEST_NAME: Final = 32
_HEAD: Final = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>
<DTSERVER>{until:%Y%m%d}200000<LANGUAGE>ENG
<FI><ORG>{bank}<FID>10898</FI><INTU.BID>10898</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>{currency}
<BANKACCTFROM><BANKID>323075880<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>{first:%Y%m%d}<DTEND>{until:%Y%m%d}
"""
_FOOT: Final = """\
</BANKTRANLIST>
<LEDGERBAL><BALAMT>{closing}<DTASOF>{until:%Y%m%d}</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1>
</OFX>
"""


def qfx_file(
    bank: OurAccount, moves: Sequence[Move], days: tuple[date, date], opening_minor: int
) -> bytes:
    """The movements of an account between two days, with the balance at their end."""
    first, until = days
    closing_minor = opening_minor + sum(move.amount_minor for move in moves)
    head = _HEAD.format(
        bank=escape(bank.name),
        currency=bank.currency,
        account=bank.identifier,
        first=first,
        until=until,
    )
    foot = _FOOT.format(closing=from_minor(closing_minor, bank.currency), until=until)
    lines = (_line(move, number) for number, move in enumerate(moves, 1))
    return "".join((head, *lines, foot)).encode("cp1252")


def _line(move: Move, number: int) -> str:
    name = move.name or move.text
    fields = {
        "TRNTYPE": _TYPES[move.kind],
        "DTPOSTED": f"{move.day:%Y%m%d}120000[-8:PST]",
        "TRNAMT": from_minor(move.amount_minor, move.currency),
        "FITID": f"{move.day:%Y%m%d}{number:04d}",
        "NAME": escape(name.upper()[:_LONGEST_NAME]),
        "MEMO": escape(move.text) if move.text != name else "",
    }
    inner = "\n".join(f"<{tag}>{value}" for tag, value in fields.items() if value)
    return f"<STMTTRN>\n{inner}\n</STMTTRN>\n"
