"""A month of several accounts as one camt.053, as German banks write it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from duebook.demo.bank.moves import Kind
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duebook.demo.bank.moves import Move
    from duebook.demo.blueprint import OurAccount

_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_CODES: Final = {Kind.FEE: ("ACMT", "MDOP", "FEES", "NCHG+808+9310")}
_TRANSFER: Final = ("PMNT", "RCDT", "ESCT", "NTRF+166+9310")


def camt_file(
    accounts: Sequence[tuple[OurAccount, Sequence[Move], int]],
    days: tuple[date, date],
    *,
    holder: str,
) -> bytes:
    """Statements of accounts between two days.

    Args:
        accounts: each with its movements and what it held before, in minor units.
        days: the first and the last day.
        holder: whose accounts they are.
    """
    document = Element("Document", xmlns=_NAMESPACE)
    message = SubElement(document, "BkToCstmrStmt")
    created = f"{days[1] + timedelta(days=1)}T06:10:00+01:00"
    header = SubElement(message, "GrpHdr")
    _add(header, "MsgId", f"053D{days[1]:%Y%m%d}")
    _add(header, "CreDtTm", created)
    for number, (bank, moves, opening_minor) in enumerate(accounts, 1):
        statement = SubElement(message, "Stmt")
        _add(statement, "Id", f"{days[1]:%Y}-{days[1]:%m}-{number}")
        _add(statement, "ElctrncSeqNb", f"{days[1].month}")
        _add(statement, "CreDtTm", created)
        period = SubElement(statement, "FrToDt")
        _add(period, "FrDtTm", f"{days[0]}T00:00:00+02:00")
        _add(period, "ToDtTm", f"{days[1]}T23:59:59+01:00")
        account = SubElement(statement, "Acct")
        _add(account, "Id/IBAN", bank.identifier)
        _add(account, "Ccy", bank.currency)
        _add(account, "Ownr/Nm", holder)
        closing_minor = opening_minor + sum(move.amount_minor for move in moves)
        _balance(statement, "OPBD", days[0], opening_minor, bank.currency)
        _balance(statement, "CLBD", days[1], closing_minor, bank.currency)
        for place, move in enumerate(moves, 1):
            _entry(statement, move, f"{bank.currency}{place:05d}")
    indent(document)
    content: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _balance(
    statement: Element, code: str, day: date, amount_minor: int, currency: str
) -> None:
    balance = SubElement(statement, "Bal")
    _add(balance, "Tp/CdOrPrtry/Cd", code)
    _amount(balance, amount_minor, currency)
    _add(balance, "Dt/Dt", f"{day}")


def _entry(statement: Element, move: Move, reference: str) -> None:
    entry = SubElement(statement, "Ntry")
    _add(entry, "NtryRef", reference)
    _amount(entry, move.amount_minor, move.currency)
    _add(entry, "Sts/Cd", "BOOK")
    _add(entry, "BookgDt/Dt", f"{move.day}")
    _add(entry, "ValDt/Dt", f"{move.day}")
    domain, family, subfamily, own = _CODES.get(move.kind, _TRANSFER)
    code = SubElement(entry, "BkTxCd")
    _add(code, "Domn/Cd", domain)
    kin = SubElement(code[0], "Fmly")
    _add(kin, "Cd", family)
    _add(kin, "SubFmlyCd", subfamily)
    _add(code, "Prtry/Cd", own)
    detail = SubElement(SubElement(entry, "NtryDtls"), "TxDtls")
    if move.kind is not Kind.FEE:
        _add(detail, "Refs/EndToEndId", move.end_to_end or "NOTPROVIDED")
    _amount(detail, move.amount_minor, move.currency)
    if move.kept_minor:
        kept = SubElement(SubElement(detail, "Chrgs"), "Rcrd")
        _amount(kept, -move.kept_minor, move.currency)
    if move.name:
        parties = SubElement(detail, "RltdPties")
        _add(parties, "Dbtr/Pty/Nm", move.name)
        if move.account:
            kind = "IBAN" if move.account[:2].isalpha() else "Othr/Id"
            _add(parties, f"DbtrAcct/Id/{kind}", move.account)
    written = SubElement(detail, "RmtInf")
    if move.reference:
        creditor = SubElement(SubElement(written, "Strd"), "CdtrRefInf")
        _add(creditor, "Tp/CdOrPrtry/Cd", "SCOR")
        _add(creditor, "Ref", move.reference)
    else:
        _add(written, "Ustrd", move.text)


def _amount(parent: Element, amount_minor: int, currency: str) -> None:
    amount = SubElement(parent, "Amt", Ccy=currency)
    amount.text = str(from_minor(abs(amount_minor), currency))
    _add(parent, "CdtDbtInd", "DBIT" if amount_minor < 0 else "CRDT")


def _add(parent: Element, path: str, text: str) -> None:
    """An element with its text, under those that lead to it."""
    for tag in path.split("/"):
        parent = SubElement(parent, tag)
    parent.text = text
