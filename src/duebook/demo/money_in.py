"""The month's money: files of banks and drawers taken in, matched, decided, proved."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook.apps.approvals.actions import Answer, Held, approve
from duebook.apps.banking.actions import (
    AcceptMatch,
    DepositMade,
    LinesMatched,
    LinkLine,
    MakeDeposit,
    MatchLine,
    MatchLines,
    Reconcile,
    RuleLine,
    SetApart,
    Short,
    TakeBankFile,
    TakeLockbox,
    TakePayouts,
    accept_match,
    link_line,
    make_deposit,
    match_line,
    match_lines,
    reconcile,
    rule_line,
    set_lines_apart,
    take_bank_file,
    take_lockbox,
    take_payouts,
)
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.deposits import undeposited
from duebook.apps.banking.queries.entries import unexplained_entries
from duebook.apps.banking.queries.lines import Line, waiting_lines
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties import queries as parties
from duebook.apps.payments.actions import (
    ReceivePayments,
    RefundCredit,
    receive_payments,
    refund_credit,
)
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from duebook.demo.bank.moves import slip_day
from duebook.demo.examples import FILES
from duebook.demo.month import CLOSED_ON, LAST_DAY, TakenFile, look_at
from duebook.demo.paying import open_debts, way_of
from duebook.demo.setting_up import ACCOUNTANT, MANAGER
from duebook.domain.banking import Movement
from duebook.domain.ledger import AccountRole
from duebook.domain.matching import records as matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duebook.apps.banking.actions import (
        BankFileTaken,
        LockboxTaken,
        PayoutsTaken,
        Reconciled,
    )
    from duebook.demo.month import MonthsWork
    from duebook.domain.matching.records import Proposal


@dataclass(frozen=True, slots=True)
class Drawer:
    """The day sheet of cheques and cash, and the slips on which it went to the bank."""

    file: TakenFile
    slips: tuple[tuple[date, DepositMade], ...]


def take_drawer_in(work: MonthsWork) -> Drawer | None:
    """Take cheques and cash into the drawer, and bring them to the bank on Fridays."""
    work.desk.day = CLOSED_ON
    name = FILES[work.desk.code].drawer
    if not name:
        return None
    seen, bad_rows = look_at(work, "payments", name)
    with work.desk.reading():
        drawer_id = accounts_by_role(work.entity_id)[AccountRole.UNDEPOSITED]
    receive_payments(
        ReceivePayments(
            entity_id=work.entity_id,
            payments=tuple(
                replace(row.entry, into_id=drawer_id)
                for row in seen.planned
                if row.entry is not None
            ),
        ),
        **work.desk.sends(),
    )
    file = TakenFile(name, seen, len(seen.planned), bad_rows)
    return Drawer(file, tuple(_deposit(work)))


def _deposit(work: MonthsWork) -> Iterator[tuple[date, DepositMade]]:
    bank = work.desk.blueprint.banks[0]
    with work.desk.reading():
        waiting = undeposited(work.entity_id, bank.currency)
    slips: dict[date, list[str]] = {}
    for one in waiting:
        slips.setdefault(slip_day(one.received_on), []).append(one.number)
    for day, payments in sorted(slips.items()):
        made = make_deposit(
            MakeDeposit(
                entity_id=work.entity_id,
                account=bank.name,
                deposited_on=day,
                payments=tuple(payments),
            ),
            **work.desk.sends(),
        )
        yield day, made


def take_lockbox_in(work: MonthsWork) -> Iterator[tuple[str, LockboxTaken]]:
    """Take in what the bank opened in the lockbox, a table for each deposit."""
    prefix = FILES[work.desk.code].lockbox
    paths = sorted(work.files.glob(f"{prefix}*.csv")) if prefix else ()
    for path in paths:
        taken = take_lockbox(
            TakeLockbox(
                entity_id=work.entity_id,
                name=path.name,
                content=path.read_bytes(),
                account=work.desk.blueprint.banks[0].name,
                deposited_on=date.fromisoformat(path.stem.removeprefix(prefix)),
            ),
            **work.desk.sends(),
        )
        yield path.name, taken


def take_payouts_in(work: MonthsWork) -> tuple[str, PayoutsTaken] | None:
    """Take in what the processor says of the month's cards."""
    name = FILES[work.desk.code].processor
    if not name:
        return None
    taken = take_payouts(
        TakePayouts(
            entity_id=work.entity_id,
            name=name,
            content=(work.files / name).read_bytes(),
            account=work.desk.blueprint.banks[0].name,
        ),
        **work.desk.sends(),
    )
    return name, taken


def take_statement_in(work: MonthsWork) -> tuple[str, BankFileTaken]:
    """Take in the bank's file."""
    name = FILES[work.desk.code].statement
    taken = take_bank_file(
        TakeBankFile(
            entity_id=work.entity_id,
            name=name,
            content=(work.files / name).read_bytes(),
        ),
        **work.desk.sends(),
    )
    work.lines += taken.fresh
    return name, taken


def match(work: MonthsWork, advance: Callable[[int, int], object]) -> LinesMatched:
    """Let the matcher explain what it can prove, one account after the other."""
    with work.desk.reading():
        accounts = bank_accounts(work.entity_id)
    done = [0, 0, 0]
    held = Counter[str]()
    for place, account in enumerate(accounts, 1):
        matched = match_lines(
            MatchLines(entity_id=work.entity_id, bank_account_id=account.id),
            **work.desk.sends(),
        )
        found = (matched.linked, matched.ruled, matched.posted)
        done = [before + more for before, more in zip(done, found, strict=True)]
        held.update(matched.held)
        advance(place, len(accounts))
    work.untouched += sum(done)
    linked, ruled, posted = done
    return LinesMatched(linked, ruled, posted, dict(held))


@dataclass(frozen=True, slots=True)
class Decided:
    """A line that waited, as it was shown, and what the clerk said of it."""

    line: Line
    proposed: str
    decision: str


def decide_all(work: MonthsWork) -> Iterator[Decided]:
    """Decide every line that waits, as a clerk does who reads what it says.

    Each decision may settle what another line is proposed for, so the matcher is
    asked again before the next one.
    """
    while lines := sorted(_waiting(work), key=_known_first):
        line = lines[0]
        yield Decided(line, *_decide(work, line))
        if len(lines) > 1:
            matched = match_lines(
                MatchLines(entity_id=work.entity_id), **work.desk.sends()
            )
            work.untouched += matched.linked + matched.posted


def _waiting(work: MonthsWork) -> list[Line]:
    with work.desk.reading():
        return waiting_lines(work.entity_id, states=("new", "held", "doubtful"))


def _known_first(line: Line) -> tuple[bool, int]:
    """Slips before all: what else has their amount is new money when they are known."""
    is_slip = line.held == _BOOKED and line.movement == Movement.DEPOSIT
    return not is_slip, line.id


_BOOKED: Final = "booked_already"
_UNSURE: Final = frozenset(
    {
        matcher.Held.AMOUNT_ALONE,
        matcher.Held.NO_PAYER,
        matcher.Held.PAYER_UNSURE,
    }
)
"""Held for not knowing who paid: then only what the line says decides."""

_FEE_MINOR: Final = 25_00
"""What is missing up to this much is what a bank kept."""


def _decide(work: MonthsWork, line: Line) -> tuple[str, str]:
    """What is proposed for a line, and what the clerk says of it."""
    if line.amount_minor < 0:
        rule_line(
            RuleLine(entity_id=work.entity_id, line_id=line.id), **work.desk.sends()
        )
        return "", "yes, it is: the rule is confirmed once"
    if line.held == _BOOKED and line.movement == Movement.DEPOSIT:
        return "", _link(work, line)
    payer = _payer_in_words(work, line)
    for place, proposal in enumerate(line.proposals, 1):
        if payer in {proposal.party_id, None if line.held not in _UNSURE else 0}:
            return _described(work, proposal), _accept(work, line, place)
    if payer is not None:
        return "", _assign(work, line, payer)
    set_lines_apart(
        SetApart(entity_id=work.entity_id, line_ids=(line.id,)), **work.desk.sends()
    )
    return "", "kept apart as unidentified until somebody asks for it"


def _link(work: MonthsWork, line: Line) -> str:
    """Say that a line is the slip of its amount, the earliest that no line shows."""
    with work.desk.reading():
        entries = unexplained_entries(work.entity_id, [line.account_id])
    slip = next(one for one in entries if one.amount_minor == line.left_minor)
    link_line(
        LinkLine(entity_id=work.entity_id, line_id=line.id, entry_id=slip.entry_id),
        **work.desk.sends(),
    )
    return f"it is {slip.cause}, linked"


def _payer_in_words(work: MonthsWork, line: Line) -> int | None:
    """The party whose number or name the line says, to somebody who reads it all."""
    said = f"{line.other_name} {line.text}".upper()
    words = set(re.findall(r"\w+", said))
    codes = [
        party.code
        for party in work.desk.blueprint.parties
        if party.code in words or party.name.upper()[:22] in said
    ]
    if len(codes) != 1:
        return None
    with work.desk.reading():
        return parties.party_by_code(work.entity_id, codes[0]).id


def _described(work: MonthsWork, proposal: Proposal) -> str:
    with work.desk.reading():
        items = owed.items_by_id(
            work.entity_id, [part.debt_id for part in proposal.parts]
        )
    settles = ", ".join(dict.fromkeys(one.number for one in items.values()))
    return f"pays {settles}" if settles else "settles nothing, stays with its payer"


def _accept(work: MonthsWork, line: Line, place: int) -> str:
    proposal = line.proposals[place - 1]
    is_fee = 0 < proposal.short_minor <= _FEE_MINOR
    accepted = accept_match(
        AcceptMatch(
            entity_id=work.entity_id,
            line_id=line.id,
            proposal=place,
            short=Short.WRITE_OFF if is_fee else Short.KEEP_OPEN,
            reason="kept by a bank on the way" if is_fee else "",
        ),
        **work.desk.sends(),
    )
    for request_id in accepted.waiting:
        _agree(work, request_id, "kept by a bank on the way")
    if accepted.waiting:
        return "accepted; the manager approved to write off what a bank kept"
    if accepted.written_off_minor:
        return "accepted; what a bank kept is written off"
    return "accepted; the rest stays open" if proposal.short_minor else "accepted"


def _assign(work: MonthsWork, line: Line, party_id: int) -> str:
    """Give the money to a party, for what it names, then for what it owes longest."""
    with work.desk.reading():
        code = parties.parties(work.entity_id, {party_id})[party_id].code
    mine = [
        debt
        for debt in open_debts(work.desk, LAST_DAY)
        if (debt.party_id, debt.currency) == (party_id, line.currency)
    ]
    left_minor = line.left_minor
    paid: dict[int, int] = {}
    for debt in sorted(mine, key=lambda debt: debt.number not in line.text):
        if left_minor:
            paid[debt.item_id] = min(debt.open_minor, left_minor)
            left_minor -= paid[debt.item_id]
    match_line(
        MatchLine(
            entity_id=work.entity_id,
            line_id=line.id,
            party_id=party_id,
            paid=paid,
            reason="the payer names it",
        ),
        **work.desk.sends(),
    )
    return f"assigned by hand to {code}, whom the text names"


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
            if item.open_minor < 0 and item.account_role == AccountRole.UNAPPLIED_CASH
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
    _agree(work, sent.request_id, "agreed with the customer")
    return f"{what} sent back; above the desk's limit, so the manager approved it"


def _agree(work: MonthsWork, request_id: int, reason: str) -> None:
    """The manager's answer to what is above the clerk's limit."""
    sends = work.desk.sends(MANAGER)
    approve(
        Answer(
            entity_id=work.entity_id,
            request_id=request_id,
            is_approved=True,
            reason=reason,
        ),
        actor=sends["actor"],
        key=sends["key"],
        at=sends["at"],
    )


def sign_banks(work: MonthsWork) -> list[tuple[str, str, Reconciled]]:
    """The accountant's word that bank and books agree: account, currency, proof."""
    return [
        (
            bank.name,
            bank.currency,
            reconcile(
                Reconcile(
                    entity_id=work.entity_id, account=bank.name, reconciled_on=LAST_DAY
                ),
                **work.desk.sends(ACCOUNTANT),
            ),
        )
        for bank in work.desk.blueprint.banks
    ]
