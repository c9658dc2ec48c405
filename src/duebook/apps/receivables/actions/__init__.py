"""Writing receivables: items, applications, contests, write-offs, statements."""

from __future__ import annotations

from duebook.apps.entities.actions import REFUSED_BY
from duebook.apps.receivables.actions import sending
from duebook.apps.receivables.actions.applying import (
    INSTRUCTION,
    AppliedResult,
    ApplyCredit,
    Credited,
    CreditUsedUp,
    NoSuchApplication,
    NothingToApply,
    Settled,
    Unapply,
    apply,
    apply_credit,
    apply_each,
    settled_by,
    take_back,
    unapply,
)
from duebook.apps.receivables.actions.contesting import NewContest, contest
from duebook.apps.receivables.actions.exchanging import value_as, value_at
from duebook.apps.receivables.actions.giving_up import (
    GivenUp,
    GivenUpBeforeOwed,
    SweepSmallBalances,
    Swept,
    WriteOff,
    WrittenOff,
    give_up,
    sweep_small_balances,
    write_off,
)
from duebook.apps.receivables.actions.giving_up_many import (
    DebtsWrittenOff,
    NothingGivenUp,
    WriteOffDebts,
    write_off_debts,
)
from duebook.apps.receivables.actions.items import (
    NewItem,
    take_item_ids,
    write_items,
)
from duebook.apps.receivables.actions.keeping import KeepDebts, keep_debts
from duebook.apps.receivables.actions.opening import (
    CreditsAboveLimit,
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.apps.receivables.actions.raising import ToRaise, raise_items
from duebook.apps.receivables.actions.scheduled import (
    BatchIssued,
    BatchMade,
    DiscardBatch,
    IssueBatch,
    LetBatchWait,
    MakeScheduledStatements,
    discard_batch,
    issue_batch,
    let_batch_wait,
    make_due,
    make_scheduled_statements,
)
from duebook.apps.receivables.actions.scheduling import (
    KeepStatementSchedule,
    ScheduleChanged,
    ScheduleKept,
    TurnStatementSchedule,
    keep_statement_schedule,
    turn_statement_schedule,
)
from duebook.apps.receivables.actions.statements import (
    IssueStatements,
    StatementsIssued,
    issue_statements,
)

__all__ = [
    "INSTRUCTION",
    "AppliedResult",
    "ApplyCredit",
    "BatchIssued",
    "BatchMade",
    "CreditUsedUp",
    "Credited",
    "CreditsAboveLimit",
    "DebtsWrittenOff",
    "DiscardBatch",
    "GivenUp",
    "GivenUpBeforeOwed",
    "IssueBatch",
    "IssueStatements",
    "KeepDebts",
    "KeepStatementSchedule",
    "LetBatchWait",
    "MakeScheduledStatements",
    "NewContest",
    "NewItem",
    "NoSuchApplication",
    "NothingGivenUp",
    "NothingToApply",
    "OpeningItem",
    "ScheduleChanged",
    "ScheduleKept",
    "Settled",
    "StatementsIssued",
    "SweepSmallBalances",
    "Swept",
    "TakeOverItems",
    "ToRaise",
    "TurnStatementSchedule",
    "Unapply",
    "WriteOff",
    "WriteOffDebts",
    "WrittenOff",
    "apply",
    "apply_credit",
    "apply_each",
    "contest",
    "discard_batch",
    "give_up",
    "issue_batch",
    "issue_statements",
    "keep_debts",
    "keep_statement_schedule",
    "let_batch_wait",
    "make_due",
    "make_scheduled_statements",
    "raise_items",
    "sending",
    "settled_by",
    "sweep_small_balances",
    "take_back",
    "take_item_ids",
    "take_over_items",
    "turn_statement_schedule",
    "unapply",
    "value_as",
    "value_at",
    "write_items",
    "write_off",
    "write_off_debts",
]

REFUSED_BY["application_is_reversed_once"] = "the application was taken back before."
REFUSED_BY["receivables_item_party_same_entity"] = "there is no such party."
