"""The small office that the browser tests walk through, built by acts alone.

Harbor Provisions has, on Tuesday 3 November 2026, an invoice in every state, money to
place, drafts with findings, requests that wait for a second person, a file taken in
and things that people wrote to each other.  North Gate Clinic is next door: Dana only
reads there, and Sam sits nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import escape
from typing import Any, Final

from duebook import db
from duebook.apps.accounts.actions import add_user
from duebook.apps.banking.actions import (
    MakeDeposit,
    SetApart,
    make_deposit,
    set_lines_apart,
)
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.entities.actions import (
    AppointPerson,
    ChangeLetterhead,
    SeatUser,
    SetPattern,
    appoint_person,
    change_letterhead,
    seat_user,
    set_pattern,
)
from duebook.apps.invoicing.actions.billing import (
    StartBillingRun,
    carry_on,
    start_billing_run,
)
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    NewCharge,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import (
    IssueDrafts,
    IssueInvoice,
    issue_drafts,
    issue_invoice,
)
from duebook.apps.invoicing.actions.printing import PrintMany
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.notes.actions import HandOver, WriteNote, hand_over, write_note
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.apps.parties.actions import (
    HoldParties,
    KeepTerms,
    hold_parties,
    keep_terms,
)
from duebook.apps.payments.actions import Asked, RefundCredit, refund_credit
from duebook.apps.receivables.actions import (
    IssueStatements,
    KeepStatementSchedule,
    WriteOff,
    issue_statements,
    keep_statement_schedule,
    make_due,
    write_off,
)
from duebook.apps.receivables.queries import items_as_of
from duebook.apps.work.actions import StopWork, start, stop
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.domain.application import ApplyBy
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.disputes import Category
from duebook.domain.ledger import AccountRole
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.payments import Method
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
)
from duebook.domain.statements import StatementKind
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.apps.banking.office import waiting as lines_waiting
from tests.apps.imports.office import taken
from tests.apps.payments.office import a_payment, receive
from tests.desk.naughty import MARKUP, NAUGHTY
from tests.office import CLERK, MANAGER, NOON, a_party, a_price_book, an_entity, by

HP: Final = "HP"
NG: Final = "NG"
TODAY: Final = date(2026, 11, 3)
NOW: Final = datetime(2026, 11, 3, 14, 40, tzinfo=UTC)
"""08:40 in Chicago: the instant at which a test's clock begins."""

PASSWORD: Final = "a harbor with nine grey gulls"  # noqa: S105 - of people in a test
STRANGER: Final = "stranger"
PEOPLE: Final = {
    "coordinator": CLERK,
    "senior coordinator": "Priya Raman",
    "manager": MANAGER,
    "accountant": "Ines Duarte",
    "auditor": "Noor Haddad",
    "administrator": "Ada Brandt",
    STRANGER: "Sam Okafor",
}
"""Who plays each role in Harbor Provisions; the stranger sits next door alone."""

HOTELS, BUILDERS, DENTAL, BREWING = "TIDEWELL", "CALLOWAY", "MARSH", "TALLGRASS"
_PARTIES: Final = {
    HOTELS: "Tidewell Hotels",
    BUILDERS: "Calloway Builders",
    DENTAL: "Marsh Dental",
    BREWING: "Tallgrass Brewing",
    "MERIDIAN": "Meridian Hospitality Group",
    "OSPREY": "Osprey Catering Co.",
    "LAKESHORE": "Lakeshore Events",
    "RIDGEWAY": "Ridgeway Property Care",
}
MANY: Final = 60
"""Invoices of Meridian in October: more than a page of a list holds."""

_IMPORTED: Final = """\
Party,Item,Quantity,Date,Reference
OSPREY,CONSULT,2,2026-11-02,D-1
LAKESHORE,REPORT,1,2026-11-02,D-2
NOBODY,REPORT,1,2026-11-02,D-3
RIDGEWAY,CONSULT,two,2026-11-02,D-4
"""


@dataclass(frozen=True, slots=True)
class Office:
    """What was built: the entities' ids, and invoices by what became of them."""

    hp: int
    ng: int
    invoices: Mapping[str, str]


def build() -> Office:
    """Build the office in an empty database, and let its people sign in."""
    hp = an_entity(HP, email="billing@harbor.example")
    ng = an_entity(NG)
    for entity_id, name in ((hp, "Harbor Provisions"), (ng, "North Gate Clinic")):
        change_letterhead(ChangeLetterhead(entity_id=entity_id, name=name), **by())
    a_price_book(ng, CONSULT="90.00")
    a_party(ng, "Elena Vasquez")
    _invoice(ng, "ELENA", date(2026, 10, 20))
    _seat_people(hp, ng)
    return Office(hp, ng, _live(hp))


def _seat_people(hp: int, ng: int) -> None:
    nobody = AppointPerson(entity_id=hp, name="Lena Park", role="auditor")
    appoint_person(nobody, **by())  # and not invited yet
    places = [(hp, role, name) for role, name in PEOPLE.items() if role != STRANGER]
    places += [(ng, "auditor", CLERK), (ng, "coordinator", PEOPLE[STRANGER])]
    users = {
        name: add_user(name, f"{name.split()[0].lower()}@example.com", PASSWORD)
        for name in PEOPLE.values()
    }
    for entity_id, role, name in places:
        person = AppointPerson(entity_id=entity_id, name=name, role=role)
        appoint_person(person, **by())
        seat = SeatUser(entity_id=entity_id, user_id=users[name].pk, name=name)
        seat_user(seat, **by())


def _live(hp: int) -> dict[str, str]:
    """What happened in Harbor Provisions until today."""
    pattern = SetPattern(
        entity_id=hp, kind="invoice", year=2026, pattern="HP-{year}-{number:05d}"
    )
    set_pattern(pattern, **by())
    a_price_book(hp, CONSULT="140.00", REPORT="60.00", DELIVERY="18.50")
    _keep_terms(hp)
    parties = {
        code: a_party(hp, name, code, terms="2/10" if code == HOTELS else "")
        for code, name in (_PARTIES | NAUGHTY).items()
    }
    invoices = _invoices(hp)
    _bill_many(hp)
    _correct(hp, invoices)
    _pay(hp, parties, invoices)
    _contest_and_give_up(hp, invoices)
    _bank(hp, invoices)
    _drafts(hp)
    taken(hp, "charges", _IMPORTED, name="deliveries_2026-11-02.csv")
    _write(hp, parties)
    _work(hp)
    _naughty(hp, parties)
    issue_statements(
        IssueStatements(
            entity_id=hp,
            kind=StatementKind.OPEN_ITEM,
            as_of=date(2026, 10, 31),
            codes=(HOTELS, BUILDERS),
        ),
        **by(CLERK),
    )
    _schedule(hp)
    held = HoldParties(
        entity_id=hp, party_ids=(parties["OSPREY"],), reason="address to be checked"
    )
    hold_parties(held, **by(CLERK))
    return invoices


def _schedule(hp: int) -> None:
    """Every week who is overdue is told so; yesterday's statements wait for a look."""
    terms = StatementTerms(
        name="Overdue, every week",
        kind=StatementKind.OPEN_ITEM,
        days=StatementDays(rhythm=Rhythm.WEEKS, first_on=date(2026, 11, 2)),
        line="is:overdue",
        is_sent=False,
    )
    keeping = KeepStatementSchedule(entity_id=hp, terms=terms)
    keep_statement_schedule(keeping, **by(CLERK, at=NOON - timedelta(days=2)))
    make_due(hp, NOON)


def _keep_terms(hp: int) -> None:
    two_ten = PaymentTerms(
        code="2/10",
        name="2 % 10 days, net 30",
        parts=(TermsPart(share_bp=10_000, net_days=30),),
        discount_bp=200,
        discount_days=10,
    )
    keep_terms(KeepTerms(entity_id=hp, terms=(two_ten,)), **by())


def _invoice(
    entity_id: int, party: str, on: date, hours: int = 1, **fields: Any
) -> str:
    """Bill consultations on a day, at 140.00 an hour, and say under which number."""
    charge = NewCharge(
        party=party,
        item="CONSULT",
        quantity=Decimal(hours),
        service_on=on,
        currency="USD",
    )
    command = IssueInvoice(
        entity_id=entity_id, charges=(charge,), issued_on=on, **fields
    )
    at = datetime(on.year, on.month, on.day, 15, tzinfo=UTC)
    return issue_invoice(command, **by(CLERK, at=at)).number


def _invoices(hp: int) -> dict[str, str]:
    """One for each thing that can become of an invoice; overdue by its age."""
    ages = {
        "open": (HOTELS, 4, 10),
        "paid": (HOTELS, 40, 8),
        "part paid": (HOTELS, 45, 12),
        "disputed": (BUILDERS, 50, 6),
        "over 30": (BUILDERS, 75, 9),
        "over 60": (BUILDERS, 100, 20),
        "over 90": (DENTAL, 130, 3),
        "credited": (DENTAL, 20, 5),
        "void": (DENTAL, 15, 2),
        "written off": (BREWING, 160, 1),
        "to give up": (BREWING, 170, 7),
        "to credit": (BREWING, 30, 11),
        "to match": ("LAKESHORE", 12, 4),
        "twin": ("RIDGEWAY", 11, 3),
        "other twin": ("RIDGEWAY", 10, 3),
    }
    return {
        what: _invoice(
            hp, party, TODAY - timedelta(days=age), hours, po=f"PO-88{age:03d}"
        )
        for what, (party, age, hours) in ages.items()
    }


def _bill_many(hp: int) -> None:
    """An invoice for each order of Meridian's hotels, and a billing run of October."""
    last = date(2026, 10, 31)
    at = datetime(2026, 10, 31, 15, tzinfo=UTC)
    ids = _take(
        hp,
        *(
            _charge(
                "MERIDIAN",
                "DELIVERY",
                quantity=Decimal(number % 9 + 1),
                service_on=date(2026, 10, number % 28 + 1),
                po=f"{87_900 + number}",
            )
            for number in range(MANY)
        ),
    )
    drafts = tuple(
        make_draft(
            MakeDraft(entity_id=hp, charge_ids=(one,), po=f"{87_900 + number}"),
            **by(CLERK, at=at),
        )
        for number, one in enumerate(ids)
    )
    command = IssueDrafts(entity_id=hp, draft_ids=drafts, issued_on=last)
    issue_drafts(command, **by(CLERK, at=at))
    _take(hp, *(_charge(one, service_on=last) for one in (HOTELS, DENTAL, "OSPREY")))
    run = StartBillingRun(entity_id=hp, until=last, issued_on=last)
    run_id = start_billing_run(run, **by(CLERK, at=at))
    list(carry_on(hp, run_id, actor=CLERK, at=at))


def _take(hp: int, *charges: NewCharge) -> tuple[int, ...]:
    return take_charges(TakeCharges(entity_id=hp, charges=charges), **by(CLERK)).ids


def _correct(hp: int, invoices: Mapping[str, str]) -> None:
    """A credit note, a void, and a credit note above the coordinator's limit."""
    for what in ("credited", "to credit"):
        credit = IssueCreditNote(
            entity_id=hp, number=invoices[what], credited_on=TODAY, reason="not done"
        )
        issue_credit_note(credit, **by(MANAGER if what == "credited" else CLERK))
    void = VoidInvoice(
        entity_id=hp, number=invoices["void"], voided_on=TODAY, reason="wrong party"
    )
    void_invoice(void, **by(CLERK))


def _items(hp: int) -> dict[str, int]:
    """The items of the entity by the numbers of their documents."""
    with db.reading(hp):
        return {item.number: item.id for item in items_as_of(hp, TODAY)}


def _pay(hp: int, parties: Mapping[str, int], invoices: Mapping[str, str]) -> None:
    """Money applied in whole and in part, unapplied, sent back and to be sent back."""
    for what, code, amount_minor in (
        ("paid", HOTELS, 1_120_00),
        ("part paid", HOTELS, 500_00),
        ("over 90", DENTAL, 419_60),
    ):
        asked = (Asked(invoices[what], amount_minor),)
        receive(hp, a_payment(parties[code], amount_minor, asked=asked))
    receive(
        hp,
        a_payment(
            parties["LAKESHORE"], 75_00, how=ApplyBy.NONE, reference="ACH 4471 deposit"
        ),
    )
    with db.reading(hp):
        drawer = accounts_by_role(hp)[AccountRole.UNDEPOSITED]
    for amount_minor in (40_00, 65_00):
        receive(
            hp,
            a_payment(
                parties[HOTELS], amount_minor, how=ApplyBy.OLDEST_DUE, into_id=drawer
            ),
        )
    for code, amount_minor in ((BREWING, 45_00), (DENTAL, 310_00)):
        spare = receive(
            hp,
            a_payment(
                parties[code], amount_minor, how=ApplyBy.NONE, method=Method.WIRE
            ),
        )
        refund = RefundCredit(
            entity_id=hp,
            credit_id=spare.item_id,
            refunded_on=TODAY,
            method=Method.WIRE,
            reason="paid twice",
        )
        refund_credit(refund, **by(CLERK))


def _contest_and_give_up(hp: int, invoices: Mapping[str, str]) -> None:
    """A dispute, a debt given up, and one that a second person must give up."""
    items = _items(hp)
    dispute = OpenDispute(
        entity_id=hp,
        item_id=items[invoices["disputed"]],
        amount_minor=280_00,
        category=Category.QUANTITY,
        reason="they counted four hours, not six",
        owner=PEOPLE["senior coordinator"],
        opened_on=TODAY,
        due_on=TODAY + timedelta(days=7),
    )
    open_dispute(dispute, **by(CLERK))
    for what, who in (("written off", MANAGER), ("to give up", CLERK)):
        given_up = WriteOff(
            entity_id=hp,
            item_id=items[invoices[what]],
            written_off_on=TODAY,
            reason="nobody answers any more",
        )
        write_off(given_up, **by(who))


def _bank(hp: int, invoices: Mapping[str, str]) -> None:
    """A statement: one line that names its invoice, one that two could be, others."""
    a_bank(hp)
    moves = (
        Move(
            on=2,
            amount="560.00",
            name="LAKESHORE EVENTS",
            text=f"INVOICE {invoices['to match']}",
        ),
        Move(on=2, amount="420.00", name="RIDGEWAY PROPERTY", text="SERVICES"),
        Move(on=3, amount="845.00", name="T BRANNIGAN", text="CHEQUE 20918"),
        Move(on=3, amount="18936.00", name="ACH MERIDIAN HOSP GRP", text="TRADE PAY"),
        Move(on=3, amount="-12.50", text="ACCOUNT FEE OCTOBER"),
        Move(on=3, amount="7.00", name=escape(NAUGHTY["RTL"]), text=escape(MARKUP)),
    )
    slip = MakeDeposit(entity_id=hp, account="Harbor Bank", deposited_on=TODAY)
    make_deposit(slip, **by(CLERK))
    take(hp, a_statement(*moves))
    match_all(hp)
    [last, *_] = reversed(lines_waiting(hp))
    set_lines_apart(SetApart(entity_id=hp, line_ids=(last.id,)), **by(CLERK))


def _drafts(hp: int) -> None:
    """Charges for the inbox; a draft with a finding, a clean one, and two quotes."""
    dear = Decimal("104.00")
    wanted = (
        ("invoice", _charge("TALLGRASS", unit_price=dear, external_key="T-1")),
        ("invoice", _charge("LAKESHORE", external_key="L-1")),
        ("quote", _charge("RIDGEWAY", quantity=Decimal(12), external_key="R-1")),
        ("issued", _charge("RIDGEWAY", quantity=Decimal(9), external_key="R-2")),
        ("", _charge("MERIDIAN", "REPORT", external_key="M-1")),
        ("", _charge("MERIDIAN", "REPORT", external_key="M-2")),
    )
    ids = _take(hp, *(charge for _, charge in wanted))
    for charge_id, (kind, _) in zip(ids, wanted, strict=True):
        if not kind:
            continue
        as_what = "quote" if kind == "issued" else kind
        draft = MakeDraft(entity_id=hp, charge_ids=(charge_id,), kind=as_what)
        draft_id = make_draft(draft, **by(CLERK))
        if kind == "issued":
            quote = IssueDrafts(entity_id=hp, draft_ids=(draft_id,), issued_on=TODAY)
            issue_drafts(quote, **by(CLERK))


def _charge(party: str, item: str = "CONSULT", **fields: Any) -> NewCharge:
    return NewCharge(
        **{
            "party": party,
            "item": item,
            "service_on": TODAY - timedelta(days=1),
            "currency": "USD",
            **fields,
        }
    )


def _work(hp: int) -> None:
    """Long work in every state: done with a file, with what it left out, stopped."""
    with db.reading(hp):
        first = stored_by_number(hp, "HP-2026-00001").id
    paper = AttachPaper(
        entity_id=hp,
        subject_kind="document",
        subject_id=first,
        name="delivery note.txt",
        content=b"ten hours",
    )
    attach_paper(paper, **by(CLERK))
    printing = PrintMany(entity_id=hp, document_ids=(first,))
    done, stopped, _ = (start("print_many", printing, **by(MANAGER)) for _ in range(3))
    carry_out(hp, done, lambda: False)
    stop(StopWork(entity_id=hp, work_id=stopped), **by(MANAGER))


def _write(hp: int, parties: Mapping[str, int]) -> None:
    """A paper, a note that mentions somebody, and a question to a colleague."""
    contract = AttachPaper(
        entity_id=hp,
        subject_kind="party",
        subject_id=parties[BUILDERS],
        name="contract 2026.txt",
        content=b"net 30",
    )
    attach_paper(contract, **by(CLERK))
    calloway = Subject(
        kind=SubjectKind.PARTY,
        id=parties[BUILDERS],
        called=_PARTIES[BUILDERS],
        party_id=parties[BUILDERS],
    )
    note = WriteNote(
        entity_id=hp,
        subject=calloway,
        text=f"@{MANAGER} Ray Calloway waits for a draw from the bank, Friday.",
    )
    write_note(note, **by(CLERK))
    question = HandOver(
        entity_id=hp,
        subject=calloway,
        asked_of=CLERK,
        question="Can you find the delivery note of September?",
        due_on=TODAY + timedelta(days=2),
    )
    hand_over(question, **by(MANAGER))


def _naughty(hp: int, parties: Mapping[str, int]) -> None:
    """Each naughty text as a PO, a note of an invoice, a memo and a file's name."""
    for code, text in NAUGHTY.items():
        number = _invoice(hp, code, TODAY - timedelta(days=35), po=text, note=text)
        assert number
        paid = a_payment(parties[code], 1_00, how=ApplyBy.NONE, reference=text[:140])
        receive(hp, paid)
        subject = Subject(
            kind=SubjectKind.PARTY,
            id=parties[code],
            called=text,
            party_id=parties[code],
        )
        write_note(WriteNote(entity_id=hp, subject=subject, text=text), **by(CLERK))
        paper = AttachPaper(
            entity_id=hp,
            subject_kind="party",
            subject_id=parties[code],
            name=f"{text.replace('/', '_')[:60]}.txt",
            content=b"a letter",
        )
        attach_paper(paper, **by(CLERK))
    _take(
        hp,
        *(
            _charge(code, description=text, po=text[:100], external_key=f"N-{code}")
            for code, text in NAUGHTY.items()
        ),
    )
