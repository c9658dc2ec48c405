"""``duebook quote``: offer what is typed; later, take the customer's yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from django.db import transaction
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.drafts import (
    AcceptQuote,
    Blocked,
    IssueDrafts,
    accept_quote,
    issue_drafts,
)
from duebook.apps.invoicing.management.lines import LINE_HELP, charges_of, line
from duebook.apps.invoicing.management.telling import tell_issued
from duebook.apps.parties.queries import party_by_code
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.invoicing.actions.issuing import Issued


class Command(OfficeCommand):
    help = "Issue a quote, or make a draft of one that was accepted."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("party", nargs="?", help="the code of the party")
        parser.add_argument("--line", type=line, action="append", help=LINE_HELP)
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the quote's day; today if unsaid"
        )
        parser.add_argument("--note", default="", help="printed at the foot")
        parser.add_argument("--accept", metavar="Q-…", help="the customer said yes")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["accept"]:
            accept = AcceptQuote(entity_id=sitting.entity_id, number=options["accept"])
            draft_id = accept_quote(accept, **sitting.sends())
            console.print(
                f"Draft {draft_id} bills it as quoted: duebook issue {draft_id}"
            )
        elif options["party"] and options["line"]:
            tell_issued(_issue(sitting, options))
        else:
            raise CommandError("Say for whom and what: quote CODE --line …")


def _issue(sitting: Sitting, options: dict[str, Any]) -> Issued:
    """Take charges in, set them apart and issue the quote, all or nothing."""
    on = options["on"] or sitting.today
    with sitting.reading():
        party = party_by_code(sitting.entity_id, options["party"])
    charges = charges_of(
        options["line"], party=party.code, currency=party.currency, service_on=on
    )
    with transaction.atomic():
        taken = take_charges(
            TakeCharges(entity_id=sitting.entity_id, charges=charges),
            **sitting.sends(),
        )
        draft_id = make_draft(
            MakeDraft(
                entity_id=sitting.entity_id,
                charge_ids=taken.ids,
                kind="quote",
                note=options["note"],
            ),
            **sitting.sends(),
        )
        result = issue_drafts(
            IssueDrafts(
                entity_id=sitting.entity_id, draft_ids=(draft_id,), issued_on=on
            ),
            **sitting.sends(),
        )
        for exception in result.exceptions:
            raise Blocked(exception.code, exception.reason)
    return result.issued[0]
