"""The list of documents as pages ask for it: its fields, words and sorts.

Fields that find few rows are looked up by an index; those that may find most of them
are filters along the index of the sort.  No plan depends on a guess of how many.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.invoicing.queries.listing import OPEN, Listed
from duebook.apps.parties.queries import NAMED, named
from duebook.domain.money import exponent
from duebook.web import search_line
from duebook.web.listing import (
    Amount,
    Choice,
    Day,
    Found,
    Listing,
    Numbered,
    Sort,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.web.listing import Asking
    from duebook.web.search_line import Range

KINDS: Final = ("invoice", "credit_note", "debit_note", "quote")

_OPEN_ITEMS: Final = (
    "SELECT item.document_id FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s AND item.open_minor > 0"
)
_ASKS: Final = "document.kind IN ('invoice', 'debit_note')"


def _among(text: str) -> Where:
    return Where(text, among="document.id")


_VOID: Final = _among(
    "SELECT void.document_id FROM invoicing_void AS void"
    " WHERE void.entity_id = %(entity)s"
)
_CREDITED: Final = _among(
    "SELECT note.corrects_id FROM invoicing_document AS note"
    " JOIN invoicing_document AS whole"
    " ON whole.entity_id = %(entity)s AND whole.id = note.corrects_id"
    " WHERE note.entity_id = %(entity)s AND note.kind = 'credit_note'"
    " GROUP BY note.corrects_id, whole.total_minor"
    " HAVING sum(note.total_minor) = -whole.total_minor"
)
_WRITTEN_OFF: Final = _among(
    "SELECT debt.document_id FROM receivables_item AS credit"
    " JOIN receivables_application AS application"
    " ON application.entity_id = %(entity)s AND application.credit_id = credit.id"
    " JOIN receivables_item AS debt"
    " ON debt.entity_id = %(entity)s AND debt.id = application.debt_id"
    " WHERE credit.entity_id = %(entity)s AND credit.kind = 'write_off'"
    " AND debt.open_minor = 0"
    " GROUP BY debt.document_id HAVING sum(application.amount_minor) > 0"
)
_RECOVERED: Final = _among(  # from the recoveries: few are, of all that was given up
    "SELECT debt.document_id FROM ledger_entry AS posted"
    " JOIN receivables_application AS used"
    " ON used.entity_id = %(entity)s AND used.debt_id = posted.source_id"
    " JOIN receivables_application AS once"
    " ON once.entity_id = %(entity)s AND once.credit_id = used.credit_id"
    " JOIN receivables_item AS debt"
    " ON debt.entity_id = %(entity)s AND debt.id = once.debt_id"
    " AND debt.document_id IS NOT NULL"
    " WHERE posted.entity_id = %(entity)s AND posted.source_kind = 'recovery'"
)
_BOUNCED: Final = _among(
    "SELECT gone.subject_id FROM delivery_delivery AS gone"
    " WHERE gone.entity_id = %(entity)s AND gone.state IN ('bounced', 'failed')"
    " AND gone.subject_kind IN ('invoice', 'credit_note', 'debit_note', 'quote')"
    " AND NOT EXISTS (SELECT FROM delivery_delivery AS later"
    " WHERE later.entity_id = %(entity)s AND later.subject_kind = gone.subject_kind"
    " AND later.subject_id = gone.subject_id AND later.id > gone.id)"
)
_PART_PAID: Final = _among(  # a full join is never a loop within a loop
    "SELECT whole.id FROM (SELECT one.id, one.total_minor"  # noqa: S608 - constants
    " FROM invoicing_document AS one WHERE one.entity_id = %(entity)s"
    f" AND one.id = ANY (ARRAY({_OPEN_ITEMS}))) AS whole"
    " FULL JOIN (SELECT item.document_id, sum(item.open_minor) AS open_minor"
    " FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s AND item.open_minor > 0"
    " GROUP BY item.document_id) AS owed ON owed.document_id = whole.id"
    " WHERE coalesce(owed.open_minor, 0) < coalesce(whole.total_minor, 0)"
)
_HELD: Final = (
    "document.bill_to_id IN (SELECT party.id FROM parties_party AS party"
    " WHERE party.entity_id = %(entity)s AND party.hold_reason <> '')"
)

IS: Final[Mapping[str, str | Where]] = {
    "open": OPEN,
    "overdue": f"(document.id IN ({_OPEN_ITEMS} AND item.due_on < @today)) IS TRUE",
    "disputed": _among(f"{_OPEN_ITEMS} AND item.contested_minor > 0"),
    "part-paid": _PART_PAID,
    "held": f"{_HELD} AND {OPEN}",
    "settled": " AND ".join(
        [
            f"{_ASKS} AND NOT {OPEN}",
            *(one.negation for one in (_VOID, _CREDITED, _WRITTEN_OFF)),
        ]
    ),
    "credited": Where(f"{_CREDITED.text} EXCEPT {_VOID.text}", among="document.id"),
    "written-off": _WRITTEN_OFF,
    "recovered": _RECOVERED,
    "void": _VOID,
    "bounced": _BOUNCED,
}
"""What can stand behind ``is:``, as conditions."""


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """What is open of a document: ``open:>1000``."""

    examples: tuple[str, ...] = (">1000", "500..900")

    def where(self, value: str, asking: Asking) -> Where:
        span = search_line.amounts(value, exponent(asking.currency))
        return _of_open("sum(item.open_minor)", span)


@dataclass(frozen=True, slots=True)
class Over:
    """How many days the first open instalment is late: ``31..60``; not due: ``..0``."""

    examples: tuple[str, ...] = ("31..60", ">90")

    def where(self, value: str, asking: Asking) -> Where:
        days = search_line.counts(value)
        return _of_open("%s::date - min(item.due_on)", days, asking.today)


def _of_open(measure: str, span: Range[int], *parameters: object) -> Where:
    """A measure of what is open of a document lies between two bounds."""
    bounds = [(">=", span.low), ("<=", span.high)]
    known = [(sign, bound) for sign, bound in bounds if bound is not None]
    having = " AND ".join(f"{measure} {sign} %s" for sign, _ in known) or "true"
    found = f"{_OPEN_ITEMS} GROUP BY item.document_id HAVING {having}"
    text = f"(document.id IN ({found})) IS TRUE"
    return Where(text, tuple(one for _, bound in known for one in (*parameters, bound)))


@dataclass(frozen=True, slots=True)
class OfParty:
    """Documents to parties of a code, or with the words in their name."""

    examples: tuple[str, ...] = ("meridian", "B1001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(
            _BY_PARTY,
            named(value),
            among="document.id",
            otherwise=Where(_IS_OF_PARTY, named(value)),
        )


_BY_PARTY: Final = (
    "SELECT addressed.id FROM invoicing_document AS addressed"  # noqa: S608 - constants
    " WHERE addressed.entity_id = %(entity)s"
    f" AND addressed.bill_to_id = ANY (ARRAY({NAMED}))"
)
_IS_OF_PARTY: Final = f"(document.bill_to_id IN ({NAMED})) IS TRUE"


@dataclass(frozen=True, slots=True)
class WrittenPo:
    """The buyer's order number, or how it begins."""

    examples: tuple[str, ...] = ("88102",)

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(_BY_PO, _written(value), among="document.id")


_BY_PO: Final = (
    "SELECT ordered.id FROM invoicing_document AS ordered"
    " WHERE ordered.entity_id = %(entity)s AND ordered.po <> ''"
    " AND (ordered.po >= %s AND ordered.po < %s"
    " OR ordered.po >= %s AND ordered.po < %s)"
)


_IS_PO: Final = (
    "document.po <> '' AND (document.po >= %s AND document.po < %s"
    " OR document.po >= %s AND document.po < %s)"
)


def _written(value: str) -> tuple[str, ...]:
    """As it was typed, and in capitals, from there to the end of what begins so."""
    return (*search_line.beginning(value), *search_line.beginning(value.upper()))


@dataclass(frozen=True, slots=True)
class Series:
    """How numbers begin: ``series:HP-2026``."""

    examples: tuple[str, ...] = ("HP", "HP-2026")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        text = "document.number >= %s AND document.number < %s"
        return Where(text, search_line.beginning(value.upper()))


@dataclass(frozen=True, slots=True)
class By:
    """Who issued it: a name or how it begins; ``me`` is the reader."""

    examples: tuple[str, ...] = ("me", "dana")

    def where(self, value: str, asking: Asking) -> Where:
        name = asking.reader if value == "me" else value
        beginning = (f"{search_line.escaped(name.lower())}%",)
        return Where(
            _BY_PERSON,
            beginning,
            among="document.id",
            otherwise=Where(_IS_BY_PERSON, beginning),
        )


_EVENTS: Final = (
    "SELECT event.id FROM audit_event AS event"
    " WHERE event.entity_id = %(entity)s AND event.actor IN"
    " (SELECT person.name FROM entities_person AS person"
    " WHERE person.entity_id = %(entity)s AND lower(person.name) LIKE %s)"
)
_BY_PERSON: Final = (
    "SELECT issued.id FROM invoicing_document AS issued"  # noqa: S608 - constants
    " WHERE issued.entity_id = %(entity)s"
    f" AND issued.event_id = ANY (ARRAY({_EVENTS}))"
)
_IS_BY_PERSON: Final = f"(document.event_id IN ({_EVENTS})) IS TRUE"


@dataclass(frozen=True, slots=True)
class Words:
    """A number or its end, the beginning of a PO, a party's code, words of its name.

    Each is looked up by an index of its own.
    """

    examples: tuple[str, ...] = ("10241", "meridian")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        number = (list(KINDS), value.upper())
        parts: list[tuple[str, str, tuple[object, ...]]] = [
            (_BY_NUMBER, _IS_NUMBER, number),
            (_BY_PO, _IS_PO, _written(value)),
            (_BY_PARTY, _IS_OF_PARTY, named(value)),
        ]
        if len(value) >= _SHORTEST_ENDING and value[-1].isdigit():
            end = search_line.beginning(value.upper()[::-1])
            parts.append((_BY_ENDING, _IS_ENDING, end))
        values = tuple(one for *_, parameters in parts for one in parameters)
        return Where(
            " UNION ALL ".join(text for text, *_ in parts),
            values,
            among="document.id",
            otherwise=Where(" OR ".join(text for _, text, _ in parts), values),
        )


_SHORTEST_ENDING: Final = 3
_BY_NUMBER: Final = (
    "SELECT numbered.id FROM invoicing_document AS numbered"
    " WHERE numbered.entity_id = %(entity)s AND numbered.kind = ANY(%s)"
    " AND numbered.number = %s"
)
_IS_NUMBER: Final = "document.kind = ANY(%s) AND document.number = %s"
_IS_ENDING: Final = "document.number_end >= %s AND document.number_end < %s"
_BY_ENDING: Final = (
    "SELECT ending.id FROM invoicing_document AS ending"
    " WHERE ending.entity_id = %(entity)s AND ending.number_end >= %s"
    " AND ending.number_end < %s"
)


@dataclass(frozen=True, slots=True)
class FoundDocuments(Found):
    """Count of what was found, and what is open of it, by age."""

    not_due_minor: int = field(default=0)
    to_30_minor: int = field(default=0)
    to_60_minor: int = field(default=0)
    to_90_minor: int = field(default=0)
    older_minor: int = field(default=0)


INVOICES: Final = Listing(
    name="invoices",
    record=Listed,
    sql=db.sql("duebook.apps.invoicing", "documents"),
    counted=db.sql("duebook.apps.invoicing", "documents_found"),
    ids=db.sql("duebook.apps.invoicing", "documents_ids"),
    key="document.id",
    fields={
        "is": Choice(IS),
        "open": OpenAmount(),
        "total": Amount("document.total_minor"),
        "amount": Amount("document.total_minor"),
        "due": Day("document.due_on"),
        "over": Over(),
        "issued": Day("document.issued_on"),
        "party": OfParty(),
        "po": WrittenPo(),
        "no": Choice({"po": "document.po = ''"}),
        "kind": Choice(
            {kind.replace("_", "-"): f"document.kind = '{kind}'" for kind in KINDS}
        ),
        "series": Series(),
        "run": Numbered("document.run_id = %s"),
        "by": By(),
    },
    words=Words(),
    sorts={
        "issued": Sort("document.issued_on", "date", is_descending=True),
        "due": Sort("document.due_on", "date"),
        "total": Sort("document.total_minor", is_descending=True),
        "number": Sort("document.id", is_descending=True),
    },
    first_sort="issued",
    found=FoundDocuments,
)
