"""By which commands an act is taken back, command by command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from duebook.apps.audit.actions import adapter
from duebook.apps.audit.queries import Told
from duebook.apps.banking.actions.learning import ForgetAlias
from duebook.apps.banking.actions.linking import UnlinkLine
from duebook.apps.banking.actions.lockbox_back import TakeLockboxBack
from duebook.apps.banking.actions.opening import CorrectOpening
from duebook.apps.banking.actions.ruling import LetRuleAct
from duebook.apps.banking.actions.setting_apart import Unmatch
from duebook.apps.close.actions.entries import ReverseEntry
from duebook.apps.close.actions.locking import Lock, LockPeriod
from duebook.apps.desk.queries.acts import applied_by
from duebook.apps.disputes.actions import CloseDispute
from duebook.apps.imports.actions.undoing import UndoImport
from duebook.apps.invoicing.actions.charges import LetDraftGo
from duebook.apps.invoicing.actions.crediting import VoidInvoice
from duebook.apps.invoicing.actions.keeping import AskAgain
from duebook.apps.invoicing.actions.setting_aside import (
    ExcuseCharges,
    ReleaseCharges,
)
from duebook.apps.notes.actions import (
    BringRowBack,
    DropView,
    SaveView,
    TakeHandOverBack,
    TakeNoteBack,
)
from duebook.apps.papers.actions import AttachPaper, DetachPaper
from duebook.apps.papers.queries import paper
from duebook.apps.parties.actions.holding import HoldParties, ReleaseParties
from duebook.apps.parties.actions.merging import UndoMerge
from duebook.apps.payments.actions.converting import TakeBackConversion
from duebook.apps.payments.actions.restoring import TakeBackWriteOffs
from duebook.apps.payments.actions.returning import ReturnPayment
from duebook.apps.payments.actions.transferring import TransferCredit
from duebook.apps.receivables.actions import (
    KeepDebts,
    KeepStatementSchedule,
    LetBatchWait,
    TurnStatementSchedule,
    Unapply,
)
from duebook.apps.receivables.actions.applying import USED_UP_BY
from duebook.apps.receivables.queries import applications_of, items_by_id
from duebook.apps.receivables.queries.given_up import given_up_by
from duebook.domain.disputes import Outcome
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.statement_schedules import StatementTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duebook.apps.audit import actions as audit


@dataclass(eq=False)
class UndoFirst(Refusal):
    """Money that is to be taken back has gone elsewhere since."""

    code: ClassVar[str] = "undo_first"
    template: ClassVar[str] = "First undo: {what} {number}, which used this credit."

    what: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """An act that is to be taken back, from which days and why.

    ``days`` are those that its taking back counts from, one for each part of it.
    """

    event: Told
    entity_id: int
    days: tuple[date, ...]
    reason: str

    @property
    def day(self) -> date:
        """The day of an act that has one part, or one day for all."""
        return self.days[0]

    @property
    def said(self) -> Mapping[str, Any]:
        """What was asked."""
        return self.event.input

    @property
    def came(self) -> Any:
        """What came of it."""
        return self.event.result


def _unmatch(one: Undoing) -> list[audit.Command]:
    return [
        Unmatch(entity_id=one.entity_id, line_id=one.said["line_id"], reason=one.reason)
    ]


def _unlink(one: Undoing) -> list[audit.Command]:
    return [
        UnlinkLine(
            entity_id=one.entity_id, line_id=one.said["line_id"], reason=one.reason
        )
    ]


def _unapply(one: Undoing) -> list[audit.Command]:
    return [
        Unapply(
            entity_id=one.entity_id,
            application_id=application_id,
            effective_on=one.day,
            reason=one.reason,
        )
        for application_id in applied_by(one.entity_id, one.event.id)
    ]


def _reverse(one: Undoing) -> list[audit.Command]:
    return [
        ReverseEntry(
            entity_id=one.entity_id,
            entry_id=one.came["entry_id"],
            effective_on=one.day,
            reason=one.reason,
        )
    ]


def _return(one: Undoing, receipts: list[dict[str, Any]]) -> list[audit.Command]:
    _require_unused(one, [receipt["item_id"] for receipt in receipts])
    return [
        ReturnPayment(
            entity_id=one.entity_id,
            payment_id=receipt["payment_id"],
            returned_on=day,
            reason=one.reason,
        )
        for receipt, day in zip(receipts, one.days, strict=True)
        if not receipt["is_repeated"]
    ]


def _require_unused(one: Undoing, credit_ids: list[int]) -> None:
    """Refuse to take money back that has gone elsewhere since.

    The bank may do so, and then the party owes it; an undo pretends nothing.
    """
    uses = applications_of(one.entity_id, credit_ids)
    debts = items_by_id(one.entity_id, {use.debt_id for use in uses})
    for debt in debts.values():
        if debt.kind in USED_UP_BY:
            raise UndoFirst(debt.kind.replace("_", " "), debt.number)


def _void(one: Undoing, issued: list[dict[str, Any]]) -> list[audit.Command]:
    return [
        VoidInvoice(
            entity_id=one.entity_id,
            number=document["number"],
            voided_on=one.day,
            reason=one.reason,
            rebill=True,
        )
        for document in issued
    ]


def _let_drafts_go(one: Undoing, draft_ids: list[int]) -> list[audit.Command]:
    return [
        LetDraftGo(entity_id=one.entity_id, draft_id=draft_id) for draft_id in draft_ids
    ]


def _let_draft_go(one: Undoing) -> list[audit.Command]:
    return _let_drafts_go(one, [one.came])


def _excuse(one: Undoing) -> list[audit.Command]:
    return [
        ExcuseCharges(
            entity_id=one.entity_id,
            charge_ids=tuple(one.came["ids"]),
            reason=one.reason,
        )
    ]


def _release(one: Undoing) -> list[audit.Command]:
    return [
        ReleaseCharges(
            entity_id=one.entity_id, charge_ids=tuple(one.said["charge_ids"])
        )
    ]


def _move_back(one: Undoing) -> list[audit.Command]:
    went_to = AccountRole(one.said["to"])
    return [
        TransferCredit(
            entity_id=one.entity_id,
            credit_id=one.came["credit_id"],
            to=AccountRole.UNAPPLIED_CASH
            if went_to is AccountRole.ON_ACCOUNT
            else AccountRole.ON_ACCOUNT,
            transferred_on=one.day,
            reason=one.reason,
        )
    ]


def _open_again(one: Undoing) -> list[audit.Command]:
    return [
        TakeBackWriteOffs(
            entity_id=one.entity_id,
            write_off_ids=tuple(given_up_by(one.entity_id, one.event.id)),
            taken_back_on=one.day,
            reason=one.reason,
        )
    ]


def _schedule_as_before(one: Undoing) -> list[audit.Command]:
    """What a schedule said before; one that was new is deleted."""
    schedule_id, before = one.came["schedule_id"], one.came["before"]
    if before is None:
        return [
            TurnStatementSchedule(
                entity_id=one.entity_id, schedule_id=schedule_id, state="deleted"
            )
        ]
    return [
        KeepStatementSchedule(
            entity_id=one.entity_id,
            terms=adapter(StatementTerms).validate_python(before),
            schedule_id=schedule_id,
        )
    ]


def _bring_back(one: Undoing) -> list[audit.Command]:
    return [BringRowBack(entity_id=one.entity_id, row=one.said["row"])]


COMMANDS: Mapping[str, Callable[[Undoing], list[audit.Command]]] = {
    "AcceptMatch": _unmatch,
    "AcceptQuote": _let_draft_go,
    "ApplyCredit": _unapply,
    "AttachPaper": lambda one: [
        DetachPaper(
            entity_id=one.entity_id,
            subject_kind=one.said["subject_kind"],
            subject_id=one.said["subject_id"],
            name=one.came,
            reason=one.reason,
        )
    ],
    "BeginDraft": _let_draft_go,
    "ConvertCredit": lambda one: [
        TakeBackConversion(
            entity_id=one.entity_id,
            converted_id=one.came["credit_id"],
            taken_back_on=one.day,
            reason=one.reason,
        )
    ],
    "CorrectOpening": lambda one: [
        CorrectOpening(
            entity_id=one.entity_id,
            identifier=one.said["identifier"],
            currency=one.said["currency"],
            was_minor=one.said["opening_minor"],
            opening_minor=one.said["was_minor"],
            reason=one.reason,
        )
    ],
    "DiscardBatch": lambda one: [
        LetBatchWait(entity_id=one.entity_id, batch_id=one.said["batch_id"])
    ],
    "DetachPaper": lambda one: [
        AttachPaper(
            entity_id=one.entity_id,
            subject_kind=one.said["subject_kind"],
            subject_id=one.said["subject_id"],
            name=one.said["name"],
            content=paper(one.entity_id, one.came),
        )
    ],
    "DraftCharges": lambda one: _let_drafts_go(one, one.came),
    "DropView": lambda one: [
        SaveView(
            entity_id=one.entity_id,
            list=one.said["list"],
            name=one.said["name"],
            line=one.came["line"],
            is_shared=one.came["is_shared"],
        )
    ],
    "ExcuseCharges": _release,
    "FinishRow": _bring_back,
    "HandOver": lambda one: [
        TakeHandOverBack(
            entity_id=one.entity_id, hand_over_id=one.came, reason=one.reason
        )
    ],
    "HoldCharges": _release,
    "HoldParties": lambda one: [
        ReleaseParties(
            entity_id=one.entity_id,
            party_ids=tuple(one.said["party_ids"]),
            reason=one.reason,
        )
    ],
    "IssueDraft": lambda one: _void(one, [one.came]),
    "IssueDrafts": lambda one: _void(one, one.came["issued"]),
    "IssueInvoice": lambda one: _void(one, [one.came]),
    "KeepAlias": lambda one: [
        ForgetAlias(entity_id=one.entity_id, alias_id=one.came, reason=one.reason)
    ],
    "KeepDebts": lambda one: [
        KeepDebts(
            entity_id=one.entity_id,
            item_ids=tuple(one.said["item_ids"]),
            until=one.day,
            reason=one.reason,
        )
    ],
    "KeepFinding": lambda one: [AskAgain(entity_id=one.entity_id, kept_id=one.came)],
    "KeepHouseRule": lambda one: [
        LetRuleAct(
            entity_id=one.entity_id,
            rule_id=one.came,
            state="retired",
            reason=one.reason,
        )
    ],
    "KeepStatementSchedule": _schedule_as_before,
    "LinkLine": _unlink,
    "LockPeriod": lambda one: [
        LockPeriod(
            entity_id=one.entity_id,
            day=date.fromisoformat(one.said["day"]),
            state=Lock.OPEN,
            reason=one.reason,
        )
    ],
    "MakeDraft": _let_draft_go,
    "MatchLine": _unmatch,
    "MergeParties": lambda one: [
        UndoMerge(entity_id=one.entity_id, merge_id=one.came, reason=one.reason)
    ],
    "OpenDispute": lambda one: [
        CloseDispute(
            entity_id=one.entity_id,
            number=one.came["number"],
            outcome=Outcome.WITHDRAWN,
            reason=one.reason,
            closed_on=one.day,
        )
    ],
    "PostEntry": _reverse,
    "PostProposedEntry": _reverse,
    "ReceivePayment": lambda one: _return(one, [one.came]),
    "ReceivePayments": lambda one: _return(one, one.came),
    "ReleaseParties": lambda one: [
        HoldParties(
            entity_id=one.entity_id,
            party_ids=tuple(one.said["party_ids"]),
            reason=one.reason,
        )
    ],
    "RuleLine": _unlink,
    "SaveView": lambda one: [
        DropView(entity_id=one.entity_id, list=one.said["list"], name=one.said["name"])
    ],
    "SnoozeRow": _bring_back,
    "SweepSmallBalances": _open_again,
    "TakeCharges": _excuse,
    "TakeIn": lambda one: [
        UndoImport(
            entity_id=one.entity_id, file_id=one.came["file_id"], reason=one.reason
        )
    ],
    "TakeLockbox": lambda one: [
        TakeLockboxBack(
            entity_id=one.entity_id,
            deposit=one.came["deposit"],
            taken_back_on=one.day,
            reason=one.reason,
        )
    ],
    "TransferCredit": _move_back,
    "TurnStatementSchedule": lambda one: [
        TurnStatementSchedule(
            entity_id=one.entity_id,
            schedule_id=one.said["schedule_id"],
            state=one.came["before"],
        )
    ],
    "WriteNote": lambda one: [
        TakeNoteBack(entity_id=one.entity_id, note_id=one.came["note_id"])
    ],
    "WriteOff": _open_again,
    "WriteOffDebts": _open_again,
}
"""The commands that take an act back, of each command that can be undone."""
