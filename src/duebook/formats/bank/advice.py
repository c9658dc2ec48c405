"""Remittance advice in whatever form it comes: table, mail, PDF, EDI or plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Counterparty, Problem, Remittance
from duebook.domain.errors import Refusal
from duebook.formats.bank.advice_table import guess_advice, read_advice_table
from duebook.formats.bank.advice_text import read_advice_text
from duebook.formats.bank.edi820 import read_820, remittance_of
from duebook.formats.bank.nacha import read_nacha
from duebook.formats.bank.pain import read_pain
from duebook.formats.bank.pdf_text import text_of_pdf
from duebook.formats.bank.received_mail import read_mail
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.table_fields import ADVICE_FIELDS
from duebook.formats.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.formats.tables import ColumnMapping, Table

__all__ = [
    "guess_advice",
    "read_advice",
    "read_advice_mail",
    "read_advice_table",
    "read_advice_text",
    "text_of_pdf",
]

Advice = tuple[tuple[Remittance, ...], list[Problem]]
"""What payments are for, and what in the files does not agree."""

_MAIL_HEADERS: Final = re.compile(
    rb"^(?:received|message-id|mime-version|return-path|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD: Final = 20_000
_PAIN: Final = re.compile(rb"\bpain\.0[0-9]{2}\.")
_NACHA: Final = re.compile(rb"101[ 0-9][0-9]{9}")
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_advice(
    data: bytes, name: str, *, remembered: Iterable[ColumnMapping] = ()
) -> Advice:
    """Read a remittance advice, told by its content and not by its name.

    Raises:
        UnreadableBankFile: naming what in it cannot be read.
        Refusal: a table that is none (see ``read_table``).
    """
    message = _message(data, name)
    if message is not None:
        return message
    if b"%PDF-" in data[:1024]:
        return _of_text(text_of_pdf(data, name), name)
    if is_mail(data):
        return read_advice_mail(data, name, remembered=remembered)
    if data.startswith(_SPREADSHEETS):
        table = read_table(data, name)
        return read_advice_table(table, guess_advice(table, remembered))
    found = _table_in(data, name, remembered)
    return read_advice_table(*found) if found else _of_text(_decoded(data), name)


def _message(data: bytes, name: str) -> Advice | None:
    """What banks' messages say: X12, payment orders of ISO 20022, NACHA."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"ISA"):
        return read_820(data, name)
    if head.startswith(b"<") and _PAIN.search(head):
        orders = read_pain(data, name)
        return orders.remittances, list(orders.problems)
    return _of_nacha(data, name) if _NACHA.match(data) else None


def is_mail(data: bytes) -> bool:
    """Whether a file begins as mails do, with headers that programs write."""
    head = data[:_HEAD].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    first = head.split(b"\n", 1)[0]
    is_header = re.match(rb"[A-Za-z-]{2,40}:", first) is not None
    return is_header and _MAIL_HEADERS.search(head) is not None


def read_advice_mail(
    data: bytes, name: str, *, remembered: Iterable[ColumnMapping] = ()
) -> Advice:
    """Read the files that came with a mail or, where none tells, the mail itself.

    The sender counts as the payer where nothing else names one.

    Raises:
        UnreadableBankFile: neither the files nor the words say what is paid.
    """
    mail = read_mail(data, name)
    known = tuple(remembered)
    remittances: list[Remittance] = []
    problems: list[Problem] = []
    for file in mail.files:
        place = f"{name}, {file.name}"
        try:
            if is_mail(file.content):
                reason = "it is a mail inside a mail; send it by itself"
                raise UnreadableBankFile("Mail", place, "attachment", reason)
            read, told = read_advice(file.content, file.name, remembered=known)
        except Refusal as refusal:
            problems.append(_unread(place, refusal))
            continue
        remittances.extend(
            replace(each, place=f"{place}, {each.place}") for each in read
        )
        problems.extend(replace(each, place=f"{place}, {each.place}") for each in told)
    if not remittances:
        read, told = _of_text(mail.text, name)
        remittances.extend(read)
        problems.extend(told)
    return tuple(_from(each, mail.sender) for each in remittances), problems


def _of_nacha(data: bytes, name: str) -> Advice:
    """What stands in the addenda of the entries of a NACHA file."""
    file = read_nacha(data, name)
    problems = list(file.problems)
    remittances = []
    for batch in file.batches:
        for entry in batch.entries:
            remittance, told = remittance_of(entry)
            problems.extend(told)
            if remittance is not None:
                payer = Counterparty(name=remittance.payer.name or batch.company)
                paid_on = remittance.paid_on or batch.effective_on
                remittances.append(replace(remittance, payer=payer, paid_on=paid_on))
    if not remittances:
        reason = "no addendum of it says what a payment is for"
        raise UnreadableBankFile("NACHA", name, "addenda", reason)
    return tuple(remittances), problems


def _of_text(text: str, place: str) -> Advice:
    remittance, problems = read_advice_text(text, place)
    return (remittance,), problems


def _from(remittance: Remittance, sender: str) -> Remittance:
    if remittance.payer.name:
        return remittance
    return replace(
        remittance,
        payer=Counterparty(
            name=sender,
            account=remittance.payer.account,
            bank=remittance.payer.bank,
        ),
    )


def _unread(place: str, refusal: Refusal) -> Problem:
    return Problem(
        code="advice_file_unread", place=place, field="file", sentence=str(refusal)
    )


def _table_in(
    data: bytes, name: str, remembered: Iterable[ColumnMapping]
) -> tuple[Table, ColumnMapping] | None:
    """The table that a text is; ``None`` where its columns are none of an advice."""
    try:
        table = read_table(data, name)
    except Refusal:
        return None
    mapping = guess_advice(table, remembered)
    is_advice = len(table.headings) > 1 and not mapping.missing(ADVICE_FIELDS)
    return (table, mapping) if is_advice else None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
