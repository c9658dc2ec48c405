"""Taking back and correcting: credit notes, voids, debit notes, correct-and-rebill."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    NewCharge,
    copy_charges,
    flat_discount,
    put_together,
    write_charges,
)
from duebook.apps.invoicing.actions.issuing import Heading, Issued, issue
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.documents import (
    Stored,
    credited,
    is_void,
    stored_by_number,
)
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import postings_of
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import NewItem
from duebook.domain import application
from duebook.domain.crediting import CreditAsked, credit_draft
from duebook.domain.errors import Refusal
from duebook.domain.ledger import ControlItem, JournalEntry, Posting
from duebook.domain.money import told
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.audit import actions as audit
    from duebook.domain.invoicing import Draft

REFUSED_BY["document_is_voided_once"] = "the document was voided before."


@dataclass(eq=False)
class NotCorrectable(Refusal):
    """The document cannot be taken back in this way."""

    code: ClassVar[str] = "not_correctable"
    template: ClassVar[str] = "{number} cannot be taken back: {why}."

    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCreditNote:
    """Take back an invoice, or what is ``asked`` of its lines, with a reason."""

    entity_id: int
    number: str
    credited_on: date
    reason: str
    asked: tuple[CreditAsked, ...] | None = None


@action(Right.CREDIT)
def issue_credit_note(command: IssueCreditNote, act: Act) -> Issued | Held:
    """Issue a credit note and put it against what its invoice has open.

    What the invoice no longer has open stays a credit of the party.

    Raises:
        NotCorrectable: it is no invoice, or void.
        OverCredited: a line has less left than is asked.
    """
    original, items = lock_document(act, command.number, command.credited_on)
    draft = credit_draft(
        original.as_original(),
        credited(act.entity_id, original.id),
        command.asked,
        issued_on=command.credited_on,
    )
    waiting = hold_credit(
        act,
        command,
        original,
        draft.total_minor,
        doing="Credit {amount} of {number}",
        reason=command.reason,
    )
    if waiting is not None:
        return waiting
    [note] = credit(act, original, items, draft, command.reason)
    return note


def hold_credit(
    act: Act,
    command: audit.Command,
    document: Stored,
    amount_minor: int,
    *,
    doing: str,
    reason: str,
) -> Held | None:
    """Hold the taking back of a document where it is above the actor's limit.

    ``doing`` says it with ``{number}`` and ``{amount}``, for who is to approve it.
    """
    amount = told(abs(amount_minor), document.currency)
    what = doing.format(number=document.number, amount=amount)
    return held(
        act,
        command,
        right=Right.CREDIT,
        amount_minor=amount_minor,
        currency=document.currency,
        sentence=f"{what}: {reason}",
    )


def credit(
    act: Act,
    original: Stored,
    items: Sequence[owed.Item],
    draft: Draft,
    reason: str,
) -> list[Issued]:
    """Issue a credit note and put it against what its invoice has open."""
    issued = issue(
        act,
        [draft],
        [Heading(kind="credit_note", corrects_id=original.id, reason=reason)],
    )
    if draft.total_minor:
        receivables.value_as(
            act,
            [(item_id, items[0].id) for item_id in issued[0].item_ids],
            original.currency,
        )
        settle(
            act,
            issued[0].item_ids,
            items,
            on=draft.issued_on,
            rule="credit_note",
            reason=reason,
        )
    return issued


def settle(
    act: Act,
    credit_ids: Sequence[int],
    debts: Sequence[owed.Item],
    *,
    on: date,
    rule: str,
    reason: str,
) -> None:
    """Put credits, as far as they reach, against debts, the oldest due first.

    Somebody says which debts, so what is contested of them is settled, too.
    """
    open_debts = {
        debt.id: replace(debt, contested_minor=0)
        for debt in debts
        if debt.open_minor > 0
    }
    for credit in owed.lock_items(act.entity_id, credit_ids).values():
        if credit.open_minor >= 0 or not open_debts:
            continue
        applied, _ = application.apply_oldest_first(
            -credit.open_minor, [debt.as_debt() for debt in open_debts.values()]
        )
        receivables.apply(
            act,
            [
                receivables.Credited(
                    credit.control(),
                    open_debts[one.item_id].control(),
                    one.amount_minor,
                    rule,
                )
                for one in applied
            ],
            currency=credit.currency,
            effective_on=on,
            reason=reason,
        )
        for one in applied:
            debt = open_debts.pop(one.item_id)
            if debt.open_minor > one.amount_minor:
                left_minor = debt.open_minor - one.amount_minor
                open_debts[debt.id] = replace(debt, open_minor=left_minor)


def lock_document(act: Act, number: str, on: date) -> tuple[Stored, list[owed.Item]]:
    """An invoice that can be taken back on a day, its items locked so that one does.

    Not before the day it counts from: what is owed then would differ from the books.
    """
    document = stored_by_number(act.entity_id, number)
    if document.kind not in {"invoice", "debit_note"}:
        raise NotCorrectable(number, f"it is a {document.kind.replace('_', ' ')}")
    items = owed.lock_document_items(act.entity_id, document.id)
    if is_void(act.entity_id, document.id):
        raise NotCorrectable(number, "it is void")
    if on < document.issued_on:
        raise NotCorrectable(number, f"it was issued on {document.issued_on}")
    return document, items


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidInvoice:
    """Take back an invoice to which nothing was applied; it keeps its number.

    With ``rebill`` its charges come back to be billed again.
    """

    entity_id: int
    number: str
    voided_on: date
    reason: str
    rebill: bool = False


@dataclass(frozen=True, slots=True)
class Voided:
    """The invoice taken back, and the charges that came back to be billed."""

    number: str
    charge_ids: tuple[int, ...]


@action(Right.CREDIT)
def void_invoice(command: VoidInvoice, act: Act) -> Voided | Held:
    """Void an invoice: the books get the opposite entry, its items are settled.

    Raises:
        NotCorrectable: it is void already, credited or partly settled; a credit
            note is the way then.
    """
    document, items = lock_document(act, command.number, command.voided_on)
    if any(item.open_minor != item.amount_minor for item in items):
        raise NotCorrectable(command.number, "something was applied to it")
    if credited(act.entity_id, document.id):
        raise NotCorrectable(command.number, "it was credited")
    waiting = hold_credit(
        act,
        command,
        document,
        document.total_minor,
        doing="Void {number} over {amount}",
        reason=command.reason,
    )
    if waiting is not None:
        return waiting
    _void(act, document, items, command.voided_on, command.reason)
    charge_ids = copy_charges(act, _charge_ids(document), {}) if command.rebill else ()
    return Voided(document.number, tuple(charge_ids))


def _charge_ids(document: Stored) -> list[int]:
    return [
        issued.line.charge_id
        for issued in document.lines
        if issued.line.charge_id is not None
    ]


def _void(
    act: Act, document: Stored, items: Sequence[owed.Item], on: date, reason: str
) -> None:
    credit_ids = receivables.take_item_ids(len(items))
    by_item = dict(zip((item.id for item in items), credit_ids, strict=True))
    entry_id = _post_void(act, document, by_item, on, reason)
    models.Void.objects.create(
        entity_id=act.entity_id,
        document_id=document.id,
        voided_on=on,
        reason=reason,
        entry_id=entry_id,
    )
    receivables.write_items(
        act,
        [
            NewItem(
                id=by_item[item.id],
                party_id=item.party_id,
                account_id=item.account_id,
                kind="void",
                document_id=document.id,
                number=document.number,
                currency=document.currency,
                amount_minor=-item.amount_minor,
                document_on=on,
                due_on=on,
                effective_on=on,
                entry_id=entry_id or 0,
                reason=reason,
            )
            for item in items
        ],
    )
    receivables.value_as(
        act, [(by_item[item.id], item.id) for item in items], document.currency
    )
    receivables.apply(
        act,
        [
            receivables.Credited(
                ControlItem(by_item[item.id], item.account_id),
                item.control(),
                item.amount_minor,
                "void",
            )
            for item in items
        ],
        currency=document.currency,
        effective_on=on,
        reason=reason,
    )


def _post_void(
    act: Act, document: Stored, by_item: Mapping[int, int], on: date, reason: str
) -> int | None:
    """Post the opposite of a document's entry; nothing where it had moved nothing."""
    if document.entry_id is None:
        return None
    original = postings_of(act.entity_id, [document.entry_id])[document.entry_id]
    [entry_id] = books.post(
        act,
        [
            JournalEntry(
                effective_on=on,
                currency=document.currency,
                source_kind="void",
                source_id=document.id,
                cause=reason,
                reverses_id=document.entry_id,
                postings=tuple(
                    Posting(
                        posting.account_id,
                        -posting.amount_minor,
                        by_item.get(posting.item_id) if posting.item_id else None,
                    )
                    for posting in original
                ),
            )
        ],
    )
    return entry_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a charge should have been; what is ``None`` stays."""

    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    description: str | None = None
    discount_bp: int | None = None
    po: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAndRebill:
    """Take an invoice back and issue it again as it should have been, in one act.

    ``corrections`` is by charge; a charge under ``dropped`` is not billed again.
    """

    entity_id: int
    number: str
    corrected_on: date
    reason: str
    corrections: dict[int, Correction] = field(default_factory=dict)
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """The credit note over the wrong invoice, and the invoice in its place."""

    credit_note: Issued
    invoice: Issued


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An invoice that was credited whole, its credit note, the charges it billed."""

    original: Stored
    note: Issued
    charge_ids: tuple[int, ...]


def take_back_whole(
    act: Act, command: audit.Command, number: str, on: date, reason: str
) -> TakenBack | Held:
    """Credit an invoice so that it can be billed again: a step of two actions.

    Raises:
        NotCorrectable: the invoice cannot be taken back; or it was credited in part,
            and would be billed again in whole.
    """
    original, items = lock_document(act, number, on)
    if credited(act.entity_id, original.id):
        raise NotCorrectable(number, "part of it was credited")
    draft = credit_draft(original.as_original(), {}, issued_on=on)
    waiting = hold_credit(
        act,
        command,
        original,
        draft.total_minor,
        doing="Correct {number} over {amount}",
        reason=reason,
    )
    if waiting is not None:
        return waiting
    [note] = credit(act, original, items, draft, reason)
    return TakenBack(original, note, tuple(_charge_ids(original)))


@action(Right.CREDIT)
def correct_and_rebill(command: CorrectAndRebill, act: Act) -> Corrected | Held:
    """Credit an invoice and issue the corrected one, both linked.

    What had been paid on the wrong one becomes credit, and settles the new one, which
    keeps a flat discount that its draft was granted.

    Raises:
        NotCorrectable: the invoice cannot be taken back, or nothing can be billed; or
            it was credited in part, and would be billed again in whole.
    """
    taken = take_back_whole(
        act, command, command.number, command.corrected_on, command.reason
    )
    if isinstance(taken, Held):
        return taken
    original, note = taken.original, taken.note
    charge_ids = [
        charge_id for charge_id in taken.charge_ids if charge_id not in command.dropped
    ]
    changes = {
        charge_id: {
            name: value
            for name, value in asdict(correction).items()
            if value is not None
        }
        for charge_id, correction in command.corrections.items()
    }
    again = copy_charges(act, charge_ids, changes)
    [invoice] = _bill(
        act,
        again,
        original,
        kind="invoice",
        on=command.corrected_on,
        reason=command.reason,
        discount_minor=flat_discount(act.entity_id, charge_ids),
    )
    settle(
        act,
        note.item_ids,
        owed.lock_document_items(act.entity_id, invoice.id),
        on=command.corrected_on,
        rule="correction",
        reason=command.reason,
    )
    return Corrected(note, invoice)


def _bill(
    act: Act,
    charge_ids: Sequence[int],
    original: Stored,
    *,
    kind: str,
    on: date,
    reason: str,
    discount_minor: int = 0,
) -> list[Issued]:
    """One document for charges that belong to an earlier document."""
    draft_id = put_together(
        act,
        charge_ids,
        kind=kind,
        po=original.po,
        site=original.site,
        discount_minor=discount_minor,
    )
    charges = billing.charges_of_drafts(act.entity_id, [draft_id])
    drafted = billing.drafted(act.entity_id, charges, on)
    for exception in drafted.exceptions:
        raise NotCorrectable(original.number, exception.reason)
    return issue(
        act,
        drafted.drafts,
        [Heading(kind=kind, corrects_id=original.id, reason=reason)],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDebitNote:
    """Add to an invoice afterwards: further charges, with the reason."""

    entity_id: int
    number: str
    debited_on: date
    reason: str
    charges: tuple[NewCharge, ...]


@action(Right.ISSUE)
def issue_debit_note(command: IssueDebitNote, act: Act) -> Issued:
    """Issue a debit note tied to an invoice.

    Raises:
        NotCorrectable: there is nothing to bill, or the invoice is void.
    """
    original, _ = lock_document(act, command.number, command.debited_on)
    charge_ids = write_charges(act, command.charges)
    [note] = _bill(
        act,
        charge_ids,
        original,
        kind="debit_note",
        on=command.debited_on,
        reason=command.reason,
    )
    return note
