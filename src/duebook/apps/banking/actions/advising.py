"""Remittance advice taken in, and kept until the money comes that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.banking.actions.files import came_before, keep_file
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.banking.queries.lines import REMITTANCE
from duebook.apps.entities.actions import Act, action
from duebook.apps.imports.queries import remembered
from duebook.apps.papers.actions import Content
from duebook.apps.parties.queries import party_by_code
from duebook.domain.banking import Problem
from duebook.domain.rights import Right
from duebook.formats.bank.advice import read_advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.banking import Remittance

FORMAT: Final = "Remittance advice"
SOURCE_KIND: Final = "remittance_advice"
"""The kind under which mappings of payers' tables are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAdvice:
    """Take in what a payer says a payment is for, in whatever form.

    ``payer`` is the code of the party that sent it, for an advice that names nobody.
    """

    entity_id: int
    name: str
    content: Content
    payer: str = ""


@dataclass(frozen=True, slots=True)
class AdviceTaken:
    """How many payments were told of, and what the file does not agree with.

    Those without any line, ``bare``, say nothing that could be matched.  A file that
    came before adds nothing: ``is_repeated``.
    """

    kept: int
    bare: int
    told: tuple[Problem, ...]
    is_repeated: bool = False


@action(Right.RECEIVE)
def take_advice(command: TakeAdvice, act: Act) -> AdviceTaken:
    """Keep remittance advice; the matcher finds the money that it belongs to.

    Raises:
        UnreadableBankFile: naming what in it cannot be read; nothing is kept.
        UnknownParty: there is no payer of this code.
    """
    if came_before(act.entity_id, command.content):
        return AdviceTaken(0, 0, (), is_repeated=True)
    payer = party_by_code(act.entity_id, command.payer).name if command.payer else ""
    remittances, told = read_advice(
        command.content,
        command.name,
        remembered=remembered(act.entity_id, SOURCE_KIND, command.payer),
    )
    file_id = keep_file(
        act, command.name, command.content, format_name=FORMAT, problems=told
    )
    _write(act, file_id, remittances, payer)
    bare = sum(not remittance.lines for remittance in remittances)
    return AdviceTaken(len(remittances) - bare, bare, tuple(told))


def _write(
    act: Act, file_id: int, remittances: Sequence[Remittance], payer: str
) -> None:
    db.write(
        "banking_advice",
        (
            *("entity_id", "file_id", "place", "payer_name", "payer_account"),
            *("reference", "paid_on", "currency", "total_minor", "lines"),
        ),
        [
            (
                act.entity_id,
                file_id,
                remittance.place,
                remittance.payer.name or payer,
                normalised(remittance.payer.account),
                remittance.reference,
                remittance.paid_on,
                remittance.currency,
                remittance.total_minor,
                REMITTANCE.dump_json(remittance.lines).decode(),
            )
            for remittance in remittances
        ],
    )
