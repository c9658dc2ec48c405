"""Billing runs: many parties in pieces, each piece one transaction."""

from __future__ import annotations

import gc
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID, uuid5

from django.db import connection

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.issuing import Heading, issue
from duebook.apps.invoicing.actions.line import Line, alone
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.billing import Drafted, State
from duebook.apps.invoicing.queries.dossiers import findings, item_histories
from duebook.domain.calendars import day_at
from duebook.domain.checks.findings import Finding, Severity
from duebook.domain.checks.run import blocks
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import BillingException, Draft
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from duebook.apps.invoicing.actions.line import MoveOn
    from duebook.domain.checks.facts import ItemHistory

PIECE_PARTIES = 2_000
"""A piece holds the number series for half a second; others wait no longer."""

PIECES_AT_LEAST = 10
"""So many there are in a small run, too, or none could be read ahead."""

STATIONS = 3
"""Of a piece: it is read and reckoned; its lines are written; it is numbered."""

GROWING = (
    *("invoicing_document", "invoicing_line", "invoicing_document_tax"),
    *("ledger_entry", "ledger_posting", "receivables_item", "delivery_delivery"),
)
"""Tables that a run fills."""

GROWTH = 10
"""They are looked at anew, for the planner, when they have grown so many times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillParties:
    """Bill the unbilled charges of the bill-tos ``first_party`` to ``stop_party``.

    Of these only the ``chosen`` are billed, where there was a choice.  ``run_id`` and
    ``position`` name the piece of a run that this is.
    """

    entity_id: int
    first_party: int
    stop_party: int
    until: date
    issued_on: date
    run_id: int | None = None
    position: int = 0
    chosen: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingResult:
    """What a piece came to: invoices, their sum by currency, and who is left out."""

    invoiced: int
    totals_minor: dict[str, int]
    exceptions: tuple[BillingException, ...]


@action(Right.ISSUE)
def bill_parties(command: BillParties, act: Act) -> BillingResult:
    """Bill every unbilled charge of the parties, an invoice for each grouping.

    A run of a million parties is five hundred calls of this: a call that dies
    leaves nothing behind, and a second call finds only what the first left unbilled.
    """
    return _bill(act, command, ready_piece(command, act.today), alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPiece:
    """What billing some parties comes to: read, reckoned and checked.

    It stands as long as what is unbilled of them has the same ``states``.
    """

    states: list[State]
    drafts: list[Draft]
    exceptions: tuple[BillingException, ...]


def ready_piece(
    command: BillParties,
    today: date,
    usual: Mapping[int, ItemHistory] | None = None,
) -> ReadyPiece:
    """Draft and check what is unbilled of the parties; nothing is written or locked.

    ``usual`` is as for :func:`findings`.
    """
    charges = billing.unbilled(
        command.entity_id,
        _bill_tos(command),
        until=command.until,
        issued_on=command.issued_on,
    )
    drafted = billing.drafted(command.entity_id, charges, command.issued_on)
    clean, stopped = without_blockers(
        drafted, findings(command.entity_id, drafted, today, usual)
    )
    return ReadyPiece(
        states=billing.states(charges),
        drafts=clean,
        exceptions=(*drafted.exceptions, *stopped),
    )


def _bill_tos(command: BillParties) -> Collection[int]:
    if command.chosen is not None:
        return command.chosen
    return range(command.first_party, command.stop_party)


def _bill(
    act: Act, command: BillParties, ready: ReadyPiece, move_on: MoveOn
) -> BillingResult:
    """Issue what is ready, made ready again where its charges changed meanwhile."""
    while ready.states != billing.lock_unbilled(
        act.entity_id,
        _bill_tos(command),
        until=command.until,
        issued_on=command.issued_on,
    ):
        ready = ready_piece(command, act.today)
    headings = [Heading(run_id=command.run_id)] * len(ready.drafts)
    issued = issue(act, ready.drafts, headings, before_numbers=move_on)
    totals_minor: dict[str, int] = {}
    for one in issued:
        totals_minor[one.currency] = totals_minor.get(one.currency, 0) + one.total_minor
    if command.run_id is not None:
        _note_piece(act, command, len(issued), ready.exceptions)
    return BillingResult(
        invoiced=len(issued), totals_minor=totals_minor, exceptions=ready.exceptions
    )


def without_blockers(
    drafted: Drafted, found: Sequence[Sequence[Finding]]
) -> tuple[list[Draft], list[BillingException]]:
    """The drafts that may be issued, and the exceptions of those that may not."""
    clean: list[Draft] = []
    stopped: list[BillingException] = []
    for draft, of_draft in zip(drafted.drafts, found, strict=True):
        if not blocks(of_draft):
            clean.append(draft)
            continue
        blocker = next(one for one in of_draft if one.severity is Severity.BLOCKER)
        stopped.append(
            BillingException(
                bill_to_id=draft.bill_to_id,
                code=blocker.code,
                reason=blocker.sentence,
                charge_ids=tuple(
                    line.charge_id for line in draft.lines if line.charge_id is not None
                ),
            )
        )
    return clean, stopped


def _note_piece(
    act: Act,
    command: BillParties,
    invoiced: int,
    exceptions: Sequence[BillingException],
) -> None:
    db.write(
        "invoicing_left_out",
        ("entity_id", "run_id", "party_id", "code", "reason"),
        [
            (act.entity_id, command.run_id, left.bill_to_id, left.code, left.reason)
            for left in exceptions
        ],
    )
    models.BillingPiece.objects.filter(
        entity_id=act.entity_id, run_id=command.run_id, position=command.position
    ).update(is_done=True, invoiced=invoiced)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBillingRun:
    """Lay out a run over the parties of the entity, in pieces.

    ``chosen`` are the ids of the bill-tos that it bills; none bills all.  ``choice``
    says in words which they are.
    """

    entity_id: int
    until: date
    issued_on: date
    chosen: tuple[int, ...] | None = None
    choice: str = ""


@action(Right.ISSUE)
def start_billing_run(command: StartBillingRun, act: Act) -> int:
    """Write the run and its pieces, and return its id; nothing is billed yet."""
    run = models.BillingRun.objects.create(
        entity_id=act.entity_id,
        until=command.until,
        issued_on=command.issued_on,
        started_by=act.person.name,
        choice=command.choice,
    )
    parties: Sequence[int] = (
        billing.bill_to_bounds(act.entity_id)
        if command.chosen is None
        else sorted(set(command.chosen))
    )
    size = min(PIECE_PARTIES, max(1, -(-len(parties) // PIECES_AT_LEAST)))
    pieces = (parties[at : at + size] for at in range(0, len(parties), size))
    models.BillingPiece.objects.bulk_create(
        models.BillingPiece(
            entity_id=act.entity_id,
            run=run,
            position=position,
            first_party=piece[0],
            stop_party=piece[-1] + 1,
            chosen=None if command.chosen is None else list(piece),
        )
        for position, piece in enumerate(pieces)
    )
    return run.id


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: pieces done of all, and what the last piece came to."""

    done: int
    pieces: int
    last: BillingResult


@dataclass(eq=False)
class NoSuchRun(Refusal):
    """No billing run of the entity has this number."""

    code: ClassVar[str] = "no_such_run"
    template: ClassVar[str] = "There is no billing run {run_id}."

    run_id: int


def carry_on(
    entity_id: int, run_id: int, *, actor: str, at: datetime
) -> Generator[Progress]:
    """Bill the pieces of a run that are not done, and tell of each in its order.

    Started again after a crash it goes on where the last whole piece ended, and
    gives the same numbers to the same parties as if nothing had happened: a piece's
    key is made of the run and its position.  While a piece is told of, the next may
    hold its charges; it takes its numbers only when it is asked for.

    Raises:
        NoSuchRun: there is no such run.
    """
    with db.reading(entity_id):
        run = models.BillingRun.objects.filter(entity_id=entity_id, id=run_id).first()
        pieces = list(
            models.BillingPiece.objects.filter(
                entity_id=entity_id, run_id=run_id
            ).order_by("position")
        )
    if run is None:
        raise NoSuchRun(run_id)
    commands = [
        BillParties(
            entity_id=entity_id,
            first_party=piece.first_party,
            stop_party=piece.stop_party,
            until=run.until,
            issued_on=run.issued_on,
            run_id=run.id,
            position=piece.position,
            chosen=None if piece.chosen is None else tuple(piece.chosen),
        )
        for piece in pieces
        if not piece.is_done
    ]
    done = len(pieces) - len(commands)
    with _garbage_left_lying(), closing(_billed(commands, done, actor, at)) as results:
        for result in results:
            done += 1
            yield Progress(done, len(pieces), result)


def _billed(
    commands: Sequence[BillParties], done: int, actor: str, at: datetime
) -> Generator[BillingResult]:
    """Bill pieces in their order, each read while others are written.

    The first of all is billed before the next is read, so that PostgreSQL knows
    the tables that were empty.
    """
    if not commands:
        return
    entity_id = commands[0].entity_id
    with db.reading(entity_id):
        today = day_at(at, entity(entity_id).time_zone)
        usual = item_histories(entity_id)
    known = 0

    def bill(command: BillParties, before: int, move_on: MoveOn) -> BillingResult:
        nonlocal known
        if before > GROWTH * known:
            db.refresh_statistics(*GROWING)
            known = before
        with db.reading(entity_id):
            ready = ready_piece(command, today, usual)
        move_on()
        return bill_parties(
            command,
            actor=actor,
            key=_key(command),
            at=at,
            instead=partial(_bill_ready, ready, move_on),
        )

    yield bill(commands[0], done, alone)
    pieces = [
        partial(bill, command, before)
        for before, command in enumerate(commands[1:], start=done + 1)
    ]
    if connection.in_atomic_block:  # another connection would not see its rows
        yield from (piece(alone) for piece in pieces)
    else:
        yield from Line(STATIONS, pieces).results()


def _key(command: BillParties) -> UUID:
    return uuid5(
        NAMESPACE_RUN, f"{command.entity_id}/{command.run_id}/{command.position}"
    )


def _bill_ready(
    ready: ReadyPiece, move_on: MoveOn, command: BillParties, act: Act
) -> BillingResult:
    return _bill(act, command, ready, move_on)


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Keep Python from looking for cycles among the records of a piece.

    There are hundreds of thousands of them and they all live until it is written;
    looking through them again and again took a third of the time.
    """
    was_tidy = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_tidy:
            gc.enable()


NAMESPACE_RUN = UUID("6f6a51f0-2b5d-4f0e-9a2b-1d7e5c1f7a10")
"""Under it, a piece's key follows from its run and position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a run would do: drafts with their findings, and what is left out."""

    drafted: Drafted
    findings: list[list[Finding]]


def preview(
    entity_id: int,
    *,
    until: date,
    issued_on: date,
    today: date,
    bill_tos: Collection[int],
) -> Preview:
    """Draft and check without writing: the first steps of ``bill_parties``."""
    charges = billing.unbilled(entity_id, bill_tos, until=until, issued_on=issued_on)
    drafted = billing.drafted(entity_id, charges, issued_on)
    return Preview(drafted=drafted, findings=findings(entity_id, drafted, today))
