"""``duebook draft``: set charges apart, put drafts together, let them go, discount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.charges import (
    DiscountDraft,
    LetDraftGo,
    MakeDraft,
    discount_draft,
    let_draft_go,
    make_draft,
)
from duebook.apps.invoicing.actions.merging import MergeDrafts, merge_drafts
from duebook.apps.invoicing.queries.drafts import unbilled_charges
from duebook.apps.parties.queries import party_by_code
from duebook.domain.money import exact_minor
from duebook.web.figures import counted
from duebook.web.terminal import amount, console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Make a draft of charges, merge drafts, drop one, or grant a discount."

    @override
    def add_more(self, parser: CommandParser) -> None:
        doing = parser.add_mutually_exclusive_group(required=True)
        doing.add_argument(
            "--charges", type=int, nargs="+", metavar="N", help="make one of these"
        )
        doing.add_argument(
            "--party", metavar="CODE", help="make one of all that is unbilled"
        )
        doing.add_argument("--merge", type=int, nargs="+", metavar="DRAFT")
        doing.add_argument("--drop", type=int, metavar="DRAFT")
        doing.add_argument("--discount", type=int, metavar="DRAFT")
        parser.add_argument("--amount", type=amount, help="of the discount")
        parser.add_argument("--reason", default="", help="for the discount")
        parser.add_argument("--kind", choices=["invoice", "quote"], default="invoice")
        parser.add_argument("--po", default="")
        parser.add_argument("--site", default="")
        parser.add_argument("--note", default="", help="printed at the foot")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["merge"]:
            merge = MergeDrafts(
                entity_id=sitting.entity_id, draft_ids=tuple(options["merge"])
            )
            console.print(f"Draft {merge_drafts(merge, **sitting.sends())} is made.")
        elif options["drop"]:
            drop = LetDraftGo(entity_id=sitting.entity_id, draft_id=options["drop"])
            freed = let_draft_go(drop, **sitting.sends())
            are = "is" if freed == 1 else "are"
            told = f"{counted(freed, 'charge')} {are} free"
            console.print(f"Draft {drop.draft_id} is gone; {told}.")
        elif options["discount"]:
            _discount(sitting, options)
        else:
            _make(sitting, options)


def _discount(sitting: Sitting, options: dict[str, Any]) -> None:
    if options["amount"] is None or not options["reason"]:
        raise CommandError("Say how much and why: --amount 20.00 --reason …")
    granted = discount_draft(
        DiscountDraft(
            entity_id=sitting.entity_id,
            draft_id=options["discount"],
            discount_minor=exact_minor(options["amount"], sitting.currency),
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    if isinstance(granted, Held):
        tell_held(granted)
    else:
        console.print(f"Draft {options['discount']} is discounted.")


def _make(sitting: Sitting, options: dict[str, Any]) -> None:
    charge_ids = options["charges"]
    if charge_ids is None:
        with sitting.reading():
            party = party_by_code(sitting.entity_id, options["party"])
            charge_ids = unbilled_charges(sitting.entity_id, party.id)
    draft_id = make_draft(
        MakeDraft(
            entity_id=sitting.entity_id,
            charge_ids=tuple(charge_ids),
            kind=options["kind"],
            po=options["po"],
            site=options["site"],
            note=options["note"],
        ),
        **sitting.sends(),
    )
    console.print(f"Draft {draft_id} is made of {counted(len(charge_ids), 'charge')}.")
