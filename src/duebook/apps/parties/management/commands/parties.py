"""``duebook parties``: find them, look at one, check them, merge doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties import queries
from duebook.apps.parties.actions import (
    MergeParties,
    UndoMerge,
    merge_parties,
    undo_merge,
)
from duebook.documents.words import LANGUAGES
from duebook.domain.checks.facts import Office
from duebook.domain.checks.policy import DEFAULT_POLICY
from duebook.domain.checks.run import check_parties
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

REASON = "asked for at the terminal"


class Command(OfficeCommand):
    help = "List parties, show one, check all, merge doubles and part them again."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "find", nargs="?", default="", help="part of a name or code"
        )
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--show", metavar="CODE", help="one party, all of it")
        doing.add_argument(
            "--check", action="store_true", help="what is double or incomplete"
        )
        doing.add_argument("--merge", nargs=2, metavar=("DOUBLE", "KEPT"))
        doing.add_argument("--undo", type=int, metavar="MERGE")
        parser.add_argument(
            "--yes", action="store_true", help="merge; without it, only a preview"
        )
        parser.add_argument("--reason", default=REASON)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["show"]:
            _show(sitting, options["show"])
        elif options["check"]:
            _check(sitting)
        elif options["merge"]:
            _merge(sitting, options)
        elif options["undo"]:
            undo_merge(
                UndoMerge(
                    entity_id=sitting.entity_id,
                    merge_id=options["undo"],
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
            console.print(f"Merge {options['undo']} is undone.")
        else:
            _list(sitting, options["find"])


def _list(sitting: Sitting, text: str) -> None:
    with sitting.reading():
        page = queries.find_parties(sitting.entity_id, text)
    rows = ((one.code, one.name, one.currency, one.hold_reason) for one in page.parties)
    console.print(table("Parties", ["Code", "Name", "Currency", "On hold"], rows))
    if page.after:
        console.print("There are more; say more of the name.")


def _show(sitting: Sitting, code: str) -> None:
    with sitting.reading():
        party = queries.party_by_code(sitting.entity_id, code)
        entry = queries.entries_by_code(sitting.entity_id, [party.code])[party.code]
        payer = queries.bill_tos(sitting.entity_id, [party.id])[party.id]
        lines = queries.printed_addresses(sitting.entity_id, [party.id])
    rows = [
        ("Billed to", payer.name),
        ("Terms", payer.terms.name),
        ("Address", "\n".join(lines.get(party.id, ()))),
        ("Mail", "\n".join(one.email for one in entry.contacts if one.email)),
        ("Tax numbers", "\n".join(f"{i.scheme} {i.number}" for i in entry.tax_ids)),
        ("Certificates", "\n".join(one.number for one in entry.certificates)),
        ("On hold", party.hold_reason),
        ("Notes", entry.notes),
    ]
    console.print(table(f"{party.code} {party.name}", ["", ""], rows))


def _check(sitting: Sitting) -> None:
    with sitting.reading():
        facts = queries.party_facts(sitting.entity_id)
    office = Office(
        today=sitting.today,
        currency=sitting.currency,
        languages=frozenset(LANGUAGES),
    )
    found = check_parties(facts, office, DEFAULT_POLICY)
    rows = [
        (party.code, finding.severity, finding.sentence)
        for party, findings in zip(facts, found, strict=True)
        for finding in findings
    ]
    if rows:
        console.print(table("The checks say", ["Party", "Weight", "What"], rows))
    else:
        console.print("The checks find nothing.")


def _merge(sitting: Sitting, options: dict[str, Any]) -> None:
    double_code, kept_code = options["merge"]
    with sitting.reading():
        double = queries.party_by_code(sitting.entity_id, double_code)
        kept = queries.party_by_code(sitting.entity_id, kept_code)
        preview = queries.merge_preview(
            sitting.entity_id, double_id=double.id, kept_id=kept.id
        )
    rows = [("moves", one.kind, one.what) for one in preview.moves]
    rows += [("stays", one.kind, one.what) for one in preview.stays]
    title = f"{double.code} {double.name} → {kept.code} {kept.name}"
    console.print(table(title, ["", "Kind", "What"], rows))
    if not options["yes"]:
        console.print("Nothing is changed yet; say --yes to merge.")
        return
    merge_id = merge_parties(
        MergeParties(
            entity_id=sitting.entity_id,
            double_id=double.id,
            kept_id=kept.id,
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"Merged; --undo {merge_id} takes it back.")
