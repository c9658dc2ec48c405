"""Long work of receivables: telling everybody what they owe."""

from __future__ import annotations

from duebook.apps.receivables.actions import IssueStatements, issue_statements
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right


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
        sentence=f"{count:,} statements issued, {issued.numbers[0]} and on.",
        link="statements",
        figures={"statements": count},
    )
