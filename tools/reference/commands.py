"""Every command of the terminal, its arguments and their help, as a page."""

from __future__ import annotations

import argparse
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.core.management import get_commands, load_command_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.management.base import BaseCommand

HEAD = """\
# Commands

`duebook` lists them, and `duebook COMMAND --help` says what is said here. `duebook
--demo COMMAND` does it in the demo's office instead of yours.

Most commands take `--entity CODE`, whose books it is about, and `--as NAME`, who asks;
what changes something asks for both. The environment can say them instead, as
`DUEBOOK_ENTITY` and `DUEBOOK_AS`. Days are written `2026-11-03`, amounts `1250.00`.
A refusal is one sentence on standard error with exit code 1; words that cannot be
understood have exit code 2.
"""
COMMON = {"help", "entity", "actor"}


def page() -> str:
    """The page, as Markdown."""
    ours = sorted(
        (app.rpartition(".")[2], name)
        for name, app in get_commands().items()
        if app.startswith("duebook.")
    )
    return "\n".join([HEAD, *_rooms(ours)])


def _rooms(ours: list[tuple[str, str]]) -> Iterator[str]:
    for room, members in groupby(ours, key=itemgetter(0)):
        yield f"## {room.capitalize()}\n"
        app = "duebook.demo" if room == "demo" else f"duebook.apps.{room}"
        for _, name in members:
            yield _entry(name.replace("_", "-"), load_command_class(app, name))


def _entry(name: str, command: BaseCommand) -> str:
    parser = command.create_parser("duebook", name)
    entry = f"### `duebook {name}`\n\n{command.help}\n{_table(parser)}"
    verbs = [
        f"#### `duebook {name} {verb}`\n\n{of_verb.description}\n{_table(of_verb)}"
        for verb, of_verb in _verbs(parser).items()
    ]
    return "\n".join([entry, *verbs])


def _verbs(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The parsers of a command's verbs, if it has some."""
    for argument in parser._actions:  # noqa: SLF001 - nothing public lists them
        if isinstance(argument, argparse._SubParsersAction):  # noqa: SLF001
            verbs: Mapping[str, argparse.ArgumentParser] = argument.choices
            return verbs
    return {}


def _table(parser: argparse.ArgumentParser) -> str:
    arguments = [
        argument
        for argument in parser._actions  # noqa: SLF001 - nothing public lists them
        if argument.help != argparse.SUPPRESS and argument.dest not in COMMON
    ]
    rows = [
        f"| {_written(argument)} | {_told(argument)} |"
        for argument in sorted(arguments, key=lambda one: bool(one.option_strings))
    ]
    return "\n".join(["", "| | |", "|---|---|", *rows, ""]) if rows else ""


def _written(argument: argparse.Action) -> str:
    """How it is typed: ``--on ON``, or ``party``."""
    shape = argument.metavar or argument.dest.upper()
    values = shape if isinstance(shape, str) else " ".join(shape)
    if not argument.option_strings:
        return f"`{argument.metavar or argument.dest}`"
    name = argument.option_strings[-1]
    return f"`{name}`" if argument.nargs == 0 else f"`{name} {values}`"


def _told(argument: argparse.Action) -> str:
    said = [argument.help or ""]
    if argument.choices:
        said.append(", ".join(f"`{choice}`" for choice in argument.choices))
    if argument.required and argument.option_strings:
        said.append("required")
    return "; ".join(filter(None, said)).replace("|", "\\|")
