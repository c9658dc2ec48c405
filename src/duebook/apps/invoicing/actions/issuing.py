"""From drafts to issued documents: lines, taxes, entries, numbers, items, mail."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.delivery.actions import Planned, plan
from duebook.apps.entities.actions import take_numbers
from duebook.apps.entities.queries import PRINTED, entity
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.faces import Face, faces
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.actions import NewItem
from duebook.domain.calendars import Instalment
from duebook.domain.invoicing import Draft
from duebook.domain.ledger import AccountRole, JournalEntry, sale_postings
from duebook.domain.records import record
from duebook.domain.references import payment_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duebook.apps.entities.actions import Act
    from duebook.domain.invoicing import Line
    from duebook.domain.ledger import Posting

Values = tuple[object, ...]
"""A row to be written, in the order of its columns."""

BILLS_CHARGES = frozenset({"invoice", "debit_note"})
"""Kinds of document whose lines use up their charges; a quote's do not yet."""


@record
class Issued:
    """A document as issued: its id, number and total, and the ids of its items."""

    id: int
    number: str
    bill_to_id: int
    currency: str
    total_minor: int
    item_ids: tuple[int, ...]


@record
class Heading:
    """What the head of a document says besides its draft.

    ``terms`` is the name of payment terms, empty for those of the bill-to.
    """

    kind: str = "invoice"
    corrects_id: int | None = None
    reason: str = ""
    note: str = ""
    terms: str = ""
    run_id: int | None = None
    is_sent: bool = True


@record
class _Numbered:
    """A draft on its way: its id and heading, and the items its parts will be."""

    id: int
    draft: Draft
    heading: Heading
    owed: tuple[tuple[int, Instalment], ...]

    def item_ids(self) -> tuple[int, ...]:
        return tuple(item_id for item_id, _ in self.owed)


@record
class _Composed:
    """Documents of one kind, whole but for their numbers: what ``_write_out`` writes.

    ``entries`` has ``None`` for a document that moves no account.
    """

    kind: str
    numbered: list[_Numbered]
    lines: list[Values]
    taxes: list[Values]
    entries: list[JournalEntry | None]
    receivable_id: int
    faced: dict[int, Face]


def issue(
    act: Act,
    drafts: Sequence[Draft],
    headings: Sequence[Heading],
    *,
    before_numbers: Callable[[], None] = lambda: None,
) -> list[Issued]:
    """Issue drafts of one kind as documents, in sets and in their order.

    ``before_numbers`` is called when all that bears no number is written.
    """
    if not drafts:
        before_numbers()
        return []
    return _write_out(act, _compose(act.entity_id, drafts, headings), before_numbers)


def _compose(
    entity_id: int, drafts: Sequence[Draft], headings: Sequence[Heading]
) -> _Composed:
    """Make documents of drafts; ids are taken, and nothing is written.

    Quotes touch no books.  A part of nothing becomes no item: a bill that a deposit
    pays whole owes nothing.
    """
    kind = headings[0].kind
    posts = kind != "quote"
    parts = [
        [part for part in draft.instalments if posts and part.amount_minor]
        for draft in drafts
    ]
    ids = db.take_ids("invoicing_document", len(drafts))
    item_ids = iter(receivables.take_item_ids(sum(map(len, parts))))
    numbered = [
        _Numbered(
            id=document_id,
            draft=draft,
            heading=heading,
            owed=tuple([(next(item_ids), part) for part in several]),
        )
        for document_id, draft, heading, several in zip(
            ids, drafts, headings, parts, strict=True
        )
    ]
    receivable_id = accounts_by_role(entity_id)[AccountRole.RECEIVABLE]
    return _Composed(
        kind=kind,
        numbered=numbered,
        lines=_lines(entity_id, numbered),
        taxes=_taxes(entity_id, numbered),
        entries=[_entry(one, receivable_id) if posts else None for one in numbered],
        receivable_id=receivable_id,
        faced=faces(entity_id, {draft.bill_to_id for draft in drafts}),
    )


def _write_out(
    act: Act, composed: _Composed, before_numbers: Callable[[], None]
) -> list[Issued]:
    """Number and write documents, in sets.

    Lines and taxes go first, then the entries, which the database wants whole; the
    numbers are taken late, because their series is a queue.
    """
    numbered = composed.numbered
    db.write("invoicing_line", _LINE_COLUMNS, composed.lines)
    db.write("invoicing_document_tax", _TAX_COLUMNS, composed.taxes)
    entry_ids = _post(act, composed.entries)
    before_numbers()
    numbers = take_numbers(
        act.entity_id, composed.kind, numbered[0].draft.issued_on, len(numbered)
    )
    _write_documents(act, numbered, numbers, entry_ids, composed.faced)
    _write_items(act, composed, numbers, entry_ids)
    _plan_deliveries(act, numbered, numbers, composed.faced)
    return [
        Issued(
            id=one.id,
            number=number,
            bill_to_id=one.draft.bill_to_id,
            currency=one.draft.currency,
            total_minor=one.draft.total_minor,
            item_ids=one.item_ids(),
        )
        for one, number in zip(numbered, numbers, strict=True)
    ]


_LINE_COLUMNS = (
    "entity_id",
    "document_id",
    "position",
    "kind",
    "charge_id",
    "part",
    "corrects_id",
    "item_id",
    "description",
    "service_on",
    "quantity",
    "unit",
    "unit_price",
    "price_source",
    "price_id",
    "tier_from",
    "tax_inclusive",
    "gross_minor",
    "discount_minor",
    "document_discount_minor",
    "net_minor",
    "tax_key",
    "tax_minor",
    "revenue_account_id",
)


def _lines(entity_id: int, numbered: Sequence[_Numbered]) -> list[Values]:
    return [
        (
            entity_id,
            one.id,
            position,
            line.kind.value,
            line.charge_id if one.heading.kind in BILLS_CHARGES else None,
            part,
            line.credits_line_id,
            line.item_id,
            line.description,
            line.service_on,
            line.quantity,
            line.unit,
            line.unit_price,
            line.price_source,
            line.price_id,
            line.tier_from,
            line.tax_inclusive,
            line.gross_minor,
            line.discount_minor,
            line.document_discount_minor,
            line.net_minor,
            line.tax_key,
            line.tax_minor,
            line.revenue_account_id,
        )
        for one in numbered
        for position, (line, part) in enumerate(_parted(one.draft), start=1)
    ]


def _parted(draft: Draft) -> Iterator[tuple[Line, int]]:
    """The lines, each with its number among those of the same charge."""
    seen: dict[int, int] = {}
    for line in draft.lines:
        part = 1
        if line.charge_id is not None:
            part = seen[line.charge_id] = seen.get(line.charge_id, 0) + 1
        yield line, part


_TAX_COLUMNS = (
    "entity_id",
    "document_id",
    "tax_key",
    "rate_id",
    "account_id",
    "name",
    "percent",
    "base_minor",
    "tax_minor",
    "exemption",
)


def _taxes(entity_id: int, numbered: Sequence[_Numbered]) -> list[Values]:
    rows: list[Values] = []
    for one in numbered:
        for group in one.draft.tax_groups:
            rows += [
                (
                    entity_id,
                    one.id,
                    group.key,
                    tax.rate_id,
                    tax.account_id,
                    tax.name,
                    tax.percent,
                    tax.base_minor,
                    tax.tax_minor,
                    group.exemption,
                )
                for tax in group.taxes
            ]
            if not group.taxes:
                untaxed = (None, None, group.key, 0, group.net_minor, 0)
                rows.append((entity_id, one.id, group.key, *untaxed, group.exemption))
    return rows


def _entry(one: _Numbered, receivable_id: int) -> JournalEntry | None:
    """The entry of a document, if it moves any account at all."""
    postings = _postings(one, receivable_id)
    if not postings:
        return None
    return JournalEntry(
        effective_on=one.draft.issued_on,
        currency=one.draft.currency,
        source_kind=one.heading.kind,
        source_id=one.id,
        cause=one.heading.reason or one.heading.kind.replace("_", " "),
        postings=postings,
    )


def _post(act: Act, entries: Sequence[JournalEntry | None]) -> list[int | None]:
    ids = iter(books.post(act, [entry for entry in entries if entry is not None]))
    return [None if entry is None else next(ids) for entry in entries]


def _postings(one: _Numbered, receivable_id: int) -> tuple[Posting, ...]:
    return sale_postings(
        receivable_id,
        [(item_id, part.amount_minor) for item_id, part in one.owed],
        [(line.revenue_account_id, line.net_minor) for line in one.draft.lines],
        [
            (tax.account_id, tax.tax_minor)
            for group in one.draft.tax_groups
            for tax in group.taxes
        ],
    )


_DOCUMENT_COLUMNS = (
    "id",
    "entity_id",
    "kind",
    "number",
    "reference",
    "bill_to_id",
    "party_id",
    "addressee",
    "addressee_tax_id",
    "addressee_tax_scheme",
    "letterhead_id",
    "language",
    "currency",
    "issued_on",
    "due_on",
    "terms",
    "po",
    "site",
    "cost_centre",
    "their_reference",
    "note",
    "net_minor",
    "tax_minor",
    "total_minor",
    "corrects_id",
    "reason",
    "run_id",
    "entry_id",
)


def _write_documents(
    act: Act,
    numbered: Sequence[_Numbered],
    numbers: Sequence[str],
    entry_ids: Sequence[int | None],
    faced: dict[int, Face],
) -> None:
    letterhead_id = _letterhead(act)
    rows = []
    for one, number, entry_id in zip(numbered, numbers, entry_ids, strict=True):
        draft, heading = one.draft, one.heading
        face = faced[draft.bill_to_id]
        rows.append(
            (
                one.id,
                act.entity_id,
                heading.kind,
                number,
                payment_reference(number),
                draft.bill_to_id,
                draft.party_id,
                face.text,
                face.tax_id,
                face.tax_scheme,
                letterhead_id,
                face.language,
                draft.currency,
                draft.issued_on,
                max(
                    (part.due_on for part in draft.instalments),
                    default=draft.issued_on,
                ),
                heading.terms or face.terms,
                draft.po,
                draft.site,
                face.cost_centre,
                face.their_reference,
                heading.note,
                draft.net_minor,
                draft.tax_minor,
                draft.total_minor,
                heading.corrects_id,
                heading.reason,
                heading.run_id,
                entry_id,
            )
        )
    db.write("invoicing_document", _DOCUMENT_COLUMNS, rows)


def _write_items(
    act: Act,
    composed: _Composed,
    numbers: Sequence[str],
    entry_ids: Sequence[int | None],
) -> None:
    receivables.write_items(
        act,
        [
            NewItem(
                id=item_id,
                party_id=one.draft.bill_to_id,
                account_id=composed.receivable_id,
                kind=one.heading.kind,
                document_id=one.id,
                number=number,
                currency=one.draft.currency,
                amount_minor=part.amount_minor,
                document_on=one.draft.issued_on,
                due_on=part.due_on,
                effective_on=one.draft.issued_on,
                discount_minor=part.discount_minor,
                discount_until=part.discount_until,
                entry_id=entry_id or 0,
                reason=one.heading.reason,
            )
            for one, number, entry_id in zip(
                composed.numbered, numbers, entry_ids, strict=True
            )
            for item_id, part in one.owed
        ],
    )


def _plan_deliveries(
    act: Act,
    numbered: Sequence[_Numbered],
    numbers: Sequence[str],
    faced: dict[int, Face],
) -> None:
    planned = []
    for one, number in zip(numbered, numbers, strict=True):
        face = faced[one.draft.bill_to_id]
        if face.delivery == "none" or not one.heading.is_sent:
            continue
        recipients = face.emails if face.delivery == "mail" else (face.text,)
        planned += [
            Planned(
                channel="mail" if face.delivery == "mail" else "letter",
                subject_kind=one.heading.kind,
                subject_id=one.id,
                recipient=recipient,
                party_id=one.draft.bill_to_id,
                number=number,
                language=face.language,
            )
            for recipient in recipients
        ]
    plan(act, planned)


def _letterhead(act: Act) -> int:
    """The id of the issuer as it prints itself today, kept once for each wording."""
    row = entity(act.entity_id)
    content = {name: getattr(row, name) for name in PRINTED}
    sha256 = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
    kept = models.Letterhead.objects.filter(entity_id=act.entity_id, sha256=sha256)
    known: int | None = kept.values_list("id", flat=True).first()
    if known is not None:
        return known
    return models.Letterhead.objects.create(
        entity_id=act.entity_id, sha256=sha256, content=content
    ).id
