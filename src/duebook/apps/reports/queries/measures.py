"""What a table can count, and what its rows and columns can go by: a closed set.

A measure is a sum over the facts of one source, dimensions divide it.  All their SQL is
written here and in ``sql/facts_of_*.sql``; readers choose among the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.reports.queries.heads import ROOM
from duebook.domain.payments import LeftOut
from duebook.formats.tables import Column, ColumnKind
from duebook.web.figures import cell
from duebook.web.listing import Day, Text

if TYPE_CHECKING:
    from duebook.web.listing import Field

GIVEN_UP: Final = [
    *("credit_note", "void", "write_off", "small_balance"),
    *(why.value for why in LeftOut),
]
"""Kinds of items by which claims are given up."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What divides figures: ``text`` is SQL over facts, never null and never empty.

    Values ``is_in_time`` stand in their order, months as ``2026-05``; of those that
    begin with a code, ``is_coded``, the code is enough below a bar.  ``is_of_today`` is
    what may be called otherwise than on the day of the fact.
    """

    title: str
    text: str
    kind: ColumnKind = ColumnKind.TEXT
    is_in_time: bool = False
    is_coded: bool = False
    is_of_today: bool = False

    @property
    def column(self) -> Column:
        """The column of a report that its values stand in."""
        return Column(self.title, self.kind)

    def told(self, value: str) -> str:
        """A value as people read it."""
        return cell(value, self.column)


DIMENSIONS: Final[Mapping[str, Dimension]] = {
    "day": Dimension("Day", "to_char(fact.day, 'YYYY-MM-DD')", is_in_time=True),
    "month": Dimension(
        "Month", "to_char(fact.day, 'YYYY-MM')", ColumnKind.MONTH, is_in_time=True
    ),
    "quarter": Dimension(
        "Quarter", "to_char(fact.day, 'YYYY-\"Q\"Q')", is_in_time=True
    ),
    "year": Dimension("Year", "to_char(fact.day, 'YYYY')", is_in_time=True),
    "due": Dimension(
        "Month due",
        "to_char(fact.due_on, 'YYYY-MM')",
        ColumnKind.MONTH,
        is_in_time=True,
    ),
    "party": Dimension(
        "Party",
        "party.code || ' ' || party.name",
        is_coded=True,
        is_of_today=True,
    ),
    "segment": Dimension(
        "Segment", "coalesce(nullif(party.segment, ''), '(none)')", is_of_today=True
    ),
    "place": Dimension(
        "Place", "coalesce(nullif(party.tax_place, ''), '(none)')", is_of_today=True
    ),
    "kind": Dimension("Kind", "replace(fact.kind, '_', ' ')"),
    "item": Dimension(
        "Item",
        "coalesce(item.code || ' ' || item.description, fact.line_kind)",
        is_coded=True,
        is_of_today=True,
    ),
    "biller": Dimension(
        "Biller", "coalesce(nullif(charge.biller, ''), '(nobody named)')"
    ),
    "reason": Dimension("Reason", "coalesce(nullif(fact.reason, ''), '(none)')"),
    "person": Dimension("Person", "coalesce(nullif(fact.person, ''), '(nobody)')"),
    "method": Dimension(
        "Way of payment", "coalesce(nullif(fact.method, ''), '(not said)')"
    ),
}
"""What rows and columns can go by; ``day`` is that of the fact."""

_OF_ALL: Final = (
    *("month", "quarter", "year", "day", "party", "segment", "place", "kind"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Facts that can be added up: the name of their head, and what they divide by.

    ``joins`` is what dimensions are found in, ``asked`` further parameters.  ``rule``
    says in a sentence which facts there are, and on which day they count; ``left_out``
    what one might expect among them.
    """

    head: str
    rule: str
    left_out: str
    more_dimensions: tuple[str, ...] = ()
    more_joins: tuple[str, ...] = ()
    asked: Mapping[str, object] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (*_OF_ALL, *self.more_dimensions)

    @property
    def joins(self) -> str:
        return "\n".join(db.sql(ROOM, name) for name in ("joins", *self.more_joins))

    @property
    def fields(self) -> Mapping[str, Field]:
        """What the search line can ask of the facts."""
        named: dict[str, Field] = {
            name: Text((DIMENSIONS[name].text,))
            for name in self.dimensions
            if not DIMENSIONS[name].is_in_time
        }
        kinds = (DIMENSIONS["kind"].text, "replace(fact.kind, '_', '-')")
        return named | {"kind": Text(kinds), "day": Day("fact.day")}

    @property
    def words(self) -> Field:
        """Where the search line looks for words without a field."""
        return Text((DIMENSIONS["party"].text, "fact.number"))


_NOT_ISSUED: Final = "Quotes, drafts, and charges that are not billed yet."

LINES: Final = Source(
    head="facts_of_lines",
    rule=(
        "Lines of issued documents before tax, by the day of the document; what credit "
        "notes and voids took back counts on their own day."
    ),
    left_out=_NOT_ISSUED,
    more_dimensions=("item", "biller"),
    more_joins=("joins_of_lines",),
)
DOCUMENTS: Final = Source(
    head="facts_of_documents",
    rule=(
        "Issued documents by the day of the document; a void takes the document's "
        "amounts off again on its own day."
    ),
    left_out=_NOT_ISSUED,
)
MONEY: Final = Source(
    head="facts_of_money",
    rule=(
        "Payments by the day of receipt, returns by the day the bank took them back, "
        "refunds by the day they were sent."
    ),
    left_out="Lines of the bank that are not placed yet.",
    more_dimensions=("method",),
)
CREDITS: Final = Source(
    head="facts_of_credits",
    rule=(
        "Credit items by the day they took effect, tax included, and who gave the "
        "command or approved it."
    ),
    left_out="What was recovered later: it is not taken off.",
    more_dimensions=("reason", "person"),
    asked={"kinds": GIVEN_UP},
)
DEBTS: Final = Source(
    head="facts_of_debts",
    rule=(
        "What debts had open at the end of the last day, by the day of their document; "
        "the first day sets no bound."
    ),
    left_out="Unapplied credits, which are not taken off; charges not billed yet.",
    more_dimensions=("due",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is counted: the sum of ``amount`` over the facts that fulfil ``counts``.

    ``meaning`` says it in a sentence.  What ``is_count`` adds up to a number, and
    ``worth`` is what each fact behind it tells instead, in minor units.
    """

    title: str
    source: Source
    amount: str
    meaning: str
    counts: str = "true"
    is_count: bool = False
    worth: str = ""

    @property
    def rule(self) -> str:
        """How a figure comes about."""
        return f"{self.meaning} {self.source.rule}"


MEASURES: Final[Mapping[str, Measure]] = {
    "net": Measure(
        title="Net billed",
        source=LINES,
        amount="fact.net_minor",
        meaning="Billed less credited.",
    ),
    "billed": Measure(
        title="Billed",
        source=LINES,
        amount="fact.net_minor",
        counts="NOT fact.credits",
        meaning="What invoices and debit notes asked for.",
    ),
    "credited": Measure(
        title="Credited",
        source=LINES,
        amount="-fact.net_minor",
        counts="fact.credits",
        meaning="What credit notes and voids took back.",
    ),
    "documents": Measure(
        title="Documents",
        source=DOCUMENTS,
        amount="1",
        counts="fact.sign = 1",
        meaning="How many invoices, credit notes and debit notes were issued, those "
        "that were voided later among them.",
        is_count=True,
        worth="fact.total_minor",
    ),
    "tax": Measure(
        title="Tax",
        source=DOCUMENTS,
        amount="fact.tax_minor",
        counts="fact.tax_minor <> 0",
        meaning="Tax as it was printed, less what was credited.",
    ),
    "total": Measure(
        title="Net billed with tax",
        source=DOCUMENTS,
        amount="fact.total_minor",
        meaning="Totals with tax, less what was credited.",
    ),
    "received": Measure(
        title="Received",
        source=MONEY,
        amount="fact.amount_minor",
        meaning="Money that came in, returns and refunds taken off.",
    ),
    "written-off": Measure(
        title="Written off",
        source=CREDITS,
        amount="fact.amount_minor",
        counts="fact.kind IN ('write_off', 'small_balance')",
        meaning="Debts given up as uncollectable or as too small.",
    ),
    "given-up": Measure(
        title="Given up",
        source=CREDITS,
        amount="fact.amount_minor",
        meaning="Credit notes, voids, write-offs, discounts and what else was let go.",
    ),
    "open": Measure(
        title="Open",
        source=DEBTS,
        amount="fact.amount_minor",
        meaning="What is owed to us.",
    ),
}
"""What can be counted, by the name that it has in an address."""
