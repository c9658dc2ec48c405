"""Work of receivables that takes long or comes by the clock: telling what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.approvals.actions import Held
from duebook.apps.receivables.actions import (
    IssueBatch,
    IssueStatements,
    WriteOffDebts,
    issue_batch,
    issue_statements,
    make_due,
    write_off_debts,
)
from duebook.apps.work.actions import Ended, Working, by_the_clock, long_work
from duebook.domain.rights import Right
from duebook.web.figures import counted

if TYPE_CHECKING:
    from datetime import datetime


@long_work(
    "statements",
    title="Statements as of {command.as_of:%-d %b %Y}",
    unit="statements",
    right=Right.ISSUE,
)
def statements(work: Working, command: IssueStatements) -> Ended:
    """Issue a run of statements: one act, so that their numbers follow each other."""
    issued = issue_statements(command, **work.sends("run"))
    count = len(issued.numbers)
    work.tell(count, count)
    if not count:
        return Ended(sentence="There is nobody to tell: no statement was issued.")
    return Ended(
        sentence=f"{counted(count, 'statement')} issued, {issued.numbers[0]} and on.",
        link="statements",
        figures={"statements": count},
    )


@long_work(
    "statement_batch",
    title="Scheduled statements",
    unit="statements",
    right=Right.ISSUE,
)
def statement_batch(work: Working, command: IssueBatch) -> Ended:
    """Issue what a schedule kept to be looked at: one act."""
    issued = issue_batch(command, **work.sends("run"))
    count = len(issued.numbers)
    work.tell(count, count)
    return Ended(
        sentence=f"{counted(count, 'statement')} issued by “{issued.name}”.",
        link="statements",
        figures={"statements": count},
    )


@by_the_clock
def scheduled_statements(entity_id: int, at: datetime) -> None:
    """Make the statements that schedules have due, each day once."""
    make_due(entity_id, at)


@long_work(
    "write_offs",
    title="Write off {command.told}",
    unit="debts",
    right=Right.WRITE_OFF,
)
def write_offs(work: Working, command: WriteOffDebts) -> Ended:
    """Give many debts up: one act, so that it is taken back as one."""
    done = write_off_debts(command, **work.sends("run"))
    if isinstance(done, Held):
        return Ended(sentence=f"{done.sentence}. It waits for a second person.")
    work.tell(done.items, len(command.debts))
    left = f" {len(done.left):,} had changed since and were left." if done.left else ""
    return Ended(
        sentence=f"{done.items:,} debts written off.{left}",
        link="write-offs",
        figures={"debts": done.items},
        amounts_minor={command.currency: done.amount_minor},
    )
