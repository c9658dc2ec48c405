"""Issued documents as they are printed: rows into the records of ``documents``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.invoicing.queries.documents import letterhead, stored
from duebook.apps.parties import queries as parties
from duebook.apps.receivables import queries as owed
from duebook.documents.records import (
    Addressee,
    BankDetails,
    Correction,
    DocumentKind,
    Fact,
    Letterhead,
    LineGroup,
    Logo,
    Paper,
    PrintedInstalment,
    PrintedInvoice,
    PrintedLine,
    PrintedTax,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.domain.crediting import IssuedLine
    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxGroup


def printed(entity_id: int, ids: Collection[int]) -> dict[int, PrintedInvoice]:
    """Documents as they are printed, by id, in a constant number of queries.

    All that is read was frozen when the document was issued, so a second print is
    the first one, byte for byte.
    """
    documents = stored(entity_id, ids)
    originals = stored(
        entity_id, {d.corrects_id for d in documents.values() if d.corrects_id}
    )
    letterheads = {
        letterhead_id: letterhead(entity_id, letterhead_id)
        for letterhead_id in {d.letterhead_id for d in documents.values()}
    }
    instalments = owed.instalments_of(entity_id, ids)
    codes = _party_codes(entity_id, {d.bill_to_id for d in documents.values()})
    return {
        document.id: _printed(
            document,
            letterheads[document.letterhead_id],
            tuple(
                PrintedInstalment(
                    due_on=part.due_on,
                    amount_minor=part.amount_minor,
                    discount_minor=part.discount_minor,
                    discount_until=part.discount_until,
                )
                for part in instalments.get(document.id, ())
            ),
            originals.get(document.corrects_id or 0),
            codes[document.bill_to_id],
        )
        for document in documents.values()
    }


def _printed(
    document: Stored,
    issuer: dict[str, Any],
    instalments: tuple[PrintedInstalment, ...],
    original: Stored | None,
    party_code: str,
) -> PrintedInvoice:
    kind = DocumentKind(document.kind)
    sign = -1 if kind is DocumentKind.CREDIT_NOTE else 1
    name, *address = document.addressee.split("\n")
    days = [
        issued.line.service_on for issued in document.lines if issued.line.service_on
    ]
    return PrintedInvoice(
        kind=kind,
        letterhead=printed_letterhead(issuer),
        addressee=Addressee(
            name=name,
            address_lines=tuple(address),
            number=party_code,
            tax_ids=(
                (Fact(label="", text=document.addressee_tax_id),)
                if document.addressee_tax_id
                else ()
            ),
        ),
        locale=document.language,
        paper=Paper(issuer["paper"]),
        currency=document.currency,
        number=document.number,
        issued_on=document.issued_on,
        groups=_line_groups(document.lines, sign),
        taxes=tuple(_taxes(document.tax_groups, sign)),
        net_minor=sign * document.net_minor,
        tax_minor=sign * document.tax_minor,
        total_minor=sign * document.total_minor,
        instalments=instalments if kind is not DocumentKind.CREDIT_NOTE else (),
        service_from=min(days, default=None),
        service_to=max(days, default=None),
        valid_until=document.due_on if kind is DocumentKind.QUOTE else None,
        po=document.po,
        corrects=(
            Correction(
                number=original.number,
                issued_on=original.issued_on,
                reason=document.reason,
            )
            if original
            else None
        ),
        payment_reference=(
            document.reference
            if kind in {DocumentKind.INVOICE, DocumentKind.DEBIT_NOTE}
            else ""
        ),
        notes=document.note,
    )


def printed_letterhead(issuer: dict[str, Any]) -> Letterhead:
    """The issuer of a snapshot as it is printed."""
    has_bank = issuer["iban"] or issuer["bank_name"]
    return Letterhead(
        name=issuer["name"],
        address_lines=tuple(issuer["address"].split("\n")),
        tax_ids=tuple(
            Fact(label="", text=issuer[name])
            for name in ("tax_id", "registration")
            if issuer[name]
        ),
        phone=issuer["phone"],
        email=issuer["email"],
        website=issuer["website"],
        bank=(
            BankDetails(
                holder=issuer["name"],
                bank=issuer["bank_name"],
                iban=issuer["iban"],
                bic=issuer["bic"],
            )
            if has_bank
            else None
        ),
        remit_to=tuple(issuer["remit_to"].split("\n")) if issuer["remit_to"] else (),
        logo=Logo(svg=issuer["logo"], alt=issuer["name"]) if issuer["logo"] else None,
        footer=issuer["footer"],
    )


def _line_groups(lines: Iterable[IssuedLine], sign: int) -> tuple[LineGroup, ...]:
    return (
        LineGroup(
            lines=tuple(
                PrintedLine(
                    description=line.description,
                    quantity=sign * line.quantity,
                    unit=line.unit,
                    unit_price=line.unit_price,
                    net_minor=sign * (line.gross_minor - _discount_minor(line)),
                    service_on=line.service_on,
                    discount_minor=sign * _discount_minor(line),
                )
                for line in (issued.line for issued in lines)
            )
        ),
    )


def _discount_minor(line: Line) -> int:
    """What the line and its share of the document's discount take off the gross."""
    return line.discount_minor + line.document_discount_minor


def _taxes(groups: Iterable[TaxGroup], sign: int) -> Iterable[PrintedTax]:
    for group in groups:
        for tax in group.taxes:
            yield PrintedTax(
                name=tax.name,
                percent=tax.percent,
                base_minor=sign * tax.base_minor,
                tax_minor=sign * tax.tax_minor,
                exemption=group.exemption,
            )


def _party_codes(entity_id: int, ids: Collection[int]) -> dict[int, str]:
    return {
        party_id: party.code
        for party_id, party in parties.parties(entity_id, ids).items()
    }
