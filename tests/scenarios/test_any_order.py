"""Any order of commands: the office agrees with a plain model, and its books hold."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from duebook import db
from duebook.apps.approvals.actions import Answer, Held, answer, approve
from duebook.apps.close.actions import Lock, LockPeriod, lock_period
from duebook.apps.close.queries.invariants import offenders
from duebook.apps.invoicing.actions.checking import SetSeverity, set_severity
from duebook.apps.invoicing.actions.crediting import (
    issue_credit_note,
    issue_debit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import issue_invoice
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.payments.actions import (
    NewPayment,
    receive_payment,
    refund_credit,
    return_payment,
    transfer_credit,
)
from duebook.apps.payments.queries import payment_by_number
from duebook.apps.receivables.actions import (
    apply_credit,
    sweep_small_balances,
    unapply,
    write_off,
)
from duebook.apps.receivables.queries import tie_out
from duebook.domain.application import ApplyBy
from duebook.domain.crediting import CreditAsked
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from tests.office import (
    CLERK,
    MANAGER,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    by,
)
from tests.scenarios.expected_books import (
    ON_ACCOUNT,
    SMALL,
    UNAPPLIED,
    ExpectedBooks,
    Refused,
    Waits,
)

AT = datetime(2026, 12, 9, 18, tzinfo=UTC)
DAYS = tuple(date(2026, *day) for day in ((10, 20), (11, 3), (11, 25), (12, 9)))
PRICES = {"CONSULT": 140_00, "REPORT": 60_00}
PARTIES = ("TIDEWELL", "CALLOWAY")
CAP = 40_00
BUSY = 12  # acts before the first lock
IN_THE_SUITE = 500  # sequences: some four minutes on two quiet cores

days = st.sampled_from(DAYS)
places = st.integers(0, 10**6)
amounts = st.sampled_from(
    [1, SMALL, 57_00, 60_00, 118_00, 140_00, 276_00, 700_00]
) | st.integers(1, 800_00)
perhaps = st.none() | amounts


@dataclass(frozen=True)
class Office:
    """An entity that was committed, and its two parties."""

    entity_id: int
    party_ids: tuple[int, ...]


THINGS = ("item_id", "credit_id", "number")
"""What a held act of the clerk is done to."""


@dataclass(frozen=True)
class Request:
    """A held act, and what the model expects when it is carried out.

    ``about`` is the act and what it is done to: asked again, it waits anew.
    """

    id: int
    about: tuple[Any, ...]
    expect: Callable[[ExpectedBooks], None]


class AnyOrder(RuleBasedStateMachine):
    """A clerk and a manager do whatever comes to mind; nothing of it is kept."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.books = ExpectedBooks()
        self.requests: list[Request] = []
        self.waits_for = 0
        self.sent: list[Callable[[], Any]] = []
        self.agrees = True
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        db.tuples_of(  # read until it is rolled back: entering for each look is dear
            "SELECT set_config('app.entities', %(entity)s, true)",
            {"entity": str(office.entity_id)},
        )

    def teardown(self) -> None:
        try:
            if self.agrees:
                self.the_accounts_agree()
                assert offenders(self.office.entity_id) == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # -- sending, and comparing ----------------------------------------------------

    def send(
        self,
        action: Any,
        expect: Callable[[ExpectedBooks], None],
        approved: Callable[[ExpectedBooks, int], None] | None = None,
        **command: Any,
    ) -> None:
        """Let the clerk send a command, and the model say what must come of it."""
        made = action.command_kind()(entity_id=self.office.entity_id, **command)
        said = by(CLERK, at=AT)

        def call() -> Any:
            return action(made, **said)

        result = self.carry_out(call, expect)
        if isinstance(result, Held):
            assert approved is not None
            amount = self.waits_for
            about = (action, *(command.get(name) for name in THINGS))
            self.requests = [one for one in self.requests if one.about != about]
            self.requests.append(
                Request(result.request_id, about, lambda books: approved(books, amount))
            )
        if result is not None:
            self.sent.append(lambda: (call(), result))

    def carry_out(
        self, call: Callable[[], Any], expect: Callable[[ExpectedBooks], None]
    ) -> Any:
        self.agrees = False  # until all of this has gone well
        trial, wanted = copy.deepcopy(self.books), ""
        try:
            expect(trial)
        except Refused as refused:
            trial, wanted = self.books, refused.code
        except Waits as waits:
            trial, wanted = self.books, "held"
            self.waits_for = waits.amount
        result, came = None, ""
        try:
            result = call()
        except Refusal as refusal:
            came = refusal.code
        if isinstance(result, Held):
            came = "held"
        assert came == wanted
        self.books = trial
        self.learn_ids()
        self.agrees = True
        return result

    def learn_ids(self) -> None:
        """Name what the model expects to be new as the database has named it."""
        known = {item.id for item in self.books.items}
        rows = self.item_rows()
        pairs = self.pair_rows()
        fresh = [row for row in rows if row[0] not in known]
        for item in self.books.items:
            if not item.id:
                row = next(row for row in fresh if row[1:5] == item.face())
                fresh.remove(row)
                item.id, item.due_on = row[0], row[6]
        known = {pair.id for pair in self.books.pairs}
        new_pairs = [row for row in pairs if row[0] not in known and row[4] is None]
        for pair in self.books.pairs:
            if not pair.id:
                face = (pair.credit.id, pair.debt.id, pair.amount)
                row = next(row for row in new_pairs if row[1:4] == face)
                new_pairs.remove(row)
                pair.id = row[0]
        assert [(row[0], row[5]) for row in rows] == sorted(
            (item.id, item.open) for item in self.books.items
        )
        taken_back = {row[4] for row in pairs}
        assert {
            row[0] for row in pairs if row[4] is None and row[0] not in taken_back
        } == {pair.id for pair in self.books.pairs if pair.stands}

    def item_rows(self) -> list[tuple[Any, ...]]:
        return db.tuples_of(
            "SELECT item.id, item.kind, item.number, item.amount_minor, role.role,"
            " item.open_minor, item.due_on"
            " FROM receivables_item AS item JOIN ledger_role_account AS role"
            " ON role.entity_id = %(entity)s AND role.account_id = item.account_id"
            " WHERE item.entity_id = %(entity)s ORDER BY item.id",
            {"entity": self.office.entity_id},
        )

    def pair_rows(self) -> list[tuple[Any, ...]]:
        return db.tuples_of(
            "SELECT id, credit_id, debt_id, amount_minor, reverses_id"
            " FROM receivables_application WHERE entity_id = %(entity)s",
            {"entity": self.office.entity_id},
        )

    def the_accounts_agree(self) -> None:
        """Each account is what the model says, and control ties on every day."""
        rows = db.tuples_of(
            "SELECT role.role, sum(posting.amount_minor)::bigint"
            " FROM ledger_posting AS posting JOIN ledger_role_account AS role"
            " ON role.entity_id = %(entity)s"
            " AND role.account_id = posting.account_id"
            " WHERE posting.entity_id = %(entity)s GROUP BY 1",
            {"entity": self.office.entity_id},
        )
        found = Counter(dict(rows))
        assert +found == +self.books.accounts
        assert -found == -self.books.accounts
        for day in DAYS:
            ties = tie_out(self.office.entity_id, day)
            assert [tie for tie in ties if tie.difference_minor] == [], day

    # -- what can be chosen from ---------------------------------------------------

    def some_paper(self, place: int) -> int:
        return place % len(self.books.papers)

    def some_credit(self, place: int) -> int:
        """The id of a credit, or now and then of any item."""
        credits_ = [item for item in self.books.items if item.open < 0]
        found = credits_ if credits_ and place % 8 else self.books.items
        return found[place % len(found)].id

    def some_debt(self, place: int) -> int:
        debts = [item for item in self.books.items if item.open > 0]
        found = debts if debts and place % 8 else self.books.items
        return found[place % len(found)].id

    # -- invoices and their kin ----------------------------------------------------

    @rule(
        who=st.sampled_from((0, 1)),
        item=st.sampled_from(sorted(PRICES)),
        quantity=st.integers(1, 4),
        day=days,
    )
    def issue(self, who: int, item: str, quantity: int, day: date) -> None:
        self.send(
            issue_invoice,
            lambda books: books.issue("INV", who, PRICES[item] * quantity, day),
            charges=(self.charge(who, item, quantity, day),),
            issued_on=day,
        )

    def charge(self, who: int, item: str, quantity: int, day: date) -> Any:
        return a_charge(
            PARTIES[who],
            item,
            quantity=Decimal(quantity),
            service_on=day,
            external_key=f"ticket {len(self.books.papers)}",  # else it looks billed
        )

    @precondition(lambda self: self.books.papers)
    @rule(place=places, item=st.sampled_from(sorted(PRICES)), day=days)
    def debit_note(self, place: int, item: str, day: date) -> None:
        chosen = self.some_paper(place)
        paper = self.books.papers[chosen]
        self.send(
            issue_debit_note,
            lambda books: books.debit(chosen, PRICES[item], day),
            number=paper.number,
            debited_on=day,
            reason="forgotten",
            charges=(self.charge(paper.item.party, item, 1, day),),
        )

    @precondition(lambda self: self.books.papers)
    @rule(place=places, asked=perhaps, day=days)
    def credit_note(self, place: int, asked: int | None, day: date) -> None:
        chosen = self.some_paper(place)
        number = self.books.papers[chosen].number
        lines = None
        if asked is not None:
            [line] = stored_by_number(self.office.entity_id, number).lines
            lines = (CreditAsked(line_id=line.id, net_minor=asked),)
        self.send(
            issue_credit_note,
            lambda books: books.credit(chosen, asked, day),
            lambda books, of: books.credit(chosen, asked, day, approved=of),
            number=number,
            credited_on=day,
            reason="not done",
            asked=lines,
        )

    @precondition(lambda self: self.books.papers)
    @rule(place=places, day=days)
    def void(self, place: int, day: date) -> None:
        chosen = self.some_paper(place)
        self.send(
            void_invoice,
            lambda books: books.void(chosen, day),
            lambda books, of: books.void(chosen, day, approved=of),
            number=self.books.papers[chosen].number,
            voided_on=day,
            reason="wrong party",
        )

    # -- money ---------------------------------------------------------------------

    @rule(
        who=st.sampled_from((0, 1)),
        amount=amounts,
        day=days,
        applies=st.booleans(),
        sets_aside=st.booleans(),
    )
    def receive(
        self, who: int, amount: int, day: date, *, applies: bool, sets_aside: bool
    ) -> None:
        self.send(
            receive_payment,
            lambda books: books.receive(
                who, amount, day, applies=applies, sets_aside=sets_aside
            ),
            payment=NewPayment(
                party_id=self.office.party_ids[who],
                received_on=day,
                currency="USD",
                amount_minor=amount,
                method=Method.CHEQUE,
                how=ApplyBy.OLDEST_DUE if applies else ApplyBy.NONE,
                is_on_account=sets_aside,
            ),
        )

    @precondition(lambda self: self.books.items)
    @rule(credit=places, debt=places, asked=perhaps, day=days)
    def apply(self, credit: int, debt: int, asked: int | None, day: date) -> None:
        credit_id, debt_id = self.some_credit(credit), self.some_debt(debt)
        if credit_id == debt_id:
            asked = None
        wanted = None if asked is None else (debt_id, asked)
        self.send(
            apply_credit,
            lambda books: books.apply(credit_id, wanted, day),
            credit_id=credit_id,
            applied_on=day,
            asked={} if wanted is None else dict([wanted]),
        )

    @precondition(lambda self: self.books.pairs)
    @rule(place=places, day=days)
    def un_apply(self, place: int, day: date) -> None:
        pair = self.books.pairs[place % len(self.books.pairs)]
        self.send(
            unapply,
            lambda books: books.unapply(pair.id, day),
            application_id=pair.id,
            effective_on=day,
            reason="meant for another",
        )

    @precondition(lambda self: self.books.payments)
    @rule(place=places, fee=st.sampled_from((0, 25_00)), day=days)
    def give_back(self, place: int, fee: int, day: date) -> None:
        chosen = place % len(self.books.payments)
        number = self.books.payments[chosen].number
        payment_id = payment_by_number(self.office.entity_id, number).id
        self.send(
            return_payment,
            lambda books: books.give_back(chosen, fee, day),
            payment_id=payment_id,
            returned_on=day,
            reason="NSF",
            fee_minor=fee,
        )

    @precondition(lambda self: self.books.items)
    @rule(place=places, asked=perhaps, day=days)
    def refund(self, place: int, asked: int | None, day: date) -> None:
        credit_id = self.some_credit(place)
        self.send(
            refund_credit,
            lambda books: books.refund(credit_id, asked, day),
            lambda books, of: books.refund(credit_id, asked, day, approved=of),
            credit_id=credit_id,
            refunded_on=day,
            method=Method.WIRE,
            reason="asked for it",
            amount_minor=asked,
        )

    @precondition(lambda self: self.books.items)
    @rule(
        place=places,
        to=st.sampled_from((ON_ACCOUNT, UNAPPLIED)),
        asked=perhaps,
        day=days,
    )
    def transfer(self, place: int, to: str, asked: int | None, day: date) -> None:
        credit_id = self.some_credit(place)
        self.send(
            transfer_credit,
            lambda books: books.transfer(credit_id, to, asked, day),
            credit_id=credit_id,
            to=AccountRole(to),
            transferred_on=day,
            reason="kept for next time",
            amount_minor=asked,
        )

    # -- giving up -----------------------------------------------------------------

    @precondition(lambda self: self.books.items)
    @rule(place=places, asked=perhaps, day=days)
    def write_off(self, place: int, asked: int | None, day: date) -> None:
        debt_id = self.some_debt(place)
        self.send(
            write_off,
            lambda books: books.write_off(debt_id, asked, day),
            lambda books, of: books.write_off(debt_id, asked, day, approved=of),
            item_id=debt_id,
            written_off_on=day,
            reason="bankrupt",
            amount_minor=asked,
        )

    @precondition(lambda self: self.books.pairs)
    @rule(day=days)
    def sweep(self, day: date) -> None:
        self.send(
            sweep_small_balances,
            lambda books: books.sweep(day, CAP),
            swept_on=day,
            cap_minor=CAP,
        )

    # -- a second person, a second sending, the lock -------------------------------

    @precondition(lambda self: self.requests)
    @rule(place=places, is_approved=st.booleans())
    def answer(self, place: int, *, is_approved: bool) -> None:
        request = self.requests[place % len(self.requests)]
        command = Answer(
            entity_id=self.office.entity_id,
            request_id=request.id,
            is_approved=is_approved,
            reason="looked at it",
        )
        if is_approved:
            before = self.books
            self.carry_out(
                lambda: approve(command, **by(MANAGER, at=AT)),
                request.expect,
            )
            if self.books is before:
                return  # refused by now, so the request waits on
        else:
            answer(command, **by(MANAGER, at=AT))
        self.requests.remove(request)

    @precondition(lambda self: self.sent)
    @rule(place=places)
    def send_again(self, place: int) -> None:
        """The same key again is answered with the first result, and changes nothing."""
        again, first = self.sent[place % len(self.sent)]()
        assert again == first
        self.learn_ids()

    @precondition(lambda self: len(self.sent) > BUSY)
    @rule(day=st.sampled_from(DAYS[:2]))
    def close(self, day: date) -> None:
        command = LockPeriod(
            entity_id=self.office.entity_id,
            day=day,
            state=Lock.HARD,
            reason="month end",
        )
        self.carry_out(
            lambda: lock_period(command, **by(MANAGER, at=AT)),
            lambda books: books.close(day),
        )

    @invariant()
    def nothing_is_open_beyond_its_amount(self) -> None:
        for item in self.books.items:
            assert min(0, item.amount) <= item.open <= max(0, item.amount)


@pytest.fixture
def office(committed: str) -> Office:
    entity_id = an_entity(committed, small_balance_minor=SMALL)
    a_price_book(
        entity_id, **{item: f"{price // 100}.00" for item, price in PRICES.items()}
    )
    set_severity(
        SetSeverity(entity_id=entity_id, code="invoice_duplicate", severity="note"),
        **by(),
    )
    names = ("Tidewell Hotels", "Calloway Builders")
    return Office(entity_id, tuple(a_party(entity_id, name) for name in names))


def run(office: Office, sequences: int, steps: int) -> None:
    """Run sequences of acts, and say how many: the figure that a release names."""
    print(f"\n{sequences} sequences of {steps} acts")  # noqa: T201
    run_state_machine_as_test(
        lambda: AnyOrder(office),
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],  # thirty acts are read faster than they shrink
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_acts_keeps_the_books(office: Office) -> None:
    run(office, IN_THE_SUITE, 30)


@pytest.mark.scale
@pytest.mark.parametrize("sequences", [250] * 40)
def test_any_order_of_acts_keeps_the_books_for_long(
    office: Office, sequences: int
) -> None:
    run(office, sequences, 40)
