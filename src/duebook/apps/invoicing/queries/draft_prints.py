"""A draft as it would be printed if it were issued now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.entities.queries import PRINTED, entity
from duebook.apps.invoicing.queries.documents import Stored
from duebook.apps.invoicing.queries.printing import Place, printed_with
from duebook.apps.parties import queries as parties
from duebook.documents.records import PrintedInstalment
from duebook.domain.crediting import IssuedLine

if TYPE_CHECKING:
    from datetime import datetime

    from duebook.apps.invoicing.queries.editor import Editor
    from duebook.documents.records import PrintedInvoice
    from duebook.domain.invoicing import Draft

NUMBER = "DRAFT"
"""What stands in the place of a number that is not taken yet."""


def printed_draft(
    entity_id: int, shown: Editor, *, at: datetime
) -> PrintedInvoice | None:
    """A draft as the document that it would become; nothing while it has no line."""
    draft, face = shown.draft, shown.face
    if draft is None or face is None:
        return None
    row = entity(entity_id)
    of_charge = {charge.id: Place(charge.po, charge.site) for charge in shown.charges}
    named = {
        terms.code: terms.name for terms in parties.terms_by_id(entity_id).values()
    }
    document = Stored(
        id=shown.row.id,
        kind=shown.row.kind,
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
        due_on=shown.due_on or draft.issued_on,
        terms=named.get(shown.row.terms, face.terms),
        po=draft.po,
        site=draft.site,
        cost_centre=face.cost_centre,
        their_reference=face.their_reference,
        note=shown.row.note,
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
        party_code=shown.bill_to,
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
