"""Writing the bank: files taken in, lines matched, decided, set apart, taken back."""

from __future__ import annotations

from duebook.apps.banking.actions.accounts import OpenBankAccount, open_bank_account
from duebook.apps.banking.actions.advising import AdviceTaken, TakeAdvice, take_advice
from duebook.apps.banking.actions.carrying_out import NothingWaits
from duebook.apps.banking.actions.deciding import (
    AcceptMatch,
    MatchAccepted,
    MatchLine,
    NoSuchProposal,
    RejectMatch,
    Short,
    accept_match,
    match_line,
    reject_match,
)
from duebook.apps.banking.actions.depositing import (
    DepositedBeforeReceived,
    DepositMade,
    MakeDeposit,
    NothingToDeposit,
    NotTheReturn,
    NotToDeposit,
    ReturnByLine,
    make_deposit,
    return_by_line,
)
from duebook.apps.banking.actions.identifying import (
    IdentifyPayment,
    NotUnidentified,
    identify_payment,
)
from duebook.apps.banking.actions.learning import (
    AccountCorrected,
    ForgetAlias,
    KeepAlias,
    KeepDeduction,
    forget_alias,
    keep_alias,
    keep_deduction,
)
from duebook.apps.banking.actions.linking import (
    LinkLine,
    NotUnexplained,
    UnlinkLine,
    link_line,
    unlink_line,
)
from duebook.apps.banking.actions.lockbox import (
    LockboxChanged,
    LockboxTaken,
    TakeLockbox,
    take_lockbox,
)
from duebook.apps.banking.actions.lockbox_back import (
    LockboxStays,
    LockboxTakenBack,
    NoSuchLockbox,
    TakeLockboxBack,
    take_lockbox_back,
)
from duebook.apps.banking.actions.matching import (
    LinesMatched,
    MatchLines,
    match_lines,
)
from duebook.apps.banking.actions.payouts import (
    PayoutOfAnotherSum,
    PayoutsTaken,
    TakePayouts,
    take_payouts,
)
from duebook.apps.banking.actions.reconciling import (
    NotReconciled,
    Reconcile,
    Reconciled,
    reconcile,
)
from duebook.apps.banking.actions.returns import (
    NothingReturned,
    PaymentCameBack,
    ReturnsTaken,
    TakeReturns,
    take_returns,
)
from duebook.apps.banking.actions.ruling import (
    KeepHouseRule,
    LetRuleAct,
    NoRuleApplies,
    NotEarned,
    RuleLine,
    RuleOfEverything,
    keep_house_rule,
    let_rule_act,
    rule_line,
)
from duebook.apps.banking.actions.setting_apart import (
    SetApart,
    Unmatch,
    set_lines_apart,
    unmatch,
)
from duebook.apps.banking.actions.sharing import LineChanged, LineDecided
from duebook.apps.banking.actions.taking import (
    BankFileTaken,
    JudgeLine,
    TakeBankFile,
    judge_line,
    take_bank_file,
)

__all__ = [
    "AcceptMatch",
    "AccountCorrected",
    "AdviceTaken",
    "BankFileTaken",
    "DepositMade",
    "DepositedBeforeReceived",
    "ForgetAlias",
    "IdentifyPayment",
    "JudgeLine",
    "KeepAlias",
    "KeepDeduction",
    "KeepHouseRule",
    "LetRuleAct",
    "LineChanged",
    "LineDecided",
    "LinesMatched",
    "LinkLine",
    "LockboxChanged",
    "LockboxStays",
    "LockboxTaken",
    "LockboxTakenBack",
    "MakeDeposit",
    "MatchAccepted",
    "MatchLine",
    "MatchLines",
    "NoRuleApplies",
    "NoSuchLockbox",
    "NoSuchProposal",
    "NotEarned",
    "NotReconciled",
    "NotTheReturn",
    "NotToDeposit",
    "NotUnexplained",
    "NotUnidentified",
    "NothingReturned",
    "NothingToDeposit",
    "NothingWaits",
    "OpenBankAccount",
    "PaymentCameBack",
    "PayoutOfAnotherSum",
    "PayoutsTaken",
    "Reconcile",
    "Reconciled",
    "RejectMatch",
    "ReturnByLine",
    "ReturnsTaken",
    "RuleLine",
    "RuleOfEverything",
    "SetApart",
    "Short",
    "TakeAdvice",
    "TakeBankFile",
    "TakeLockbox",
    "TakeLockboxBack",
    "TakePayouts",
    "TakeReturns",
    "UnlinkLine",
    "Unmatch",
    "accept_match",
    "forget_alias",
    "identify_payment",
    "judge_line",
    "keep_alias",
    "keep_deduction",
    "keep_house_rule",
    "let_rule_act",
    "link_line",
    "make_deposit",
    "match_line",
    "match_lines",
    "open_bank_account",
    "reconcile",
    "reject_match",
    "return_by_line",
    "rule_line",
    "set_lines_apart",
    "take_advice",
    "take_bank_file",
    "take_lockbox",
    "take_lockbox_back",
    "take_payouts",
    "take_returns",
    "unlink_line",
    "unmatch",
]
