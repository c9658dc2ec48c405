"""``duebook statement-schedules``: statements that go out by themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.receivables.actions import (
    DiscardBatch,
    IssueBatch,
    KeepStatementSchedule,
    TurnStatementSchedule,
    discard_batch,
    issue_batch,
    keep_statement_schedule,
    make_due,
    turn_statement_schedule,
)
from duebook.apps.receivables.queries.schedules import (
    NoSuchSchedule,
    batches,
    first_day,
    preview,
    schedules,
)
from duebook.domain.money import exact_minor
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
    coming,
    require_usable,
)
from duebook.domain.statements import StatementKind
from duebook.web.figures import counted, money
from duebook.web.listing import Asking
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.receivables.actions.scheduling import ScheduleState
    from duebook.apps.receivables.queries.schedules import Scheduled

_TURNS: dict[str, ScheduleState] = {
    "pause": "paused",
    "resume": "on",
    "end": "ended",
    "delete": "deleted",
}


class Command(OfficeCommand):
    help = "Let statements go out by themselves; list schedules and what they did."

    @override
    def add_more(self, parser: CommandParser) -> None:
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--keep", metavar="NAME", help="make or change this one")
        for name in _TURNS:
            doing.add_argument(f"--{name}", metavar="NAME", help=f"{name} this one")
        doing.add_argument(
            "--due", action="store_true", help="make what is due, as a worker does"
        )
        doing.add_argument("--issue", type=int, metavar="ID", help="what waits")
        doing.add_argument("--discard", type=int, metavar="ID", help="what waits")
        parser.add_argument(
            "--look", action="store_true", help="with --keep: only say what it would do"
        )
        parser.add_argument(
            "--kind",
            type=StatementKind,
            choices=list(StatementKind),
            default=StatementKind.OPEN_ITEM,
        )
        parser.add_argument("--who", default="", metavar="LINE", help="else everybody")
        parser.add_argument(
            "--least", type=amount, default=Decimal(0), help="not who owes less"
        )
        parser.add_argument(
            "--review", action="store_true", help="keep them until somebody has looked"
        )
        days = parser.add_mutually_exclusive_group()
        days.add_argument("--on-day", type=int, metavar="N", help="else month-end")
        days.add_argument("--weekly", action="store_true", help="from the first day on")
        parser.add_argument("--every", type=int, default=1, metavar="N")
        parser.add_argument("--from", dest="first", type=day, help="not before this")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["keep"]:
            _keep(sitting, options)
            return
        for name, state in _TURNS.items():
            if options[name]:
                _turn(sitting, options[name], state)
        if options["due"]:
            for made in make_due(sitting.entity_id, sitting.at):
                console.print(f"{made.name}: {made.state}. {made.why}".strip())
        if options["issue"]:
            issuing = IssueBatch(entity_id=sitting.entity_id, batch_id=options["issue"])
            issued = issue_batch(issuing, **sitting.sends())
            console.print(f"{counted(len(issued.numbers), 'statement')} issued.")
        if options["discard"]:
            discarding = DiscardBatch(
                entity_id=sitting.entity_id, batch_id=options["discard"]
            )
            discard_batch(discarding, **sitting.sends())
        _list(sitting)


def _keep(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say what the schedule would do today, and keep it unless only that is asked."""
    terms = _terms(sitting, options)
    require_usable(terms)
    with sitting.reading():
        known = _known(sitting, terms.name)
        known_id = known.id if known else None
        from_on = first_day(sitting.entity_id, terms, sitting.today, known_id)
        asking = Asking(
            sitting.today, sitting.currency, sitting.actor, sitting.entity_id
        )
        seen = preview(asking, terms, from_on=from_on)
    sums = ", ".join(
        f"{money(minor, currency)} {currency}"
        for currency, minor in seen.sums_minor.items()
    )
    days = ", ".join(map(str, coming(terms.days, sitting.today)))
    told = counted(len(seen.told), "statement")
    console.print(f"Today it would make {told}: {sums or 'nothing'}.")
    console.print(f"Its next days are {days}.")
    if options["look"]:
        return
    command = KeepStatementSchedule(
        entity_id=sitting.entity_id, terms=terms, schedule_id=known_id
    )
    keep_statement_schedule(command, **sitting.sends())
    console.print(f"“{terms.name}” is kept.")


def _terms(sitting: Sitting, options: dict[str, Any]) -> StatementTerms:
    rhythm = Rhythm.WEEKS if options["weekly"] else Rhythm.MONTH_END
    return StatementTerms(
        name=options["keep"],
        kind=options["kind"],
        days=StatementDays(
            rhythm=rhythm if options["on_day"] is None else Rhythm.DAY_OF_MONTH,
            first_on=options["first"] or sitting.today,
            every=options["every"],
            day_of_month=options["on_day"] or 0,
        ),
        line=options["who"],
        least_minor=exact_minor(options["least"], sitting.currency),
        is_sent=not options["review"],
    )


def _known(sitting: Sitting, name: str) -> Scheduled | None:
    found = schedules(sitting.entity_id, sitting.today)
    return next((one for one in found if one.terms.name == name), None)


def _turn(sitting: Sitting, name: str, state: ScheduleState) -> None:
    with sitting.reading():
        known = _known(sitting, name)
    if known is None:
        raise NoSuchSchedule(f"“{name}”")
    command = TurnStatementSchedule(
        entity_id=sitting.entity_id, schedule_id=known.id, state=state
    )
    turn_statement_schedule(command, **sitting.sends())


def _list(sitting: Sitting) -> None:
    with sitting.reading():
        kept = schedules(sitting.entity_id, sitting.today)
        done = batches(sitting.entity_id)
    console.print(
        table(
            "Schedules of statements",
            ("Name", "Kind", "Who", "Comes on", "Next", "Then", "State"),
            (
                (
                    one.terms.name,
                    one.terms.kind.replace("_", " "),
                    one.terms.line or "everybody",
                    one.days_in_words,
                    ", ".join(map(str, one.next_days)),
                    "sent" if one.terms.is_sent else "looked at",
                    one.state,
                )
                for one in kept
            ),
        )
    )
    if done:
        console.print(
            table(
                "What they did",
                (">Id", "As of", "Schedule", "What came of it", "Why"),
                ((one.id, one.as_of, one.name, one.state, one.why) for one in done),
            )
        )
