"""``duebook findings``: what the checks say; accept it, mend it, weigh it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from django.core.management.base import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.checking import (
    AcceptFinding,
    ApplyFix,
    SetSeverity,
    Weight,
    accept_finding,
    apply_fix,
    set_severity,
)
from duebook.apps.invoicing.management.telling import tell_findings
from duebook.apps.invoicing.queries.findings import open_findings, set_up_findings
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.invoicing.queries.findings import Found

WEIGHTS = get_args(Weight)


class Command(OfficeCommand):
    help = "List what the checks say of everything unbilled, or of the parties."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until",
            type=day,
            metavar="DAY",
            help="of what was done to this day; the last day, with --accept",
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="as billed on this day, not today"
        )
        parser.add_argument(
            "--parties", action="store_true", help="of the parties themselves"
        )
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--fix", type=int, metavar="N", help="mend the finding N")
        doing.add_argument("--accept", metavar="CHECK", help="keep it for a party")
        doing.add_argument(
            "--weigh",
            nargs=2,
            metavar=("CHECK", "WEIGHT"),
            help=f"give a check another weight: {', '.join(WEIGHTS)}",
        )
        parser.add_argument("--party", metavar="CODE", help="with --accept")
        parser.add_argument("--reason", default="")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["accept"]:
            _accept(sitting, options)
        elif options["weigh"]:
            _weigh(sitting, options)
        else:
            found = _found(sitting, options)
            if options["fix"]:
                _fix(sitting, found, options)
            elif found:
                tell_findings("The checks say", found, numbered=True)
            else:
                console.print("The checks find nothing.")


def _found(sitting: Sitting, options: dict[str, Any]) -> list[Found]:
    with sitting.reading():
        if options["parties"]:
            return set_up_findings(sitting.entity_id, sitting.today)
        return open_findings(
            sitting.entity_id,
            until=options["until"] or sitting.today,
            issued_on=options["on"] or sitting.today,
            today=sitting.today,
        )


def _accept(sitting: Sitting, options: dict[str, Any]) -> None:
    if not options["party"] or not options["until"]:
        raise CommandError("Say for whom and how long: --party CODE --until DAY")
    accept_finding(
        AcceptFinding(
            entity_id=sitting.entity_id,
            code=options["accept"],
            party=options["party"],
            reason=options["reason"],
            until=options["until"],
        ),
        **sitting.sends(),
    )
    console.print(
        f"{options['accept']} is only a note for {options['party']} "
        f"to {options['until']}."
    )


def _weigh(sitting: Sitting, options: dict[str, Any]) -> None:
    code, weight = options["weigh"]
    if weight not in WEIGHTS:
        raise CommandError(f"A check weighs as one of: {', '.join(WEIGHTS)}")
    set_severity(
        SetSeverity(entity_id=sitting.entity_id, code=code, severity=weight),
        **sitting.sends(),
    )
    console.print(f"{code} is now: {weight}.")


def _fix(sitting: Sitting, found: list[Found], options: dict[str, Any]) -> None:
    number = options["fix"]
    if not 1 <= number <= len(found):
        raise CommandError(f"There is no finding {number}; there are {len(found)}.")
    one = found[number - 1]
    if one.finding.fix is None:
        raise CommandError(f"A person has to mend this: {one.finding.sentence}")
    apply_fix(
        ApplyFix(
            entity_id=sitting.entity_id,
            fix=one.finding.fix,
            reason=options["reason"] or one.finding.sentence,
            draft_id=one.draft_id,
            charge_ids=one.charge_ids,
        ),
        **sitting.sends(),
    )
    console.print(f"Mended: {one.finding.sentence}")
