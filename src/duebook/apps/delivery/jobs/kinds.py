"""Sending the mails that are due, and printing the letters, as long work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from duebook import db
from duebook.apps.delivery import queries
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import Errand, print_all_letters, send_mails
from duebook.apps.delivery.jobs.transports import Smtp, transport_of
from duebook.apps.entities.queries import mail_server
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.web.figures import counted

if TYPE_CHECKING:
    from duebook.apps.delivery.jobs.sending import Outcome

AT_A_TIME: Final = 50
"""Mails after which the run is noted, and may be stopped."""

MOST: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMails:
    """Send every mail that is due."""

    entity_id: int


@long_work("deliveries", title="Sending mail", unit="mails", right=Right.SEND)
def send(work: Working, command: SendMails) -> Ended:
    """Send what is due now.

    A mail is tried once: one that is put off is no longer due.  A worker that comes
    after a crash finds what is still planned; mails of which nobody knows whether they
    left are treated as :mod:`duebook.apps.delivery.jobs.sending` says.
    """
    with db.reading(command.entity_id):
        due = len(queries.mails_due(command.entity_id, work.at, MOST))
        server = mail_server(command.entity_id)
    work.tell(0, due)
    counts: Counter[str] = Counter()
    transport = transport_of(server, settings.SETTINGS.home / "outbox")
    errand = Errand(entity_id=command.entity_id, actor=work.actor, at=work.at)

    def tell(outcome: Outcome) -> None:
        counts[outcome.state] += 1
        if outcome.problem:
            work.exception(
                f"{outcome.delivery.number} to {outcome.delivery.recipient}: "
                f"{outcome.problem}"
            )

    try:
        while counts.total() < due and not work.is_stopped():
            run = send_mails(errand, transport, limit=AT_A_TIME, each=tell)
            work.tell(counts.total(), figures={"sent": counts["sent"]})
            if run.stopped or not run.outcomes:
                break
    finally:
        if isinstance(transport, Smtp):
            transport.close()
    return Ended(
        sentence=f"{counts['sent']:,} of {due:,} mails sent.",
        figures={"sent": counts["sent"]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintAllLetters:
    """Print the letters that wait, the oldest first, as many as make one file."""

    entity_id: int


@long_work("letters", title="Printing letters", unit="letters", right=Right.SEND)
def print_waiting(work: Working, command: PrintAllLetters) -> Ended:
    """Print letters into one file, to be fetched.

    It is kept in a folder of the entity's, too: a worker that comes after a crash
    prints nothing again, and finds it there.
    """
    folder = settings.SETTINGS.home / "letters" / str(command.entity_id)
    printed = print_all_letters(
        PrintLetters(entity_id=command.entity_id),
        folder=folder,
        **work.sends("letters"),
    )
    if not printed.file:
        return Ended(sentence="No letter waits.")
    work.keep_file(printed.file, PDF, (folder / printed.file).read_bytes())
    return Ended(
        sentence=f"Ready to fetch: {counted(len(printed.printed), 'letter')}.",
        figures={"letters": len(printed.printed)},
    )
