"""One sentence for every command: what somebody did, as a colleague would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from duebook.apps.audit.queries import Told
from duebook.domain.money import told as money


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people call the rows that events name by id; ids are those of JSON.

    ``items`` are number and currency, ``lines`` of the bank amount and currency.
    """

    currency: str
    parties: Mapping[int, str]
    items: Mapping[int, tuple[str, str]]
    lines: Mapping[int, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Telling:
    """An event while it is put into words."""

    event: Told
    names: Names

    @property
    def said(self) -> Mapping[str, Any]:
        """What was asked."""
        return self.event.input

    @property
    def came(self) -> Any:
        """What came of it."""
        return self.event.result

    def party(self, name: str = "party_id") -> str:
        """The party that a field of the command names by id."""
        return self.names.parties.get(self.said.get(name) or 0, "a party")

    def item(self, name: str = "item_id") -> str:
        """The number of the item that a field of the command names by id."""
        number, _ = self.names.items.get(self.said.get(name) or 0, ("an item", ""))
        return number

    def of_item(self, minor: int, name: str = "item_id") -> str:
        """An amount in the currency of the item that a field names."""
        _, currency = self.names.items.get(self.said.get(name) or 0, ("", ""))
        return money(minor, currency or self.names.currency)

    def line(self, name: str = "line_id") -> str:
        """The bank line that a field of the command names by id."""
        found = self.names.lines.get(self.said.get(name) or 0)
        return f"the bank line over {money(*found)}" if found else "a bank line"


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 invoice``, ``398 invoices``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def sums(totals_minor: Mapping[str, int]) -> str:
    """Amounts of several currencies: ``1,200.00 USD and 80.00 EUR``."""
    return " and ".join(
        money(minor, currency) for currency, minor in sorted(totals_minor.items())
    )


def _receipts(telling: Telling, receipts: list[dict[str, Any]]) -> str:
    payments = telling.said["payments"]
    totals: dict[str, int] = {}
    for payment in payments:
        currency = payment["currency"]
        totals[currency] = totals.get(currency, 0) + payment["amount_minor"]
    return f"Took in {count(len(receipts), 'payment')} over {sums(totals)}"


def _received(telling: Telling) -> str:
    payment = telling.said["payment"]
    who = telling.names.parties.get(payment["party_id"], "a party")
    amount = money(payment["amount_minor"], payment["currency"])
    return f"Took in {amount} from {who} as {telling.came['number']}"


def _issued(telling: Telling, what: str) -> str:
    came = telling.came
    who = telling.names.parties.get(came["bill_to_id"], "a party")
    amount = money(abs(came["total_minor"]), came["currency"])
    return f"Issued {what} {came['number']} over {amount} to {who}"


def _drafts_issued(telling: Telling) -> str:
    issued = telling.came["issued"]
    if len(issued) == 1:
        return f"Issued {issued[0]['number']}"
    kept = len(telling.came["exceptions"])
    rest = f", {count(kept, 'draft')} kept back" if kept else ""
    return f"Issued {count(len(issued), 'document')}{rest}"


def _billed(telling: Telling) -> str:
    came = telling.came
    over = f" over {sums(came['totals_minor'])}" if came["totals_minor"] else ""
    return f"Issued {count(came['invoiced'], 'invoice')}{over}"


def _taken_in(telling: Telling) -> str:
    came = telling.came
    rows = count(came["created"], "new row")
    bad = f", {count(came['bad'], 'row')} to mend" if came["bad"] else ""
    return f"Took in {telling.said['name']}: {rows}{bad}"


def _matched(telling: Telling) -> str:
    items = count(len(telling.came["settled"]), "item")
    who = telling.names.parties.get(telling.came["party_id"], "a party")
    return f"Matched {telling.line()} with {items} of {who}"


def _locked(telling: Telling) -> str:
    verbs = {"open": "Opened", "soft": "Soft-locked", "hard": "Locked"}
    return f"{verbs[telling.said['state']]} the month of {telling.said['day']}"


def _applied(telling: Telling) -> str:
    applied = telling.came["applied"]
    amount = telling.of_item(sum(applied.values()), "credit_id")
    items = count(len(applied), "item")
    return f"Applied {amount} of {telling.item('credit_id')} to {items}"


def _answered(telling: Telling) -> str:
    verb = "Approved" if telling.said["is_approved"] else "Refused"
    return f"{verb} request {telling.said['request_id']} of " + str(
        telling.came["requested_by"]
    )


def _severity(telling: Telling) -> str:
    return f"Set the check {telling.said['code']} to {telling.said['severity']}"


def _about(telling: Telling) -> str:
    return str(telling.said["subject"]["called"])


def _scheduled(telling: Telling) -> str:
    came = telling.came
    by = f"as of {telling.said['as_of']}, by the schedule “{came['name']}”"
    if came["state"] == "issued":
        return f"Issued {count(came['issued'], 'statement')} {by}"
    if came["state"] == "waiting":
        return f"Kept statements to be looked at, {by}"
    return f"Found nobody to tell what is owed, {by}"


def _schedule_kept(telling: Telling) -> str:
    verb = "Changed" if telling.came["before"] else "Made"
    return f"{verb} the schedule of statements “{telling.said['terms']['name']}”"


_TURNED: Mapping[str, str] = {
    "on": "Let {} go on",
    "paused": "Paused {}",
    "ended": "Ended {}",
    "deleted": "Deleted {}",
}


def _schedule_turned(telling: Telling) -> str:
    schedule = f"the schedule of statements “{telling.came['name']}”"
    return _TURNED[telling.said["state"]].format(schedule)


Sentence = Callable[[Telling], str]

SENTENCES: Mapping[str, Sentence] = {
    "AcceptDispute": lambda t: (
        f"Accepted {t.said['number']}; "
        f"{t.came['credit_note']['number']} credits what it contested"
    ),
    "AcceptFinding": lambda t: f"Accepted {t.said['code']} of {t.said['party']}",
    "AcceptFindings": lambda t: (
        f"Accepted {t.said['code']} of "
        f"{count(len(t.said['parties']), 'party', 'parties')}"
    ),
    "AcceptMatch": _matched,
    "AcceptQuote": lambda t: f"Accepted quote {t.said['number']}",
    "AddCertificates": lambda t: f"Added {count(t.came, 'tax certificate')}",
    "Answer": _answered,
    "AnswerHandOver": lambda _: "Answered a colleague’s question",
    "ApplyCredit": _applied,
    "ApplyFix": lambda _: "Mended what a bill check had found",
    "ApplyFixes": lambda t: (
        f"Mended {count(t.came, 'thing')} that the bill checks had found"
    ),
    "AppointPerson": lambda t: f"Made {t.said['name']} {t.said['role']}",
    "AskAgain": lambda _: "Kept a finding no longer",
    "AttachPaper": lambda t: f"Attached {t.came}",
    "BeginDraft": lambda t: f"Began draft {t.came} for {t.said['party']}",
    "BillParties": _billed,
    "BringRowBack": lambda _: "Brought a row of Today back",
    "CarryOnWork": lambda t: f"Let work {t.said['work_id']} go on",
    "ChangeCharge": lambda t: f"Changed charge {t.said['charge_id']}",
    "ChangeLetterhead": lambda _: "Changed the letterhead",
    "ChangeMailServer": lambda _: "Changed where mails leave",
    "ChangeSettings": lambda _: "Changed how the entity reckons",
    "ChargeLateness": lambda t: (
        f"Charged {money(t.came['total_minor'], t.names.currency)} for lateness"
    ),
    "CloseDispute": lambda t: f"Closed {t.said['number']}: {t.said['outcome']}",
    "ConvertCredit": lambda t: (
        f"Changed {t.item('credit_id')} into "
        f"{money(t.said['into_minor'], t.said['into_currency'])}"
    ),
    "CorrectAndRebill": lambda t: (
        f"Corrected {t.said['number']}; {t.came['invoice']['number']} takes its place"
    ),
    "CorrectOpening": lambda t: (
        f"Corrected the opening balance of {t.came} to "
        f"{money(t.said['opening_minor'], t.said['currency'])}"
    ),
    "CreditAndRedraft": lambda t: (
        f"Took {t.said['number']} back; draft {t.came['draft_id']} takes its place"
    ),
    "DetachPaper": lambda t: f"Took {t.said['name']} off",
    "DiscardBatch": lambda t: f"Discarded the statements that “{t.came}” had made",
    "DiscountDraft": lambda t: (
        f"Set the discount of draft {t.said['draft_id']} to "
        f"{money(t.said['discount_minor'], t.names.currency)}"
    ),
    "DraftCharges": lambda t: (
        f"Set {count(len(t.said['charge_ids']), 'charge')} apart in "
        f"{count(len(t.came), 'draft')}"
    ),
    "DrawDeposit": lambda t: (
        f"Drew {money(t.said['amount_minor'], t.said['currency'])} "
        f"of the deposit of {t.said['party']}"
    ),
    "DropView": lambda t: f"Dropped the view “{t.said['name']}”",
    "EditDraft": lambda t: f"Changed draft {t.said['draft_id']}",
    "ExcuseCharges": lambda t: (
        f"Left {count(len(t.said['charge_ids']), 'charge')} out of billing"
    ),
    "ExplainInvoice": lambda t: f"Explained {t.said['number']} to {', '.join(t.came)}",
    "FinishRow": lambda _: "Finished a row of Today",
    "ForgetAlias": lambda _: "Forgot a learned name",
    "ForgetDeduction": lambda t: f"Forgot the deduction {t.said['code']}",
    "GenerateRecurring": lambda t: (
        f"Wrote {count(len(t.came), 'recurring charge')} to {t.said['until']}"
    ),
    "HandOver": lambda t: f"Asked {t.said['asked_of']} about {_about(t)}",
    "HoldCharges": lambda t: (
        f"Held {count(len(t.said['charge_ids']), 'charge')} until {t.said['until']}"
    ),
    "HoldParties": lambda t: (
        f"Put {count(len(t.said['party_ids']), 'party', 'parties')} on hold"
    ),
    "IdentifyPayment": lambda t: f"Gave {t.said['payment']} to {t.party()}",
    "IssueBatch": lambda t: (
        f"Issued {count(len(t.came['numbers']), 'statement')} "
        f"that “{t.came['name']}” had made"
    ),
    "IssueCreditNote": lambda t: _issued(t, "credit note"),
    "IssueDebitNote": lambda t: _issued(t, "debit note"),
    "IssueDraft": lambda t: _issued(t, "a draft as"),
    "IssueDrafts": _drafts_issued,
    "IssueInvoice": lambda t: _issued(t, "invoice"),
    "IssueStatements": lambda t: f"Issued {count(len(t.came['numbers']), 'statement')}",
    "JudgeLine": lambda t: (
        f"Took {t.line()} as {'a new one' if t.said['is_new'] else 'known already'}"
    ),
    "KeepAccounts": lambda t: f"Kept a chart of {count(t.came, 'account')}",
    "KeepAlias": lambda t: f"Learned “{t.said['value']}” as {t.party()}",
    "KeepDebts": lambda t: (
        f"Kept {count(len(t.said['item_ids']), 'debt')} until {t.said['until']}"
    ),
    "KeepDeduction": lambda t: f"Kept the deduction {t.said['code']}",
    "KeepFile": lambda t: f"Kept {t.said.get('name', 'a file')} to be looked at",
    "KeepFinding": lambda t: f"Kept {t.said['code']} on draft {t.said['draft_id']}",
    "KeepHouseRule": lambda t: f"Wrote the rule “{t.said['name']}”",
    "KeepItems": lambda t: f"Kept {count(len(t.said['items']), 'item')}",
    "KeepParties": lambda t: (
        f"Kept {count(len(t.said['parties']), 'party', 'parties')}"
    ),
    "KeepPrints": lambda t: f"Printed {count(len(t.came), 'document')}",
    "KeepRecurring": lambda t: f"Kept {count(t.came, 'recurring schedule')}",
    "KeepStatementSchedule": _schedule_kept,
    "KeepTariffs": lambda t: f"Kept {count(len(t.said['tariffs']), 'tariff')}",
    "KeepTemplate": lambda t: f"Kept the template {t.said['name']}",
    "KeepTerms": lambda t: f"Kept {count(t.came, 'set of terms', 'sets of terms')}",
    "LetBatchWait": lambda t: f"Let the statements of “{t.came}” wait again",
    "LetDraftGo": lambda t: f"Let draft {t.said['draft_id']} go",
    "LetRuleAct": lambda t: f"Set rule {t.said['rule_id']} to: {t.said['state']}",
    "LinkLine": lambda t: f"Linked {t.line()} with the books",
    "LockPeriod": _locked,
    "MakeDeposit": lambda t: (
        f"Wrote deposit {t.came['number']} over "
        f"{money(t.came['amount_minor'], t.names.currency)}"
    ),
    "MakeDraft": lambda t: (
        f"Made draft {t.came} of {count(len(t.said['charge_ids']), 'charge')}"
    ),
    "MakeScheduledStatements": _scheduled,
    "MatchLine": _matched,
    "MatchLines": lambda t: (
        f"Let the matcher run: {count(t.came['posted'], 'line')} posted"
    ),
    "MergeDrafts": lambda t: f"Merged {count(len(t.said['draft_ids']), 'draft')}",
    "MergeParties": lambda t: (
        f"Merged {t.party('double_id')} into {t.party('kept_id')}"
    ),
    "NoteDeliveries": lambda t: f"Sent {count(len(t.said['sent']), 'mail')}",
    "OpenBankAccount": lambda t: f"Opened the bank account {t.said['name']}",
    "MoveDispute": lambda t: (
        f"Moved {t.said['number']} to {t.said['owner']}: "
        f"{t.said['stage'].replace('_', ' ')}"
    ),
    "OpenDispute": lambda t: (
        f"Opened {t.came['number']} about "
        f"{t.of_item(t.came['amount_minor'])} of {t.item()}"
    ),
    "OpenEntity": lambda t: f"Opened the books of {t.said['name']}",
    "OpenPaper": lambda t: f"Got {t.said['name']}",
    "OpenPeriods": lambda t: f"Opened {count(t.came, 'month')}",
    "PostEntry": lambda t: f"Posted entry {t.came['entry_id']} by hand",
    "PostProposedEntry": lambda t: f"Posted entry {t.came['entry_id']} as proposed",
    "PrintLetters": lambda t: f"Printed {count(len(t.came['printed']), 'letter')}",
    "ReceivePayment": _received,
    "ReceivePayments": lambda t: _receipts(t, t.came),
    "Reconcile": lambda t: f"Proved {t.said['account']} to {t.said['reconciled_on']}",
    "RecordBounce": lambda t: f"Noted that {t.said['recipient']} was not reached",
    "RecoverWriteOff": lambda t: (
        f"Recovered {t.of_item(t.came['amount_minor'], 'credit_id')} of "
        f"{t.came['number']}, which was written off"
    ),
    "RefundCredit": lambda t: (
        f"Refunded {t.of_item(t.came['amount_minor'], 'credit_id')} "
        f"as {t.came['number']}"
    ),
    "RejectMatch": lambda t: f"Rejected what was proposed for {t.line()}",
    "ReleaseCharges": lambda t: (
        f"Let {count(len(t.said['charge_ids']), 'charge')} be billed after all"
    ),
    "ReleaseParties": lambda t: (
        f"Released {count(len(t.said['party_ids']), 'party', 'parties')} from hold"
    ),
    "RememberMapping": lambda t: f"Remembered how files of {t.said['source']} read",
    "RequireSignOffs": lambda _: "Changed what a close has to have signed",
    "RetirePerson": lambda t: f"Took all rights from {t.said['name']}",
    "ReturnByLine": lambda t: f"Took {t.said['payment']} back: it was returned",
    "ReturnPayment": lambda t: f"Took payment {t.said['payment_id']} back",
    "ReturnRefund": lambda t: f"Noted that {t.came['number']} came back",
    "ReverseEntry": lambda t: f"Reversed entry {t.said['entry_id']}",
    "RuleLine": lambda t: f"Posted {t.line()} by a rule of the house",
    "SaveView": lambda t: f"Kept the view “{t.said['name']}”",
    "SeatUser": lambda t: f"Let {t.said['name']} sign in here",
    "SeeNotices": lambda _: "Looked at the bell",
    "SendAgain": lambda t: f"Sent {count(t.came['documents'], 'document')} again",
    "SetApart": lambda t: f"Set {count(t.came, 'bank line')} apart",
    "SetExchangeRates": lambda t: f"Set {count(len(t.said['rates']), 'exchange rate')}",
    "SetPattern": lambda t: f"Numbered {t.said['kind']}s anew from {t.said['year']}",
    "SetPrices": lambda t: f"Set {count(len(t.said['prices']), 'price')}",
    "SetSeverity": _severity,
    "SetShippingRates": lambda t: f"Set {count(len(t.said['rates']), 'shipping rate')}",
    "SetTaxRates": lambda t: f"Set {count(len(t.said['rates']), 'tax rate')}",
    "SettleDelivery": lambda t: (
        f"Said that mail {t.said['delivery_id']} "
        f"{'arrived' if t.said['has_arrived'] else 'goes out again'}"
    ),
    "SignPoints": lambda t: f"Signed {count(len(t.said['points']), 'point')}",
    "SnoozeRow": lambda t: f"Put a row of Today off to {t.said['until']}",
    "StartBillingRun": lambda t: f"Started a billing run to {t.said['until']}",
    "StartSending": lambda _: "Started to send",
    "StartWork": lambda t: f"Began: {t.said['title']}",
    "StopWork": lambda t: f"Stopped long work {t.said['work_id']}",
    "SweepSmallBalances": lambda t: (
        f"Wrote off {count(t.came['items'], 'small balance')} over "
        f"{money(t.came['amount_minor'], t.names.currency)}"
    ),
    "TakeAdvice": lambda t: f"Took in remittance advice {t.said['name']}",
    "TakeBackConversion": lambda _: "Took a change of currency back",
    "TakeBackWriteOffs": lambda t: (
        f"Opened {count(t.came['items'], 'debt')} again over "
        f"{money(t.came['amount_minor'], t.came['currency'])}, once written off"
    ),
    "TakeBankFile": lambda t: (
        f"Took in {t.said['name']}: {count(t.came['fresh'], 'new bank line')}"
    ),
    "TakeCharges": lambda t: f"Took in {count(len(t.came['ids']), 'charge')}",
    "TakeHandOverBack": lambda _: "Took a question back",
    "TakeIn": _taken_in,
    "TakeLockbox": lambda t: f"Took in {count(t.came['cheques'], 'cheque')} by lockbox",
    "TakeLockboxBack": lambda t: f"Took lockbox {t.said['deposit']} back",
    "TakeNoteBack": lambda _: "Took a note back",
    "TakeOverItems": lambda t: f"Took over {count(len(t.came), 'open item')}",
    "TakePayouts": lambda t: f"Took in {count(t.came['payouts'], 'payout')}",
    "TakeReturns": lambda t: (
        f"Took back {count(len(t.came['returned']), 'returned payment')}"
    ),
    "TransferCredit": lambda t: (
        f"Moved {t.of_item(t.came['amount_minor'], 'credit_id')} of "
        f"{t.item('credit_id')} to {t.said['to'].replace('_', ' ')}"
    ),
    "TurnStatementSchedule": _schedule_turned,
    "Unapply": lambda t: f"Took application {t.said['application_id']} back",
    "UndoImport": lambda t: f"Took back import {t.said['file_id']}",
    "UndoMerge": lambda _: "Took a merge of parties back",
    "UnlinkLine": lambda t: f"Let {t.line()} wait again",
    "Unmatch": lambda t: f"Took the match of {t.line()} back",
    "VoidInvoice": lambda t: f"Voided {t.said['number']}",
    "WithdrawRequest": lambda t: f"Withdrew request {t.said['request_id']}",
    "WriteNote": lambda t: f"Wrote a note on {_about(t)}",
    "WriteOff": lambda t: (
        f"Wrote off {t.of_item(t.came['amount_minor'])} of {t.item()}"
    ),
    "WriteOffDebts": lambda t: (
        f"Wrote off {count(t.came['items'], 'debt')} over "
        f"{money(t.came['amount_minor'], t.said['currency'])}"
    ),
}
"""What somebody did, by the name of the command."""


def tell(telling: Telling) -> str:
    """The act in a sentence; one that waits for a second person says so.

    What an older version wrote may say less: then its command's name is all there is.
    """
    came = telling.came
    if isinstance(came, dict) and {"request_id", "sentence"} == set(came):
        return f"Asked for: {came['sentence']}"
    known = SENTENCES.get(telling.event.command)
    try:
        return known(telling) if known else telling.event.command
    except (KeyError, TypeError, IndexError):
        return telling.event.command
