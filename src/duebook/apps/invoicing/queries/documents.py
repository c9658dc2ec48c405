"""Issued documents, read back as the records they were issued from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from duebook import db
from duebook.apps.invoicing import models
from duebook.domain.crediting import Credited, IssuedDocument, IssuedLine
from duebook.domain.errors import Absent
from duebook.domain.invoicing import Draft, Line, LineKind
from duebook.domain.tax import TaxAmount, TaxGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(eq=False)
class NoSuchDocument(Absent):
    """No issued document of the entity has this number or id."""

    code: ClassVar[str] = "no_such_document"
    template: ClassVar[str] = "There is no document {document}."

    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An issued document: its head, its lines with their ids, its tax groups."""

    id: int
    kind: str
    number: str
    reference: str
    bill_to_id: int
    party_id: int
    addressee: str
    addressee_tax_id: str
    addressee_tax_scheme: str
    letterhead_id: int
    language: str
    currency: str
    issued_on: date
    due_on: date
    terms: str
    po: str
    site: str
    cost_centre: str
    their_reference: str
    note: str
    net_minor: int
    tax_minor: int
    total_minor: int
    corrects_id: int | None
    reason: str
    entry_id: int | None
    at: datetime
    event_id: int
    lines: tuple[IssuedLine, ...]
    tax_groups: tuple[TaxGroup, ...]

    def as_draft(self) -> Draft:
        """The draft that was issued, as far as its figures go."""
        return Draft(
            bill_to_id=self.bill_to_id,
            party_id=self.party_id,
            currency=self.currency,
            issued_on=self.issued_on,
            po=self.po,
            site=self.site,
            lines=tuple(issued.line for issued in self.lines),
            tax_groups=self.tax_groups,
            net_minor=self.net_minor,
            tax_minor=self.tax_minor,
            total_minor=self.total_minor,
            instalments=(),
        )

    def as_original(self) -> IssuedDocument:
        """The document as a credit note depends on it."""
        return IssuedDocument(
            bill_to_id=self.bill_to_id,
            party_id=self.party_id,
            currency=self.currency,
            po=self.po,
            site=self.site,
            lines=self.lines,
            tax_groups=self.tax_groups,
        )


_HEAD = (
    *("id", "kind", "number", "reference", "bill_to_id", "party_id", "addressee"),
    *("addressee_tax_id", "addressee_tax_scheme", "letterhead_id", "language"),
    *("currency", "issued_on", "due_on", "terms", "po", "site", "cost_centre"),
    *("their_reference", "note", "net_minor", "tax_minor", "total_minor"),
    *("corrects_id", "reason", "entry_id", "at", "event_id"),
)


def stored(entity_id: int, ids: Collection[int]) -> dict[int, Stored]:
    """Issued documents by id, with lines and taxes, in three queries."""
    heads = models.Document.objects.filter(entity_id=entity_id, id__any_of=ids)
    lines = _lines(entity_id, ids)
    groups = _groups(entity_id, ids, lines)
    return {
        head["id"]: Stored(
            **head, lines=tuple(lines[head["id"]]), tax_groups=groups[head["id"]]
        )
        for head in heads.values(*_HEAD)
    }


def stored_by_number(entity_id: int, number: str) -> Stored:
    """The issued document of a number.

    Raises:
        NoSuchDocument: there is none.
    """
    found = models.Document.objects.filter(entity_id=entity_id, number=number)
    document_id = found.values_list("id", flat=True).first()
    if document_id is None:
        raise NoSuchDocument(number)
    return stored(entity_id, [document_id])[document_id]


_LINE = (
    *("kind", "charge_id", "item_id", "description", "service_on", "quantity"),
    *("unit", "unit_price", "price_source", "price_id", "tier_from"),
    *("tax_inclusive", "gross_minor", "discount_minor", "document_discount_minor"),
    *("net_minor", "tax_key", "tax_minor", "revenue_account_id"),
)


def bill_tos_of(entity_id: int, document_ids: Collection[int]) -> list[int]:
    """The parties to whom any of the documents is addressed, each once, by id."""
    return list(
        models.Document.objects.filter(entity_id=entity_id, id__any_of=document_ids)
        .order_by("bill_to_id")
        .values_list("bill_to_id", flat=True)
        .distinct()
    )


def newest_number(entity_id: int) -> str:
    """The number of the newest invoice; empty where there is none."""
    found = models.Document.objects.filter(entity_id=entity_id, kind="invoice")
    return found.order_by("-id").values_list("number", flat=True).first() or ""


def _lines(
    entity_id: int, document_ids: Collection[int]
) -> defaultdict[int, list[IssuedLine]]:
    found: defaultdict[int, list[IssuedLine]] = defaultdict(list)
    rows = models.Line.objects.filter(
        entity_id=entity_id, document_id__any_of=document_ids
    ).order_by("document_id", "position")
    for row in rows.values("id", "document_id", "corrects_id", *_LINE):
        document_id, line_id = row.pop("document_id"), row.pop("id")
        credits_line_id = row.pop("corrects_id")
        row["kind"] = LineKind(row["kind"])
        line = Line(**row, credits_line_id=credits_line_id)
        found[document_id].append(IssuedLine(id=line_id, line=line))
    return found


def _groups(
    entity_id: int,
    document_ids: Collection[int],
    lines: defaultdict[int, list[IssuedLine]],
) -> defaultdict[int, tuple[TaxGroup, ...]]:
    taxes: defaultdict[tuple[int, str], list[models.DocumentTax]] = defaultdict(list)
    for tax in models.DocumentTax.objects.filter(
        entity_id=entity_id, document_id__any_of=document_ids
    ).order_by("id"):
        taxes[tax.document_id, tax.tax_key].append(tax)
    groups: defaultdict[int, tuple[TaxGroup, ...]] = defaultdict(tuple)
    for (document_id, key), rows in taxes.items():
        of_group = [one.line for one in lines[document_id] if one.line.tax_key == key]
        groups[document_id] += (_group(key, rows, of_group),)
    return groups


def _group(
    key: str, rows: Sequence[models.DocumentTax], lines: Sequence[Line]
) -> TaxGroup:
    return TaxGroup(
        key=key,
        net_minor=sum(line.net_minor for line in lines),
        tax_minor=sum(row.tax_minor for row in rows),
        taxes=tuple(
            TaxAmount(
                rate_id=row.rate_id,
                account_id=row.account_id,
                name=row.name,
                percent=row.percent,
                base_minor=row.base_minor,
                tax_minor=row.tax_minor,
            )
            for row in rows
            if row.rate_id is not None and row.account_id is not None
        ),
        exemption=rows[0].exemption,
    )


def credited(entity_id: int, document_id: int) -> dict[int, Credited]:
    """What credit notes have taken back of a document, by line id."""
    rows = db.tuples_of(
        db.sql("duebook.apps.invoicing", "credited"),
        {"entity": entity_id, "document": document_id},
    )
    return {
        line_id: Credited(quantity=quantity, net_minor=net_minor, tax_minor=tax_minor)
        for line_id, quantity, net_minor, tax_minor in rows
    }


def void_of(entity_id: int, document_id: int) -> models.Void | None:
    """When and why the document was taken back whole; ``None`` where it stands."""
    return models.Void.objects.filter(
        entity_id=entity_id, document_id=document_id
    ).first()


def is_void(entity_id: int, document_id: int) -> bool:
    """Whether the document was taken back whole."""
    return void_of(entity_id, document_id) is not None


def letterhead(entity_id: int, letterhead_id: int) -> dict[str, Any]:
    """The issuer as it was printed."""
    content: dict[str, Any] = models.Letterhead.objects.values_list(
        "content", flat=True
    ).get(entity_id=entity_id, id=letterhead_id)
    return content
