"""Issuing statements: reckoned in sets, numbered, kept as printed, sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.delivery.actions import Planned, plan
from duebook.apps.delivery.queries import LETTER, MAIL
from duebook.apps.entities import queries as entities
from duebook.apps.entities.actions import Act, action, take_numbers
from duebook.apps.parties import queries as parties
from duebook.apps.receivables import models, queries
from duebook.apps.receivables.queries.statements import Floor
from duebook.domain.rights import Right
from duebook.domain.statements import StatementKind, require_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.documents.records import PrintedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueStatements:
    """Tell parties what they owe at the end of a day.

    Args:
        kind: open items, balance forward or activity.
        as_of: the last day of the statement.
        from_on: its first day; a balance forward without one goes on where the
            party's last one ended.
        segment: only parties of this segment.
        codes: only these parties.
        only_with_balance: leave out whom nothing is asked of and nothing is owed to.
        least_minor: leave out who owes less, in minor units of the entity's currency;
            statements in other currencies are not measured by it.
        is_sent: plan the delivery, too.
    """

    entity_id: int
    kind: StatementKind
    as_of: date
    from_on: date | None = None
    segment: str | None = None
    codes: tuple[str, ...] = ()
    only_with_balance: bool = True
    least_minor: int = 0
    is_sent: bool = True


@dataclass(frozen=True, slots=True)
class StatementsIssued:
    """A run: its id and the numbers of its statements, by party."""

    run_id: int | None
    numbers: tuple[str, ...]


@action(Right.ISSUE)
def issue_statements(command: IssueStatements, act: Act) -> StatementsIssued:
    """Issue one statement for each party and currency, numbered and kept as printed.

    Raises:
        SpanNeeded: an activity statement needs a first day.
        EndsBeforeItBegins: the first day lies after the last.
        UnknownParty: one of the codes is nobody's.
    """
    return issue(command, act)


def issue(command: IssueStatements, act: Act) -> StatementsIssued:
    """Issue statements as a part of any act, and plan their delivery."""
    require_span(command.kind, command.from_on, command.as_of)
    _check_codes(command)
    asked = queries.Asked(
        kind=command.kind,
        as_of=command.as_of,
        from_on=command.from_on,
        known_at=act.at,
    )
    party_ids = queries.parties_to_tell(
        act.entity_id,
        as_of=command.as_of,
        segment=command.segment,
        codes=command.codes,
    )
    floor = Floor(
        currency=act.currency,
        only_with_balance=command.only_with_balance,
        least_minor=command.least_minor,
    )
    found = [
        one
        for one in queries.reckoned(act.entity_id, party_ids, asked)
        if floor.holds(one)
    ]
    if not found:
        return StatementsIssued(None, ())
    letterhead = entities.letterhead(act.entity_id)
    numbers = take_numbers(act.entity_id, "statement", command.as_of, len(found))
    printed = queries.printed_statements(
        act.entity_id, found, asked, numbers, letterhead
    )
    run_id, ids = _write(act, asked, found, printed)
    if command.is_sent:
        _plan_deliveries(act, ids, found, numbers)
    return StatementsIssued(run_id, tuple(numbers))


def _check_codes(command: IssueStatements) -> None:
    found = parties.parties_by_code(command.entity_id, command.codes)
    for code in command.codes:
        if code not in found:
            raise parties.UnknownParty(code)


def _write(
    act: Act,
    asked: queries.Asked,
    found: Sequence[queries.Reckoned],
    printed: Sequence[PrintedStatement],
) -> tuple[int, list[int]]:
    """Keep what is printed; the issuer, with its logo, once for all of the run."""
    contents = [queries.PRINTED.dump_python(one, mode="json") for one in printed]
    letterheads = [content.pop("letterhead") for content in contents]
    run = models.StatementRun.objects.create(
        entity_id=act.entity_id,
        kind=asked.kind,
        as_of=asked.as_of,
        from_on=asked.from_on,
        letterhead=letterheads[0],
    )
    ids = db.take_ids("receivables_statement", len(found))
    models.Statement.objects.bulk_create(
        models.Statement(
            id=id_,
            entity_id=act.entity_id,
            run=run,
            party_id=one.party_id,
            number=content["number"],
            currency=one.currency,
            total_minor=one.stated.total_minor,
            content=content,
        )
        for id_, one, content in zip(ids, found, contents, strict=True)
    )
    return run.id, ids


def _plan_deliveries(
    act: Act,
    ids: Sequence[int],
    found: Sequence[queries.Reckoned],
    numbers: Sequence[str],
) -> None:
    party_ids = {one.party_id for one in found}
    told = parties.parties(act.entity_id, party_ids)
    emails = parties.invoice_emails(act.entity_id, party_ids)
    planned = []
    for id_, one, number in zip(ids, found, numbers, strict=True):
        party = told[one.party_id]
        by_mail = party.delivery == "mail"
        recipients = {"mail": emails.get(party.id, ()), "print": (party.name,)}
        planned += [
            Planned(
                channel=MAIL if by_mail else LETTER,
                subject_kind="statement",
                subject_id=id_,
                recipient=recipient,
                party_id=party.id,
                number=number,
                language=party.language,
            )
            for recipient in recipients.get(party.delivery, ())
        ]
    plan(act, planned)
