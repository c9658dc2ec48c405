"""This month's job of an office, step by step, from its files to the closed month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.close.queries.evidence import kept_evidence
from duebook.apps.close.queries.points import points
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import (
    Errand,
    print_all_letters,
    send_mails,
)
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.imports.actions import TakeIn, take_in
from duebook.apps.imports.queries import Preview, preview
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.checking import ApplyFix, apply_fix
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.invoicing.actions.recurring import (
    GenerateRecurring,
    generate_recurring,
)
from duebook.apps.invoicing.queries.findings import open_findings
from duebook.apps.ledger.queries import period_of
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import (
    AddCertificates,
    GivenCertificate,
    KeepParties,
    add_certificates,
    keep_parties,
)
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import (
    IssueStatements,
    KeepStatementSchedule,
    issue_statements,
    keep_statement_schedule,
)
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.examples import FILES
from duebook.demo.folder import Shelf
from duebook.demo.history import sign
from duebook.demo.paying import open_debts
from duebook.demo.setting_up import ACCOUNTANT, Desk
from duebook.demo.workdays import workdays_of
from duebook.documents.render import render_statement
from duebook.domain.calendars import add_months, month_end
from duebook.domain.checks.findings import DraftField, SetDraft, Severity
from duebook.domain.parties import CertificateEntry
from duebook.domain.spans import Span
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
)
from duebook.domain.statements import StatementKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duebook.apps.close.queries.points import Point
    from duebook.apps.invoicing.queries.findings import Found
    from duebook.domain.checks.findings import Fix
    from duebook.domain.invoicing import BillingException

LAST_DAY: Final = month_end(THIS_MONTH)
BILLED_ON: Final = workdays_of(THIS_MONTH)[-1]
CLOSED_ON: Final = workdays_of(add_months(THIS_MONTH, 1))[0]


@dataclass(slots=True)
class MonthsWork:
    """What an office has done this month, for the summary."""

    desk: Desk
    shelf: Shelf
    files: Path
    invoices: dict[int, str] = field(default_factory=dict)
    billed_minor: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    untouched: int = 0
    mended: int = 0
    mails: int = 0
    letters: int = 0
    statements: int = 0

    @property
    def entity_id(self) -> int:
        return self.desk.entity_id


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was taken in: what was seen, how many rows, where bad ones are."""

    name: str
    seen: Preview
    rows: int
    bad_rows: Path | None


def take_file(work: MonthsWork, kind: str, name: str) -> TakenFile:
    """Look at a file, put its bad rows aside, and take the others in."""
    seen, bad_rows = look_at(work, kind, name)
    taken = take_in(
        TakeIn(
            entity_id=work.entity_id,
            kind=kind,
            name=name,
            content=(work.files / name).read_bytes(),
            layout=seen.reading.table.layout,
            mapping=seen.mapping,
        ),
        **work.desk.sends(),
    )
    return TakenFile(name, seen, taken.created, bad_rows)


def look_at(work: MonthsWork, kind: str, name: str) -> tuple[Preview, Path | None]:
    """What a file would do, and where its bad rows were put, if there are any."""
    desk = work.desk
    content = (work.files / name).read_bytes()
    with desk.reading():
        seen = preview(
            desk.entity_id,
            kind,
            content,
            name,
            actor=desk.sends()["actor"],
            today=desk.day,
        )
    if not seen.bad:
        return seen, None
    stem = Path(name)
    bad_rows = work.shelf["imports"] / f"{stem.stem}-bad-rows{stem.suffix}"
    bad_rows.write_bytes(seen.bad_rows_file())
    return seen, bad_rows


def take_charges_in(work: MonthsWork) -> list[TakenFile]:
    """Take in the month's charges, and the rows that somebody put right."""
    work.desk.day = BILLED_ON
    _want_documents(work.desk)
    generate_recurring(
        GenerateRecurring(entity_id=work.entity_id, until=LAST_DAY + timedelta(days=1)),
        **work.desk.sends(),
    )
    files = FILES[work.desk.code]
    return [
        take_file(work, "charges", files.charges),
        take_file(work, "charges", files.charges_fixed),
    ]


def _want_documents(desk: Desk) -> None:
    """From this month on, Duebook sends the documents; until now the office did."""
    keep_parties(
        KeepParties(entity_id=desk.entity_id, parties=desk.blueprint.parties),
        **desk.sends(),
    )


def findings(work: MonthsWork) -> list[Found]:
    """What the bill checks say of all that is about to be billed."""
    with work.desk.reading():
        return open_findings(
            work.entity_id, until=LAST_DAY, issued_on=BILLED_ON, today=work.desk.day
        )


def mend(work: MonthsWork, found: Sequence[Found]) -> list[str]:
    """Do what a clerk does about findings, and say in words what was done."""
    once = {
        (one.party, one.finding.code, one.finding.fix, one.charge_ids)
        if one.finding.fix
        else (one.party, one.finding.code): one
        for one in found
    }
    sentences = (_mend_one(work, one) for one in once.values())
    done = [sentence for sentence in sentences if sentence]
    work.mended += len(done)
    return done


_MENDED: Final = frozenset({"price_differs", "charge_twice_in_a_day"})
"""Warnings whose fix the clerk takes; other warnings are looked at and left."""


def _mend_one(work: MonthsWork, one: Found) -> str:
    finding = one.finding
    if finding.code == "po_missing":
        number = f"PO-{THIS_MONTH:%y%m}-{one.party}"
        _apply(work, one, SetDraft(field=DraftField.PO, value=number))
        return f"{one.party}: asked for the order number and entered {number}"
    if finding.code == "certificate_lapsed":
        return _renew_certificate(work, one)
    if finding.fix is None:
        return ""
    if finding.severity is Severity.BLOCKER or finding.code in _MENDED:
        _apply(work, one, finding.fix)
        return f"{one.party}: {finding.code.replace('_', ' ')}, mended in one step"
    return ""


def _apply(work: MonthsWork, one: Found, fix: Fix) -> None:
    apply_fix(
        ApplyFix(
            entity_id=work.entity_id,
            fix=fix,
            reason=one.finding.sentence,
            draft_id=one.draft_id,
            charge_ids=one.charge_ids,
        ),
        **work.desk.sends(),
    )


def _renew_certificate(work: MonthsWork, one: Found) -> str:
    with work.desk.reading():
        party = parties.party_by_code(work.entity_id, one.party)
    entry = work.desk.blueprint.party(one.party)
    [held, *_] = entry.certificates
    renewed = CertificateEntry(
        place=held.place,
        number=f"{held.number}-R",
        reason=held.reason,
        valid=Span(held.valid.until, date(2030, 10, 1)),
    )
    add_certificates(
        AddCertificates(
            entity_id=work.entity_id,
            certificates=(GivenCertificate(party_id=party.id, certificate=renewed),),
        ),
        **work.desk.sends(),
    )
    return f"{one.party}: entered the renewed certificate {renewed.number}"


def bill(
    work: MonthsWork, advance: Callable[[int, int], object]
) -> list[BillingException]:
    """Issue the month's invoices in one run; who is left out, and why."""
    run_id = start_billing_run(
        StartBillingRun(entity_id=work.entity_id, until=LAST_DAY, issued_on=BILLED_ON),
        **work.desk.sends(),
    )
    exceptions: list[BillingException] = []
    sends = work.desk.sends()
    for step in carry_on(work.entity_id, run_id, actor=sends["actor"], at=sends["at"]):
        advance(step.done, step.pieces)
        work.billed_minor.update(step.last.totals_minor)
        exceptions += step.last.exceptions
    with work.desk.reading():
        work.invoices = {
            item.document_id: item.number
            for item in owed.items_as_of(work.entity_id, BILLED_ON)
            if item.kind == "invoice"
            and item.document_on == BILLED_ON
            and item.document_id is not None
        }
    return exceptions


_PRINTED_AT_ONCE: Final = 20


def print_invoices(work: MonthsWork, advance: Callable[[int, int], object]) -> None:
    """Print every invoice of the run as PDF, once and for ever."""
    ids = sorted(work.invoices)
    for start in range(0, len(ids), _PRINTED_AT_ONCE):
        several = ids[start : start + _PRINTED_AT_ONCE]
        files = print_documents(work.entity_id, several, **work.desk.sends())
        for document_id, content in files.items():
            name = f"{work.invoices[document_id]}.pdf"
            (work.shelf["invoices"] / name).write_bytes(content)
        advance(min(start + _PRINTED_AT_ONCE, len(ids)), len(ids))


def deliver(work: MonthsWork, advance: Callable[[int, int], object]) -> None:
    """Mails into the outbox folder, letters into one PDF for the printer."""
    sends = work.desk.sends()
    errand = Errand(entity_id=work.entity_id, actor=sends["actor"], at=sends["at"])
    gone = Counter[str]()

    def each(_: object) -> None:
        gone["mails"] += 1
        advance(gone["mails"], 0)

    run = send_mails(errand, OutboxFolder(work.shelf["mail"]), each=each)
    work.mails += len(run.ids("sent"))
    letters = print_all_letters(
        PrintLetters(entity_id=work.entity_id),
        folder=work.shelf["letters"],
        **work.desk.sends(),
    )
    work.letters += len(letters.printed)


def tell_debtors(work: MonthsWork) -> None:
    """A statement for every party with something overdue, kept and sent."""
    overdue = {
        debt.party for debt in open_debts(work.desk, LAST_DAY) if debt.due_on < LAST_DAY
    }
    if not overdue:
        return
    issued = issue_statements(
        IssueStatements(
            entity_id=work.entity_id,
            kind=StatementKind.OPEN_ITEM,
            as_of=LAST_DAY,
            codes=tuple(sorted(overdue)),
        ),
        **work.desk.sends(),
    )
    with work.desk.reading():
        told = owed.statements(work.entity_id, run_id=issued.run_id)
        printed = owed.printed(work.entity_id, [one.id for one in told])
    for statement in printed.values():
        path = work.shelf["statements"] / f"{statement.number}.pdf"
        path.write_bytes(render_statement(statement))
    work.statements = len(printed)


def keep_schedule(work: MonthsWork) -> None:
    """Every two weeks whoever is overdue is told so, once somebody has looked."""
    terms = StatementTerms(
        name="Overdue, every two weeks",
        kind=StatementKind.OPEN_ITEM,
        days=StatementDays(rhythm=Rhythm.WEEKS, every=2, first_on=CLOSED_ON),
        line="is:overdue -is:disputed -is:hold",
        is_sent=False,
    )
    keep_statement_schedule(
        KeepStatementSchedule(entity_id=work.entity_id, terms=terms),
        **work.desk.sends(),
    )


def close(work: MonthsWork, first: date) -> list[Point]:
    """Sign what is proved of the month that begins on a day, and lock it for good.

    Returns:
        The points of the month, as the accountant signed them.
    """
    entity_id = work.entity_id
    with work.desk.reading():
        period = period_of(entity_id, first)
        assert period is not None, "the demo opens its periods"
        proved = points(entity_id, period)
    sign(work.desk, first)
    lock_period(
        LockPeriod(entity_id=entity_id, day=first, state=Lock.HARD, reason="month end"),
        **work.desk.sends(ACCOUNTANT),
    )
    return proved


def keep_evidence(work: MonthsWork) -> None:
    """Put what the lock of this month stands on into a folder of its own."""
    with work.desk.reading():
        period = period_of(work.entity_id, THIS_MONTH)
        assert period is not None, "the demo opens its periods"
        files = kept_evidence(work.entity_id, period)
    for name, content in files.items():
        (work.shelf["evidence"] / name).write_bytes(content)
