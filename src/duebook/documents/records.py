"""What is printed, as frozen records: the only thing the templates see.

A record holds amounts as ``…_minor``, days as dates and names as plain text; words,
number formats and the look are added when it is printed.  The annotations resolve
at run time and no record holds bytes, so a record can be kept whole as JSON
(pydantic's ``TypeAdapter``) and printed again, byte for byte, years later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Paper(StrEnum):
    """The sheet, and with it the window of the envelope it is folded into.

    A4 follows DIN 5008 form B, Letter the American number 10 window envelope.
    """

    A4 = "a4"
    LETTER = "us-letter"


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    QUOTE = "quote"
    PRO_FORMA = "pro_forma"


class StatementKind(StrEnum):
    OPEN_ITEM = "open_item"
    BALANCE_FORWARD = "balance_forward"
    ACTIVITY = "activity"


class Watermark(StrEnum):
    """A word across the page of what must not be taken for a final document."""

    NONE = ""
    DRAFT = "draft"
    PRO_FORMA = "pro_forma"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A drawing for the head of the page: SVG text, and what it shows in words.

    ``logos.logo_from_file`` makes one of an SVG or PNG file.
    """

    svg: str
    alt: str


class NumberKind(StrEnum):
    """Kinds of official numbers, which each language calls by its own name."""

    VAT_ID = "vat_id"
    EIN = "ein"
    TAX_ID = "tax_id"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A text printed as it is, under a label: a ``NumberKind`` or words of one's own.

    The name of a kind is printed in the language of the document.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDetails:
    """Where to send money; what is empty is not printed."""

    holder: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    routing_number: str = ""
    account_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The issuing entity.  ``remit_to`` is where cheques go, if not the address."""

    name: str
    address_lines: tuple[str, ...]
    tax_ids: tuple[Fact, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    bank: BankDetails | None = None
    remit_to: tuple[str, ...] = ()
    logo: Logo | None = None
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom the document is sent to, and the number they have with the entity."""

    name: str
    address_lines: tuple[str, ...]
    number: str = ""
    tax_ids: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One row: ``quantity`` of ``unit`` at ``unit_price`` (major units).

    ``place`` is its place in the document as it is kept, from 1; 0 where it has none.
    ``discount_minor`` is positive and already taken off ``net_minor``.  ``detail``
    is a smaller second line (item code, delivery note).  ``net_minor`` is printed
    as given, tax included where the price book's prices include it.
    """

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net_minor: int
    detail: str = ""
    service_on: date | None = None
    discount_minor: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGroup:
    """Lines under a heading (a site, a PO); an empty heading prints no row."""

    lines: tuple[PrintedLine, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTax:
    """A tax on its base; ``percent`` 19 is 19 %, ``exemption`` says why none is due."""

    name: str
    percent: Decimal
    base_minor: int
    tax_minor: int
    exemption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedInstalment:
    """A part of the total with its due day and the early-payment discount on it."""

    due_on: date
    amount_minor: int
    discount_minor: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The document a credit or debit note belongs to, and why it was needed."""

    number: str
    issued_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedInvoice:
    """An invoice or one of its kin, with everything that stands on the paper.

    Amounts of a credit note are positive: the kind says what they do.
    ``locale`` (``en-US``, ``de-DE``) chooses words, number and date formats.
    ``total_minor`` is net plus tax; ``paid_minor`` and ``credited_minor`` are what
    was settled before printing, and what is left is asked for.  One instalment is
    a due day; more are printed as a table.  ``payment_reference`` carries check
    digits (``domain.references.payment_reference``).  ``valid_until`` is a quote's.
    """

    kind: DocumentKind
    letterhead: Letterhead
    addressee: Addressee
    locale: str
    paper: Paper
    currency: str
    number: str
    issued_on: date
    groups: tuple[LineGroup, ...]
    taxes: tuple[PrintedTax, ...]
    net_minor: int
    tax_minor: int
    total_minor: int
    instalments: tuple[PrintedInstalment, ...] = ()
    service_from: date | None = None
    service_to: date | None = None
    valid_until: date | None = None
    po: str = ""
    cost_centre: str = ""
    their_reference: str = ""
    deliver_to: Addressee | None = None
    paid_minor: int = 0
    credited_minor: int = 0
    corrects: Correction | None = None
    payment_reference: str = ""
    notes: str = ""
    watermark: Watermark = Watermark.NONE

    @property
    def open_minor(self) -> int:
        """What is left to pay."""
        return self.total_minor - self.paid_minor - self.credited_minor


class RowKind(StrEnum):
    """What a row of a statement is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    LATE_FEE = "late_fee"
    PAYMENT = "payment"
    PAYMENT_RETURN = "payment_return"
    REFUND = "refund"
    WRITE_OFF = "write_off"
    OPENING_BALANCE = "opening_balance"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A document or payment: ``charge_minor`` adds to what is owed, credit lowers it.

    ``open_minor`` is what is still open of it (open-item statements), of which
    ``contested_minor`` is under review; ``balance_minor`` the running balance after it
    (the other two kinds).
    """

    kind: RowKind
    on: date
    document: str
    their_reference: str = ""
    due_on: date | None = None
    charge_minor: int = 0
    credit_minor: int = 0
    open_minor: int = 0
    contested_minor: int = 0
    balance_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBucket:
    """Open amounts ``from_days`` to ``to_days`` past due; 0 days is "not due"."""

    from_days: int
    to_days: int | None
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedStatement:
    """What a party owes at the end of a day, as told to it.

    ``unapplied_minor`` is positive and already taken off ``total_minor``.
    ``from_on`` and ``opening_minor`` belong to balance forward and activity.
    ``contested_minor`` is how much of what is open is under review, of all kinds.
    """

    kind: StatementKind
    letterhead: Letterhead
    addressee: Addressee
    locale: str
    paper: Paper
    currency: str
    number: str
    as_of: date
    rows: tuple[StatementRow, ...]
    total_minor: int
    from_on: date | None = None
    opening_minor: int = 0
    buckets: tuple[PrintedBucket, ...] = ()
    unapplied_minor: int = 0
    contested_minor: int = 0
    payment_reference: str = ""
    notes: str = ""
    watermark: Watermark = Watermark.NONE


class ChartKind(StrEnum):
    BARS = "bars"
    STACKED_BARS = "stacked_bars"
    LINE = "line"


class Palette(StrEnum):
    """Accent and greys, or the aging ramp from "not due" or from the first overdue."""

    PLAIN = "plain"
    AGE = "age"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A named row of values, one per label; ``None`` where nothing is known."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing that answers the question in ``title``; the table stands elsewhere.

    Values are minor units of ``currency``, or plain counts where that is empty.
    ``unit`` is printed beside the title ("USD, thousands" with ``per`` 1000 major
    units to one on the scale).  ``sentence`` tells a screen reader what is seen.
    """

    kind: ChartKind
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    sentence: str
    locale: str
    currency: str = ""
    per: int = 1
    palette: Palette = Palette.PLAIN


class ColumnKind(StrEnum):
    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportColumn:
    """A column; ``share`` is its width beside the other text columns.

    With a share of 0 it is as wide as its texts are.
    """

    head: str
    kind: ColumnKind
    share: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyAmount:
    """A money cell in another currency than the report's."""

    minor: int
    currency: str


Cell = str | int | Decimal | date | CurrencyAmount | None
"""Money is an ``int`` of minor units; ``None`` is printed as a dash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReport:
    """A table of figures.  Title and heads come in the reader's language.

    ``totals`` are rows of the same width (one per currency); ``landscape`` turns
    the sheet for wide tables.  ``printed_on`` is the day the figures are of.
    ``has_clear_foot`` leaves the lowest 16 mm of each page white, where a bank's
    machines print and read (MICR: 5/8 inch).
    """

    entity: str
    title: str
    subtitle: str
    printed_on: date
    locale: str
    paper: Paper
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    currency: str = ""
    chart: Chart | None = None
    notes: str = ""
    landscape: bool = False
    watermark: Watermark = Watermark.NONE
    has_clear_foot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierTable:
    """A table of a dossier, with cells as a report has them."""

    heading: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPart:
    """One subject of a dossier: facts first, then sentences, then tables."""

    heading: str
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    tables: tuple[DossierTable, ...] = ()
    is_on_own_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDossier:
    """Evidence for somebody who was not there: parts of facts, sentences and tables.

    ``printed_on`` is the day the figures are of.
    """

    entity: str
    title: str
    subtitle: str
    printed_on: date
    locale: str
    paper: Paper
    parts: tuple[DossierPart, ...]
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    watermark: Watermark = Watermark.NONE
