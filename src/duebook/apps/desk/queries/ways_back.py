"""How each act is taken back, or what takes its place where it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duebook.apps.audit.queries import Told


@dataclass(frozen=True, slots=True)
class WayBack:
    """Whether an act can be undone; if not, ``words`` name what to do instead."""

    can_be_undone: bool
    words: str


def _by(words: str) -> WayBack:
    return WayBack(can_be_undone=True, words=words)


def _instead(words: str) -> WayBack:
    return WayBack(can_be_undone=False, words=words)


_AGAIN = _instead("Set it again as it was; the audit shows the value before.")
_MATCH_AGAIN = _instead("Match the line again.")
_STAYS = _instead("What was taken in stays on record.")

WAYS_BACK: Mapping[str, WayBack] = {
    # undone by one command, or by a few
    "AcceptMatch": _by("takes the match back; the money waits for its payer again"),
    "AcceptQuote": _by("lets the draft go; its charges are unbilled again"),
    "ApplyCredit": _by("takes the applications back"),
    "AttachPaper": _by("takes the paper off; it stays kept"),
    "BeginDraft": _by("lets the draft go; its charges are unbilled again"),
    "ConvertCredit": _by("takes the change of currency back"),
    "CorrectOpening": _by("sets the opening balance back as it was"),
    "DiscardBatch": _by("lets the statements wait again"),
    "DetachPaper": _by("attaches the paper again"),
    "DraftCharges": _by("lets the drafts go; their charges are unbilled again"),
    "DropView": _by("keeps the view again"),
    "ExcuseCharges": _by("lets the charges be billed after all"),
    "FinishRow": _by("brings the row back"),
    "HandOver": _by("takes the question back"),
    "HoldCharges": _by("lets the charges be billed again"),
    "HoldParties": _by("releases the parties"),
    "IssueInvoice": _by("voids the invoice; its charges can be billed again"),
    "IssueDraft": _by("voids the document; its charges can be billed again"),
    "IssueDrafts": _by("voids the documents; their charges can be billed again"),
    "KeepAlias": _by("forgets the name"),
    "KeepDebts": _by("makes them candidates for a write-off again"),
    "KeepFinding": _by("lets the finding weigh on its draft again"),
    "KeepHouseRule": _by("retires the rule"),
    "KeepStatementSchedule": _by("makes the schedule what it was before"),
    "LinkLine": _by("lets the line wait again"),
    "LockPeriod": _by("opens the month again"),
    "MakeDraft": _by("lets the draft go; its charges are unbilled again"),
    "MatchLine": _by("takes the match back; the money waits for its payer again"),
    "MergeParties": _by("moves back what the merge moved"),
    "OpenDispute": _by("closes the dispute as withdrawn"),
    "PostEntry": _by("posts the opposite entry"),
    "PostProposedEntry": _by("posts the opposite entry"),
    "ReceivePayment": _by("takes the payment and all that it settled back"),
    "ReceivePayments": _by("takes the payments and all that they settled back"),
    "ReleaseParties": _by("puts the parties on hold again"),
    "RuleLine": _by("posts the opposite and lets the line wait again"),
    "SaveView": _by("drops the view"),
    "SnoozeRow": _by("brings the row back"),
    "SweepSmallBalances": _by("takes the write-offs back; all rests are open again"),
    "TakeCharges": _by("leaves the charges out of billing; they stay visible"),
    "TakeIn": _by("takes all of the import back"),
    "TakeLockbox": _by("takes the slip and every cheque on it back"),
    "TransferCredit": _by("moves the credit back"),
    "TurnStatementSchedule": _by("makes the schedule what it was before"),
    "WriteNote": _by("takes the note back"),
    "WriteOff": _by("takes the write-off back; the debt is open again"),
    "WriteOffDebts": _by("takes the write-offs back; all the debts are open again"),
    # not undone: the counter-act
    "AcceptDispute": _instead("Issue a debit note over the amount."),
    "AcceptFinding": _instead("Accept it again until today, and it counts from then."),
    "AcceptFindings": _instead(
        "Accept them again until today, and they count from then."
    ),
    "AddCertificates": _instead("Add one that ends the day before it began."),
    "Answer": _instead("The answer stands. The act itself can be undone."),
    "AnswerHandOver": _instead("The answer stands. Write a note to correct it."),
    "ApplyFix": _AGAIN,
    "ApplyFixes": _AGAIN,
    "AppointPerson": _instead("Give another role, or retire the person."),
    "AskAgain": _instead("Keep the finding again."),
    "BillParties": _instead("Void the invoices; their charges can be billed again."),
    "BringRowBack": _instead("Finish the row again."),
    "CarryOnWork": _instead("Stop it."),
    "ChangeCharge": _AGAIN,
    "ChangeLetterhead": _AGAIN,
    "ChangeMailServer": _AGAIN,
    "ChangeSettings": _AGAIN,
    "ChargeLateness": _instead("Void or credit the invoices of late fees."),
    "CloseDispute": _instead("Open the dispute again."),
    "CorrectAndRebill": _instead("Correct the new invoice."),
    "CreditAndRedraft": _instead("Issue the draft, or another invoice."),
    "DiscountDraft": _AGAIN,
    "DrawDeposit": _instead("Mark the charge as not billable."),
    "EditDraft": _AGAIN,
    "ExplainInvoice": _instead("A mail that has left cannot be called back."),
    "ForgetAlias": _instead("Keep the name again."),
    "ForgetDeduction": _instead("Keep the deduction again."),
    "GenerateRecurring": _instead("Mark the charges as not billable."),
    "IdentifyPayment": _instead("Move the credit to the party that it belongs to."),
    "IssueBatch": _instead("A later statement takes its place."),
    "IssueCreditNote": _instead("Issue a debit note over the amount."),
    "IssueDebitNote": _instead("Credit the debit note."),
    "IssueStatements": _instead("A later statement takes its place."),
    "JudgeLine": _instead("Link the line, or set it apart."),
    "KeepAccounts": _AGAIN,
    "KeepDeduction": _AGAIN,
    "MoveDispute": _instead("Move it on again."),
    "KeepFile": _STAYS,
    "KeepItems": _AGAIN,
    "KeepParties": _AGAIN,
    "KeepPrints": _STAYS,
    "KeepRecurring": _AGAIN,
    "KeepTariffs": _AGAIN,
    "KeepTemplate": _instead("Keep the version before again."),
    "KeepTerms": _AGAIN,
    "LetBatchWait": _instead("Discard the statements again."),
    "LetDraftGo": _instead("Make a draft of the charges again."),
    "LetRuleAct": _AGAIN,
    "MakeDeposit": _instead("The slip stays. The bank’s line proves or contests it."),
    "MakeScheduledStatements": _instead("A later statement takes its place."),
    "MatchLines": _instead("Take the match of each line back."),
    "MergeDrafts": _instead("Make drafts of the charges again."),
    "NoteDeliveries": _instead("The mails have left. A correction can follow them."),
    "OpenBankAccount": _instead("The account stays known."),
    "OpenEntity": _instead("Books that were opened stay."),
    "OpenPaper": _instead("Who got a paper stays on record."),
    "OpenPeriods": _instead("Lock the months."),
    "Reconcile": _instead("The proof stays. Prove the account again."),
    "PrintLetters": _instead("The letters are printed; do not post them."),
    "RecordBounce": _instead("Send the document again."),
    "RecoverWriteOff": _instead(
        "Take the payment off the debt, and write the debt off again."
    ),
    "RefundCredit": _instead(
        "The money has left. If it comes back, say so on the refund."
    ),
    "RejectMatch": _MATCH_AGAIN,
    "ReleaseCharges": _instead("Hold or excuse the charges again."),
    "RememberMapping": _AGAIN,
    "RequireSignOffs": _AGAIN,
    "RetirePerson": _instead("Appoint the person again."),
    "ReturnByLine": _instead("Receive the payment again."),
    "ReturnPayment": _instead("Receive the payment again."),
    "ReturnRefund": _instead("Refund the credit again."),
    "ReverseEntry": _instead("Post the entry again."),
    "SeatUser": _instead("Seat another user there."),
    "SeeNotices": _instead("The notices stay in the bell."),
    "SendAgain": _instead("A mail that has left cannot be called back."),
    "SetApart": _instead("Match the lines, or say whose money it is."),
    "SetExchangeRates": _AGAIN,
    "SetPattern": _AGAIN,
    "SetPrices": _AGAIN,
    "SetSeverity": _AGAIN,
    "SetShippingRates": _AGAIN,
    "SetTaxRates": _AGAIN,
    "SettleDelivery": _instead("Send the document again."),
    "SignPoints": _instead("The signature stays. Sign again after a change."),
    "StartBillingRun": _instead(
        "Void the invoices; their charges can be billed again."
    ),
    "StartSending": _instead("The mails have left. A correction can follow them."),
    "StartWork": _instead("Stop it, or undo what it did."),
    "StopWork": _instead("Let it go on."),
    "TakeAdvice": _STAYS,
    "TakeBackConversion": _instead("Change the credit again."),
    "TakeBackWriteOffs": _instead("Write the debts off again."),
    "TakeBankFile": _STAYS,
    "TakeHandOverBack": _instead("Ask again."),
    "TakeLockboxBack": _instead("Take the file in again."),
    "TakeNoteBack": _instead("Write the note again."),
    "TakeOverItems": _instead("Apply the opposite, or write the item off."),
    "TakePayouts": _instead("Take each of its payments back."),
    "TakeReturns": _instead("Receive the payments again."),
    "Unapply": _instead("Apply the credit again."),
    "UndoImport": _instead("Take the file in again."),
    "UndoMerge": _instead("Merge the parties again."),
    "UnlinkLine": _MATCH_AGAIN,
    "Unmatch": _MATCH_AGAIN,
    "VoidInvoice": _instead("Issue the charges again as a new invoice."),
    "WithdrawRequest": _instead("Ask for it again."),
}
"""Of every command, by its name."""

_UNKNOWN = _instead("Nobody has said yet how this is taken back.")


def way_back(event: Told) -> WayBack:
    """How an act is taken back, as it went; what only waits is not done yet."""
    if is_held(event.result):
        return _instead("It waits for a second person, who can refuse it.")
    left_something, otherwise = _UNLESS.get(event.command, (_always, _UNKNOWN))
    if not left_something(event):
        return otherwise
    return WAYS_BACK.get(event.command, _UNKNOWN)


def is_held(result: Any) -> bool:
    """Whether an act only asks for a second person's yes."""
    return isinstance(result, dict) and set(result) == {"request_id", "sentence"}


def _always(_: Told) -> bool:
    return True


_NOTHING = _instead("It changed nothing.")

_UNLESS: Mapping[str, tuple[Callable[[Told], bool], WayBack]] = {
    "ApplyCredit": (lambda event: bool(event.result["applied"]), _NOTHING),
    "IssueDrafts": (lambda event: bool(event.result["issued"]), _NOTHING),
    "KeepFinding": (
        lambda event: event.input.get("until") is None,
        _instead("Accept it again until today, and it counts from then."),
    ),
    "LockPeriod": (
        lambda event: event.input["state"] == "soft",
        _instead("A month that was opened can be locked; one that is locked stays."),
    ),
    "ReceivePayment": (lambda event: not event.result["is_repeated"], _NOTHING),
    "ReceivePayments": (
        lambda event: any(not receipt["is_repeated"] for receipt in event.result),
        _NOTHING,
    ),
    "SweepSmallBalances": (lambda event: bool(event.result["items"]), _NOTHING),
    "TakeCharges": (lambda event: bool(event.result["ids"]), _NOTHING),
    "TakeLockbox": (lambda event: not event.result["is_repeated"], _NOTHING),
    "TransferCredit": (
        lambda event: event.input.get("to_party_id") is None,
        _instead("Move the credit to the party that it belongs to."),
    ),
    "TurnStatementSchedule": (
        lambda event: event.input["state"] != event.result["before"],
        _NOTHING,
    ),
}
"""When an act of a command can be undone, and what to say where it cannot."""
