"""Issued documents as they are printed: frozen rows into the records of print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.apps.entities.queries import letterhead_of, number_kind, templates
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.documents import letterhead, stored
from duebook.apps.parties import queries as parties
from duebook.apps.receivables import queries as owed
from duebook.documents.records import (
    Addressee,
    Correction,
    DocumentKind,
    Fact,
    LineGroup,
    Paper,
    PrintedInstalment,
    PrintedInvoice,
    PrintedLine,
    PrintedTax,
)
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxGroup

ASKS_FOR_MONEY = frozenset({DocumentKind.INVOICE, DocumentKind.DEBIT_NOTE})

Words = dict[str, str]


def own_templates(entity_id: int, ids: Collection[int]) -> dict[int, Path | None]:
    """The folders of templates that held when documents were issued, by id."""
    held = templates(entity_id)
    issued = models.Document.objects.filter(entity_id=entity_id, id__any_of=ids)
    return {
        document_id: held.at(instant)
        for document_id, instant in issued.values_list("id", "at")
    }


@dataclass(frozen=True, slots=True)
class Place:
    """The PO and the site that a charge names."""

    po: str
    site: str


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
    codes = {
        party_id: party.code
        for party_id, party in parties.parties(
            entity_id, {d.bill_to_id for d in documents.values()}
        ).items()
    }
    places = _places(entity_id, [*documents.values(), *originals.values()])
    return {
        document.id: printed_with(
            document,
            issuer=letterheads[document.letterhead_id],
            instalments=tuple(
                PrintedInstalment(
                    due_on=part.due_on,
                    amount_minor=part.amount_minor,
                    discount_minor=part.discount_minor,
                    discount_until=part.discount_until,
                )
                for part in instalments.get(document.id, ())
            ),
            original=originals.get(document.corrects_id or 0),
            party_code=codes[document.bill_to_id],
            places=places,
        )
        for document in documents.values()
    }


def _places(entity_id: int, documents: Iterable[Stored]) -> dict[int, Place]:
    """The place of each line that bills a charge, or credits one, by line id.

    A charge that is billed changes no more, so its place is as it was.
    """
    lines = [issued for document in documents for issued in document.lines]
    of_charge = {
        charge_id: Place(po, site)
        for charge_id, po, site in models.Charge.objects.filter(
            entity_id=entity_id, id__any_of={issued.line.charge_id for issued in lines}
        ).values_list("id", "po", "site")
    }
    places = {
        issued.id: of_charge[issued.line.charge_id]
        for issued in lines
        if issued.line.charge_id is not None
    }
    return places | {
        issued.id: places[issued.line.credits_line_id]
        for issued in lines
        if issued.line.credits_line_id in places
    }


def printed_with(
    document: Stored,
    *,
    issuer: dict[str, Any],
    instalments: tuple[PrintedInstalment, ...],
    original: Stored | None,
    party_code: str,
    places: Mapping[int, Place],
) -> PrintedInvoice:
    """A document as it is printed, once all is read that stands on it."""
    kind = DocumentKind(document.kind)
    sign = -1 if kind is DocumentKind.CREDIT_NOTE else 1
    words = words_in(document.language)
    days = [
        issued.line.service_on for issued in document.lines if issued.line.service_on
    ]
    return PrintedInvoice(
        kind=kind,
        letterhead=letterhead_of(issuer),
        addressee=_addressee(document, party_code),
        locale=document.language,
        paper=Paper(issuer["paper"]),
        currency=document.currency,
        number=document.number,
        issued_on=document.issued_on,
        groups=_line_groups(document, places, sign, words),
        taxes=tuple(_taxes(document.tax_groups, sign, words)),
        net_minor=sign * document.net_minor,
        tax_minor=sign * document.tax_minor,
        total_minor=sign * document.total_minor,
        instalments=instalments if kind in ASKS_FOR_MONEY else (),
        service_from=min(days, default=None),
        service_to=max(days, default=None),
        valid_until=document.due_on if kind is DocumentKind.QUOTE else None,
        po=document.po,
        cost_centre=document.cost_centre,
        their_reference=document.their_reference,
        corrects=(
            Correction(
                number=original.number,
                issued_on=original.issued_on,
                reason=document.reason,
            )
            if original
            else None
        ),
        payment_reference=document.reference if kind in ASKS_FOR_MONEY else "",
        notes=document.note,
    )


def _addressee(document: Stored, party_code: str) -> Addressee:
    name, *address = document.addressee.split("\n")
    tax_id = document.addressee_tax_id
    kind = number_kind(tax_id, document.addressee_tax_scheme)
    return Addressee(
        name=name,
        address_lines=tuple(address),
        number=party_code,
        tax_ids=(Fact(label=kind, text=tax_id),) if tax_id else (),
    )


def _line_groups(
    document: Stored, places: Mapping[int, Place], sign: int, words: Words
) -> tuple[LineGroup, ...]:
    """The lines under the PO or site of their charges, in the order these come up.

    What the head of the document says already makes no heading.
    """
    groups: dict[str, list[PrintedLine]] = {}
    for number, issued in enumerate(document.lines, 1):
        place = places.get(issued.id, Place("", ""))
        names = [place.site] if place.site else []
        if place.po and place.po != document.po:
            names.append(f"{words['po']} {place.po}")
        heading = " · ".join(names)
        groups.setdefault(heading, []).append(_line(issued.line, sign, number))
    return tuple(
        LineGroup(lines=tuple(lines), heading=heading)
        for heading, lines in groups.items()
    )


def _line(line: Line, sign: int, place: int) -> PrintedLine:
    discount_minor = line.discount_minor + line.document_discount_minor
    return PrintedLine(
        description=line.description,
        quantity=sign * line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        net_minor=sign * (line.gross_minor - discount_minor),
        service_on=line.service_on,
        discount_minor=sign * discount_minor,
        place=place,
    )


def _taxes(groups: Iterable[TaxGroup], sign: int, words: Words) -> Iterable[PrintedTax]:
    """A row for each tax, and one for each group that a certificate frees whole."""
    for group in groups:
        for tax in group.taxes:
            yield PrintedTax(
                name=tax.name,
                percent=tax.percent,
                base_minor=sign * tax.base_minor,
                tax_minor=sign * tax.tax_minor,
                exemption=group.exemption,
            )
        if group.exemption and not group.taxes:
            yield PrintedTax(
                name=words["exempt"],
                percent=Decimal(0),
                base_minor=sign * group.net_minor,
                tax_minor=0,
                exemption=group.exemption,
            )
