"""Long work of banking: matching everything that waits."""

from __future__ import annotations

from duebook.apps.banking.actions.matching import MatchLines, match_lines
from duebook.apps.banking.actions.watching import watched
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.apps.work.actions.beside import told_beside
from duebook.domain.rights import Right


@long_work("match", title="Matching bank lines", unit="lines", right=Right.APPLY)
def match(work: Working, command: MatchLines) -> Ended:
    """Explain what is complete and unique: one act, because lines weigh each other."""
    with told_beside(work) as tell, watched(tell):
        matched = match_lines(command, **work.sends("match"))
    explained = matched.linked + matched.ruled + matched.posted
    held = sum(matched.held.values())
    work.tell(explained + held, explained + held)
    return Ended(
        sentence=f"{explained:,} lines explained, {held:,} wait for a person.",
        link="bank",
        figures={
            "linked": matched.linked,
            "ruled": matched.ruled,
            "posted": matched.posted,
            "held": held,
        },
    )
