"""A bank for tests: an account of ours, and statements as the bank writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.banking.actions import (
    MatchLines,
    OpenBankAccount,
    TakeBankFile,
    match_lines,
    open_bank_account,
    take_bank_file,
)
from duebook.apps.banking.queries.lines import WAITING, lines_by_id, waiting_lines
from tests.apps.payments.office import owes
from tests.office import CLERK, a_party, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.actions import (
        BankFileTaken,
        LinesMatched,
    )
    from duebook.apps.banking.queries.lines import Line

IBAN = "DE02500105170137075030"
OPENING_MINOR = 1_000_00


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A movement as our bank states it; ``on`` is a day of November 2026."""

    on: int
    amount: str
    text: str = ""
    name: str = ""
    account: str = ""
    end_to_end: str = ""


def a_bank(entity_id: int, **fields: Any) -> int:
    """Our account at the bank, under the ledger's account 1000."""
    command = OpenBankAccount(
        **{
            "entity_id": entity_id,
            "name": "Harbor Bank",
            "identifier": IBAN,
            "currency": "USD",
            "account": "1000",
            "opened_on": date(2026, 10, 31),
            "opening_minor": OPENING_MINOR,
            **fields,
        }
    )
    return open_bank_account(command, **by())


def a_statement(
    *moves: Move,
    iban: str = IBAN,
    number: str = "1",
    opening_minor: int = OPENING_MINOR,
) -> bytes:
    """A camt.053 of November 2026, whose balances agree with its lines."""
    closing_minor = opening_minor + sum(
        round(float(move.amount) * 100) for move in moves
    )
    entries = "".join(_entry(move, place) for place, move in enumerate(moves))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>2026-11-30T20:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>{number}</Id><CreDtTm>2026-11-30T20:00:00Z</CreDtTm>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>USD</Ccy></Acct>
{_balance("OPBD", "2026-11-01", opening_minor)}
{_balance("CLBD", "2026-11-30", closing_minor)}
{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def _balance(code: str, day: str, amount_minor: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="USD">{abs(amount_minor) / 100:.2f}</Amt>'
        f"<CdtDbtInd>{'CRDT' if amount_minor >= 0 else 'DBIT'}</CdtDbtInd>"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(move: Move, place: int) -> str:
    came_in = not move.amount.startswith("-")
    side = "Dbtr" if came_in else "Cdtr"
    party = f"<{side}><Pty><Nm>{move.name}</Nm></Pty></{side}>" if move.name else ""
    account = (
        f"<{side}Acct><Id><IBAN>{move.account}</IBAN></Id></{side}Acct>"
        if move.account
        else ""
    )
    end_to_end = (
        f"<Refs><EndToEndId>{move.end_to_end}</EndToEndId></Refs>"
        if move.end_to_end
        else ""
    )
    text = f"<RmtInf><Ustrd>{move.text}</Ustrd></RmtInf>" if move.text else ""
    return (
        f'<Ntry><NtryRef>{place}</NtryRef><Amt Ccy="USD">{move.amount.strip("-")}</Amt>'
        f"<CdtDbtInd>{'CRDT' if came_in else 'DBIT'}</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-{move.on:02d}</Dt></BookgDt>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        f"</Fmly></Domn></BkTxCd><NtryDtls><TxDtls>{end_to_end}"
        f"<RltdPties>{party}{account}</RltdPties>{text}</TxDtls></NtryDtls></Ntry>"
    )


def an_office(*amounts_minor: int) -> tuple[int, int, tuple[int, ...]]:
    """An entity with a bank, a party, and what the party owes: INV-2026-00101 …"""
    entity_id = an_entity()
    party_id = a_party(entity_id)
    a_bank(entity_id)
    numbers = [f"INV-2026-{101 + place:05d}" for place in range(len(amounts_minor))]
    return (
        entity_id,
        party_id,
        owes(entity_id, party_id, *amounts_minor, numbers=numbers),
    )


def take(entity_id: int, content: bytes, **fields: Any) -> BankFileTaken:
    """Take a file in, as the clerk does."""
    command = TakeBankFile(
        entity_id=entity_id, name="november.xml", content=content, **fields
    )
    return take_bank_file(command, **by(CLERK))


def match_all(entity_id: int) -> LinesMatched:
    """Match what waits, as the clerk does."""
    return match_lines(MatchLines(entity_id=entity_id), **by(CLERK))


def waiting(entity_id: int, *states: str) -> list[Line]:
    """The lines that wait, in the order they came."""
    with db.reading(entity_id):
        return waiting_lines(entity_id, states=states or WAITING)


def the_line(entity_id: int, line_id: int) -> Line:
    """A line as it stands."""
    with db.reading(entity_id):
        [line] = lines_by_id(entity_id, [line_id])
    return line


def days(*days: int) -> Sequence[date]:
    """Days of November 2026."""
    return [date(2026, 11, day) for day in days]
