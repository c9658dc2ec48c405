"""``duebook explain``: where each amount of a document came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.audit.queries import event_of
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.receivables.queries import exchange_of_document
from duebook.domain.explanations import explain, explain_group
from duebook.domain.recounting import recount
from duebook.web.figures import money
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.invoicing.queries.documents import Stored


class Command(OfficeCommand):
    help = "Explain each amount of an issued document, and count it again."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["invoice", "credit", "debit", "quote"])
        parser.add_argument("number", help="such as INV-2026-00001")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            document = stored_by_number(sitting.entity_id, options["number"])
            event = event_of(sitting.entity_id, document.event_id)
            own = entity(sitting.entity_id).currency
            met = exchange_of_document(sitting.entity_id, document.id)
        console.print(
            f"{document.number} of {document.issued_on}, issued by {event.actor} "
            f"on {event.at:%Y-%m-%d at %H:%M} UTC "
            f"({event.command}, event {event.seq})."
        )
        _tell(document)
        if met:
            console.print("\nExchange differences")
        for one in met:
            console.print(f"  {one.in_words(own)}", soft_wrap=True)
        disagreements = recount(document.as_draft())
        for sentence in disagreements:
            console.print(sentence)
        if not disagreements:
            console.print("Counted again from its rows, it agrees with the document.")


def _tell(document: Stored) -> None:
    for place, issued in enumerate(document.lines, 1):
        line = issued.line
        charge = f", charge {line.charge_id}" if line.charge_id else ""
        day = f" on {line.service_on}" if line.service_on else ""
        console.print(f"\nLine {place}: {line.description}{day}{charge}")
        for step in explain(line, currency=document.currency):
            console.print(f"  {step}")
    console.print("\nTaxes")
    for group in document.tax_groups:
        for step in explain_group(group, currency=document.currency):
            console.print(f"  {step}")
    amounts = (document.net_minor, document.tax_minor, document.total_minor)
    net, tax, total = (money(minor, document.currency) for minor in amounts)
    console.print(f"\nNet {net} + tax {tax} = total {total} {document.currency}")
