"""``duebook demo``: a believable office and its month, before the reader's eyes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management import CommandError, call_command
from typing_extensions import override

from duebook.apps.desk.actions.practising import copy_for_practice
from duebook.apps.entities.actions.sitting import Sitting
from duebook.demo.afresh import start_afresh
from duebook.demo.blueprint import THIS_MONTH, Scale
from duebook.demo.building import build
from duebook.demo.examples import FILES, write_examples
from duebook.demo.folder import Shelf, empty_folder
from duebook.demo.month import MonthsWork
from duebook.demo.showing import bar
from duebook.demo.story import chapter, tell_month, tell_summary
from duebook.demo.this_week import TODAY, begin_month
from duebook.demo.users import ADMINISTRATOR, PASSWORD, demo_users
from duebook.demo.workdays import clock
from duebook.web import terminal
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.demo.setting_up import Desk

_EXAMPLES: Final = Path("examples")
_WHOLE: Final = Scale()


class Command(terminal.Command):
    help = "Build a believable office, and do its month from the files in examples/."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-serve", action="store_true", help="end after the summary"
        )
        parser.add_argument(
            "--out", type=Path, default=Path("demo-office"), help="the demo's folder"
        )
        parser.add_argument(
            "--percent", type=int, default=_WHOLE.percent, help="of all parties"
        )
        parser.add_argument(
            "--months", type=int, default=_WHOLE.months, help="of history"
        )
        parser.add_argument(
            "--write-examples",
            type=Path,
            metavar="FOLDER",
            help="write the month's files for this office there, and end",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        scale = Scale(percent=options["percent"], months=options["months"])
        if start_afresh():
            console.print("The demo of before is gone; this one starts afresh.")
        desks = _built(scale)
        if options["write_examples"]:
            for desk in desks:
                write_examples(desk, options["write_examples"])
            return
        folder = empty_folder(options["out"])
        files = _files(desks, scale, folder)
        works = [
            MonthsWork(
                desk=desk,
                shelf=Shelf(folder / FILES[desk.code].folder),
                files=files / FILES[desk.code].folder,
            )
            for desk in desks
        ]
        tell_month(works)
        if not tell_summary(works).holds:
            raise CommandError("The demo's books do not hold: please tell us.")
        _leave_work(works)
        _open_door(works)
        if options["no_serve"]:
            console.print("\nduebook --demo serve opens the desk.")
        else:
            call_command("serve")


def _leave_work(works: list[MonthsWork]) -> None:
    """The next month begins, with something on every page of the desk."""
    chapter(10, "The desk", f"On {TODAY:%A, %d %B %Y} this waits for somebody.")
    left = [(work.desk.code, begin_month(work)) for work in works]
    console.print(
        table(
            "",
            ("", ">Bank lines", ">Approvals", ">Findings", ">Charges to bill"),
            (
                (code, one.lines, one.approvals, one.findings, one.charges)
                for code, one in left
            ),
        )
    )


def _open_door(works: list[MonthsWork]) -> None:
    """Let the people of the demo sign in, and give the office a copy to practise on."""
    at = clock(TODAY)
    roles = demo_users((work.entity_id for work in works), at=at)
    practised = works[0].desk
    opened = copy_for_practice(
        Sitting(
            entity_id=practised.entity_id,
            currency=practised.blueprint.currency,
            actor=ADMINISTRATOR,
            at=at,
            today=TODAY,
        )
    )
    console.print(
        table("Who signs in", ("Name", "Role"), sorted(roles.items())),
        f"Everybody's password: {PASSWORD}",
        f"{opened.code} is a practice copy of {practised.code}; nothing leaves it.",
        sep="\n",
    )


def _built(scale: Scale) -> list[Desk]:
    chapter(
        0,
        "An imaginary office",
        f"Three entities and their {scale.months} months before {THIS_MONTH:%B %Y}.",
    )
    desks = []
    for code, steps in build(scale):
        with bar(f"{code}: {scale.months} months of work") as advance:
            for done, desk in enumerate(steps):
                advance(done, scale.months)
                if done == scale.months:
                    desks.append(desk)
    return desks


def _files(desks: list[Desk], scale: Scale, folder: Path) -> Path:
    """The month's files: the repository's for the whole office, else made for it."""
    if scale == _WHOLE and _EXAMPLES.is_dir():
        return _EXAMPLES
    made = folder / "examples"
    for desk in desks:
        write_examples(desk, made)
    return made
