"""Tables of the bank: what it tells, what its lines are, what was learned."""

from __future__ import annotations

from duebook.apps.banking.models.advices import Advice, AdviceUse
from duebook.apps.banking.models.deposits import Deposit, DepositedPayment, LockboxSlip
from duebook.apps.banking.models.explaining import (
    Explanation,
    OpenEntry,
    OpenLine,
    Rejection,
)
from duebook.apps.banking.models.learned import Alias, Deduction, HouseRule
from duebook.apps.banking.models.payouts import Payout, ProcessorMovement
from duebook.apps.banking.models.statements import (
    BankAccount,
    BankFile,
    BankLine,
    BankStatement,
    Reconciliation,
)

__all__ = [
    "Advice",
    "AdviceUse",
    "Alias",
    "BankAccount",
    "BankFile",
    "BankLine",
    "BankStatement",
    "Deduction",
    "Deposit",
    "DepositedPayment",
    "Explanation",
    "HouseRule",
    "LockboxSlip",
    "OpenEntry",
    "OpenLine",
    "Payout",
    "ProcessorMovement",
    "Reconciliation",
    "Rejection",
]
