"""From quote to draft to invoice, one document at a time."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.billing import without_blockers
from duebook.apps.invoicing.actions.charges import (
    NewCharge,
    put_together,
    write_charges,
)
from duebook.apps.invoicing.actions.issuing import Heading, Issued, issue
from duebook.apps.invoicing.actions.sharing import NoSuchDraft
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.documents import NoSuchDocument
from duebook.apps.invoicing.queries.dossiers import findings
from duebook.apps.parties import queries as parties
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import BillingException
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duebook.domain.invoicing import Draft, Line


@dataclass(eq=False)
class Blocked(Refusal):
    """A draft may not be issued as it is."""

    code: ClassVar[str] = "blocked"
    template: ClassVar[str] = "This cannot be issued ({finding}): {reason}"

    finding: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDrafts:
    """Issue drafts that were set apart, each as the document it is a draft of."""

    entity_id: int
    draft_ids: tuple[int, ...]
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsIssued:
    """What was issued of some drafts, and what stopped the others."""

    issued: tuple[Issued, ...]
    exceptions: tuple[BillingException, ...]


@action(Right.ISSUE)
def issue_drafts(command: IssueDrafts, act: Act) -> DraftsIssued:
    """Check and issue drafts; those with blockers stay drafts and are told.

    Raises:
        NoSuchDraft: one of them does not exist.
    """
    rows = {
        row.id: row
        for row in models.Draft.objects.select_for_update()
        .filter(entity_id=act.entity_id, id__any_of=command.draft_ids)
        .order_by("id")
    }
    for missing in sorted(set(command.draft_ids) - rows.keys()):
        raise NoSuchDraft(missing)
    _lock_charges(act, rows)
    charges = billing.charges_of_drafts(act.entity_id, rows)
    drafted = billing.drafted(act.entity_id, charges, command.issued_on)
    clean, stopped = without_blockers(
        drafted, findings(act.entity_id, drafted, act.today)
    )
    issued: list[Issued] = []
    terms = {one.code: one.name for one in parties.terms_by_id(act.entity_id).values()}
    for kind in sorted({row.kind for row in rows.values()}):
        of_kind = [draft for draft in clean if rows[draft.draft_id or 0].kind == kind]
        documents = issue(
            act,
            of_kind,
            [_heading(rows[draft.draft_id or 0], terms) for draft in of_kind],
        )
        if kind == "quote":
            _keep_quoted(act, of_kind, documents)
        issued += documents
    return DraftsIssued(
        issued=tuple(issued), exceptions=(*drafted.exceptions, *stopped)
    )


def _heading(row: models.Draft, terms: Mapping[str, str]) -> Heading:
    return Heading(kind=row.kind, note=row.note, terms=terms.get(row.terms, ""))


def _lock_charges(act: Act, draft_ids: Collection[int]) -> None:
    """Let nobody change the charges of drafts until the transaction ends."""
    charges = models.Charge.objects.filter(
        entity_id=act.entity_id, draft_id__any_of=draft_ids
    )
    list(charges.order_by("id").select_for_update(no_key=True).values_list("id"))


def _keep_quoted(act: Act, drafts: Sequence[Draft], quotes: Sequence[Issued]) -> None:
    """Remember each draft's quote, and hold its charges to the prices quoted.

    A stated price is one price, so each further tier becomes a charge of its own.
    """
    for draft, quote in zip(drafts, quotes, strict=True):
        models.Draft.objects.filter(
            entity_id=act.entity_id, id=draft.draft_id or 0
        ).update(quote_id=quote.id)
    quoted: dict[int, list[Line]] = {}
    for line in (line for draft in drafts for line in draft.lines):
        if line.charge_id is not None:
            quoted.setdefault(line.charge_id, []).append(line)
    charges = list(
        models.Charge.objects.filter(entity_id=act.entity_id, id__any_of=quoted)
    )
    tiers: list[models.Charge] = []
    for charge in charges:
        first, *others = quoted[charge.id]
        _state(charge, first)
        for line in others:
            tier = copy(charge)
            tier.id, tier.external_key, tier.discount_minor = None, "", 0
            _state(tier, line)
            tiers.append(tier)
    models.Charge.objects.bulk_update(
        charges, ["quantity", "unit_price", "tax_inclusive"]
    )
    models.Charge.objects.bulk_create(tiers)


def _state(charge: models.Charge, line: Line) -> None:
    """Let a charge state what a line says of quantity and price."""
    charge.quantity = line.quantity
    charge.unit_price = line.unit_price
    charge.tax_inclusive = line.tax_inclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueInvoice:
    """Bill charges on the spot: a one-off invoice with its lines."""

    entity_id: int
    charges: tuple[NewCharge, ...]
    issued_on: date
    po: str = ""
    note: str = ""


@action(Right.ISSUE)
def issue_invoice(command: IssueInvoice, act: Act) -> Issued:
    """Take charges in, check them and issue their invoice, all or nothing.

    Raises:
        Blocked: a check forbids it; nothing is kept.
    """
    charge_ids = write_charges(act, command.charges)
    draft_id = put_together(
        act, charge_ids, kind="invoice", po=command.po, note=command.note
    )
    charges = billing.charges_of_drafts(act.entity_id, [draft_id])
    drafted = billing.drafted(act.entity_id, charges, command.issued_on)
    clean, stopped = without_blockers(
        drafted, findings(act.entity_id, drafted, act.today)
    )
    for exception in (*drafted.exceptions, *stopped):
        raise Blocked(exception.code, exception.reason)
    [issued] = issue(act, clean, [Heading(note=command.note)])
    return issued


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptQuote:
    """Turn a quote that the customer has accepted into a draft, at its prices."""

    entity_id: int
    number: str


@action(Right.PREPARE)
def accept_quote(command: AcceptQuote, act: Act) -> int:
    """Make the draft of a quote, and return its id.

    The charges of the quote's draft become those of an invoice, each at the price
    that the quote gave.

    Raises:
        NoSuchDocument: there is no such quote.
        NoSuchDraft: it was accepted before.
    """
    quote = models.Document.objects.filter(
        entity_id=act.entity_id, kind="quote", number=command.number
    ).first()
    if quote is None:
        raise NoSuchDocument(command.number)
    draft = (
        models.Draft.objects.select_for_update()
        .filter(entity_id=act.entity_id, kind="quote", quote_id=quote.id)
        .first()
    )
    if draft is None:
        raise NoSuchDraft(0)
    models.Draft.objects.filter(entity_id=act.entity_id, id=draft.id).update(
        kind="invoice"
    )
    return draft.id
