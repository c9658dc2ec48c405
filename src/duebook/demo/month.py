"""This month's job of an office, step by step, from its files to the closed month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import (
    Errand,
    print_all_letters,
    send_mails,
)
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.imports.actions import TakeIn, TakenIn, take_in
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
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import (
    AddCertificates,
    GivenCertificate,
    KeepParties,
    add_certificates,
    keep_parties,
)
from duebook.apps.payments.actions import RefundCredit, refund_credit
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import (
    ApplyCredit,
    IssueStatements,
    apply_credit,
    issue_statements,
)
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.examples import FILES
from duebook.demo.folder import Shelf
from duebook.demo.history import sign
from duebook.demo.paying import open_debts, way_of
from duebook.demo.setting_up import ACCOUNTANT, MANAGER, Desk
from duebook.demo.workdays import workdays_of
from duebook.documents.render import render_statement
from duebook.domain.calendars import add_months, month_end
from duebook.domain.checks.findings import DraftField, SetDraft, Severity
from duebook.domain.parties import CertificateEntry
from duebook.domain.spans import Span
from duebook.domain.statements import StatementKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    received: int = 0
    received_minor: Counter[str] = field(default_factory=Counter)
    mended: int = 0
    mails: int = 0
    letters: int = 0
    statements: int = 0

    @property
    def entity_id(self) -> int:
        return self.desk.entity_id


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that was taken in: what was seen, what came of it, its bad rows."""

    name: str
    seen: Preview
    taken: TakenIn
    bad_rows: Path | None


def take_file(work: MonthsWork, kind: str, name: str) -> TakenFile:
    """Look at a file, put its bad rows aside, and take the others in."""
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
    bad_rows = None
    if seen.bad:
        stem = Path(name)
        bad_rows = work.shelf["imports"] / f"{stem.stem}-bad-rows{stem.suffix}"
        bad_rows.write_bytes(seen.bad_rows_file())
    taken = take_in(
        TakeIn(
            entity_id=desk.entity_id,
            kind=kind,
            name=name,
            content=content,
            layout=seen.reading.table.layout,
            mapping=seen.mapping,
        ),
        **desk.sends(),
    )
    return TakenFile(name, seen, taken, bad_rows)


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


def take_payments_in(work: MonthsWork) -> list[TakenFile]:
    """Take in the month's money, and the rows that somebody put right."""
    work.desk.day = CLOSED_ON
    files = FILES[work.desk.code]
    names = [name for name in (files.payments, files.payments_fixed) if name]
    taken = [take_file(work, "payments", name) for name in names]
    for one in taken:
        for row in one.seen.planned:
            if row.entry is not None:
                work.received += 1
                work.received_minor[row.entry.currency] += row.entry.amount_minor
    return taken


def use_credits(work: MonthsWork) -> list[str]:
    """Put what is unapplied against debts; send back what a party paid too much.

    What is above the clerk's limit waits for the manager, who approves it.
    """
    desk = work.desk
    debts = open_debts(desk, LAST_DAY)
    owing = {(debt.party_id, debt.currency) for debt in debts}
    with desk.reading():
        left = [
            item
            for item in owed.items_as_of(desk.entity_id, LAST_DAY)
            if item.open_minor < 0
        ]
        codes = {
            party.id: party.code
            for party in parties.parties(
                desk.entity_id, {item.party_id for item in left}
            ).values()
        }
    done: list[str] = []
    for credit in left:
        party = codes[credit.party_id]
        if (credit.party_id, credit.currency) in owing:
            apply_credit(
                ApplyCredit(
                    entity_id=desk.entity_id,
                    credit_id=credit.id,
                    applied_on=LAST_DAY,
                    reason="month end",
                ),
                **desk.sends(),
            )
            done.append(f"{credit.number} of {party} applied to what it owes")
        else:
            refund = RefundCredit(
                entity_id=desk.entity_id,
                credit_id=credit.id,
                refunded_on=LAST_DAY,
                method=way_of(desk, party),
                reason="paid too much",
            )
            done.append(_refund(work, refund, f"{credit.number} of {party}"))
    return done


def _refund(work: MonthsWork, refund: RefundCredit, what: str) -> str:
    sent = refund_credit(refund, **work.desk.sends())
    if not isinstance(sent, Held):
        return f"{what} sent back"
    sends = work.desk.sends(MANAGER)
    approve(
        Answer(
            entity_id=work.entity_id,
            request_id=sent.request_id,
            is_approved=True,
            reason="agreed with the customer",
        ),
        actor=sends["actor"],
        key=sends["key"],
        at=sends["at"],
    )
    return f"{what} sent back; above the desk's limit, so the manager approved it"


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


def close(work: MonthsWork) -> None:
    """Lock last month for good, and this month for all but the accountant."""
    for day, lock in (
        (add_months(THIS_MONTH, -1), Lock.HARD),
        (THIS_MONTH, Lock.SOFT),
    ):
        if lock is Lock.HARD:
            sign(work.desk, day)
        lock_period(
            LockPeriod(
                entity_id=work.entity_id, day=day, state=lock, reason="month end"
            ),
            **work.desk.sends(ACCOUNTANT),
        )
