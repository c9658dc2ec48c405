"""A draft as it would be printed if it were issued now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.apps.entities.queries import PRINTED, entity
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.documents import Stored
from duebook.apps.invoicing.queries.faces import faces
from duebook.apps.invoicing.queries.printing import Place, printed_with
from duebook.apps.parties import queries as parties
from duebook.documents.records import PrintedInstalment
from duebook.domain.crediting import IssuedLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from duebook.apps.invoicing.queries.billing import KeptCharge
    from duebook.apps.invoicing.queries.editor import Editor
    from duebook.apps.invoicing.queries.faces import Face
    from duebook.documents.records import PrintedInvoice
    from duebook.domain.invoicing import Draft

NUMBER = "DRAFT"
"""What stands in the place of a number that is not taken yet."""


def printed_draft(
    entity_id: int, shown: Editor, *, at: datetime
) -> PrintedInvoice | None:
    """A draft as the document that it would become; nothing while it has no line."""
    if shown.draft is None or shown.face is None:
        return None
    row = shown.row
    return _printed(
        entity_id,
        shown.draft,
        shown.face,
        shown.charges,
        heading=Heading(kind=row.kind, note=row.note, terms=row.terms),
        party_code=shown.bill_to,
        at=at,
    )


def printed_of_run(
    entity_id: int, bill_to_id: int, *, until: date, issued_on: date, at: datetime
) -> list[PrintedInvoice]:
    """What a run to a day would issue to a bill-to, as it would be printed."""
    charges = billing.unbilled(
        entity_id,
        range(bill_to_id, bill_to_id + 1),
        until=until,
        issued_on=issued_on,
    )
    made = billing.drafted(entity_id, charges, issued_on)
    known = parties.parties(entity_id, [bill_to_id])
    face = faces(entity_id, known).get(bill_to_id)
    if face is None:
        return []
    return [
        _printed(
            entity_id,
            draft,
            face,
            charges,
            heading=Heading(),
            party_code=known[bill_to_id].code,
            at=at,
        )
        for draft in made.drafts
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the head of a document says besides its draft; ``terms`` is a code."""

    kind: str = "invoice"
    note: str = ""
    terms: str = ""


def _printed(
    entity_id: int,
    draft: Draft,
    face: Face,
    charges: Iterable[KeptCharge],
    *,
    heading: Heading,
    party_code: str,
    at: datetime,
) -> PrintedInvoice:
    row = entity(entity_id)
    of_charge = {charge.id: Place(charge.po, charge.site) for charge in charges}
    named = {
        terms.code: terms.name for terms in parties.terms_by_id(entity_id).values()
    }
    document = Stored(
        id=draft.draft_id or 0,
        kind=heading.kind,
        number=NUMBER,
        reference="",
        bill_to_id=draft.bill_to_id,
        party_id=draft.party_id,
        addressee=face.text,
        addressee_tax_id=face.tax_id,
        addressee_tax_scheme=face.tax_scheme,
        letterhead_id=0,
        language=face.language,
        currency=draft.currency,
        issued_on=draft.issued_on,
        due_on=max(
            (part.due_on for part in draft.instalments), default=draft.issued_on
        ),
        terms=named.get(heading.terms, face.terms),
        po=draft.po,
        site=draft.site,
        cost_centre=face.cost_centre,
        their_reference=face.their_reference,
        note=heading.note,
        net_minor=draft.net_minor,
        tax_minor=draft.tax_minor,
        total_minor=draft.total_minor,
        corrects_id=None,
        reason="",
        entry_id=None,
        at=at,
        event_id=0,
        lines=tuple(
            IssuedLine(id=place, line=line) for place, line in enumerate(draft.lines)
        ),
        tax_groups=draft.tax_groups,
    )
    return printed_with(
        document,
        issuer={name: getattr(row, name) for name in PRINTED},
        instalments=_instalments(draft),
        original=None,
        party_code=party_code,
        places={
            place: of_charge[line.charge_id]
            for place, line in enumerate(draft.lines)
            if line.charge_id is not None
        },
    )


def _instalments(draft: Draft) -> tuple[PrintedInstalment, ...]:
    return tuple(
        PrintedInstalment(
            due_on=part.due_on,
            amount_minor=part.amount_minor,
            discount_minor=part.discount_minor,
            discount_until=part.discount_until,
        )
        for part in draft.instalments
    )
