"""What the checks look at: drafts with the facts around them, parties, the office.

A room reads these facts for many drafts at once and hands them over; the checks
never ask for more.  A fact that nobody gathered is ``None`` or empty, and the
check that needs it keeps silent or says that it did not check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duebook.domain.calendars import PaymentTerms
from duebook.domain.invoicing import Charge, Draft
from duebook.domain.pricing import PriceBook
from duebook.domain.records import record
from duebook.domain.spans import Span
from duebook.domain.tax import Certificate, TaxTable


@record
class Spread:
    """How a figure fell in the past: quartiles and the largest of ``count`` cases.

    Floats, as ``percentile_cont`` returns them: this is statistics, not money.
    """

    count: int
    lower: float
    median: float
    upper: float
    largest: float


@record
class ItemHistory:
    """What was charged for an item before: to one party, or to all of them.

    ``last_price`` is the unit price (major units) charged last.
    ``repeats_in_a_day`` says that the item was charged more than once for the
    same day before, so that once more is nothing new.
    """

    quantities: Spread
    last_price: Decimal | None = None
    repeats_in_a_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An item as the catalogue has it.  ``history`` is of all parties together.

    ``is_countable`` items come in whole units; ``needs_paper`` ones are billed
    only with a supporting document; ``is_deposit`` ones at a negative price when a
    bill draws on them.
    """

    id: int
    code: str
    unit: str
    tax_category: str
    is_countable: bool = False
    is_retired: bool = False
    needs_paper: bool = False
    is_deposit: bool = False
    history: ItemHistory | None = None


class PartyStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    DECEASED = "deceased"
    MERGED = "merged"


class DeliveryWay(StrEnum):
    """How a party wants its documents."""

    MAIL = "mail"
    PRINT = "print"
    NONE = "none"


class AddressKind(StrEnum):
    BILLING = "billing"
    SHIPPING = "shipping"


@record
class Address:
    """A postal address; ``country`` is its ISO 3166 code, ``region`` its state."""

    kind: AddressKind
    street: str
    city: str
    postcode: str
    region: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """A party's order number, with what may still be billed on it, in minor units."""

    number: str
    valid: Span
    limit_minor: int | None = None
    billed_minor: int = 0


@record
class TaxId:
    """A number that a tax office gave, by its scheme: ``EU-VAT``, ``US-EIN``."""

    scheme: str
    number: str


@record
class PartyFacts:
    """A party as far as bills depend on it.

    ``hold`` is the reason of a hold, empty without one.  ``open_minor`` and
    ``credit_limit_minor`` are in ``currency``.  ``pays_for`` are the parties
    whose charges it has agreed to be billed for.  ``po_pattern`` is a regular
    expression that its PO numbers match.  ``totals`` are its invoices' totals in
    minor units of ``currency``.
    """

    id: int
    code: str
    name: str
    status: PartyStatus
    currency: str
    language: str
    tax_place: str
    delivery: DeliveryWay
    terms: PaymentTerms | None
    addresses: tuple[Address, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    is_tax_exempt: bool = False
    hold: str = ""
    credit_limit_minor: int | None = None
    open_minor: int = 0
    bill_to_id: int | None = None
    pays_for: frozenset[int] = frozenset()
    needs_po: bool = False
    po_pattern: str = ""
    purchase_orders: tuple[PurchaseOrder, ...] = ()
    needs_paper: bool = False
    totals: Spread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """A contract that charges may name; ``item_ids`` None covers every item."""

    number: str
    party_id: int
    valid: Span
    item_ids: frozenset[int] | None = None


@record
class BilledCharge:
    """A charge of the same party and item that an invoice has billed before."""

    document: str
    service_on: date
    quantity: Decimal
    reference: str


@record
class ChargeFacts:
    """A charge of a draft with what is known around it.

    ``reference`` is what tells it apart from its like: the sender's key, a time,
    a modifier.  ``credits`` names the document that a negative charge takes back.
    ``billed`` are earlier charges of the same party and item near its day.
    """

    charge: Charge
    reference: str = ""
    credits: str = ""
    paper_count: int = 0
    contract: ContractFacts | None = None
    history: ItemHistory | None = None
    billed: tuple[BilledCharge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvoice:
    """A recent invoice of the bill-to; ``fingerprint`` as of ``fingerprint(draft)``."""

    number: str
    issued_on: date
    total_minor: int
    fingerprint: str


@record
class Dossier:
    """A draft with all that the checks read of it.

    ``charges`` holds the facts of each of its charges by charge id; ``invoices``
    the bill-to's recent invoices.
    """

    draft: Draft
    bill_to: PartyFacts
    charges: Mapping[int, ChargeFacts]
    invoices: tuple[IssuedInvoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFacts:
    """A period of the books; nothing is issued into one that ``is_closed``."""

    name: str
    days: Span
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What holds for every draft: the day, the periods, catalogue and tax tables.

    ``tax_places`` are the places whose taxes are on file, those that levy none
    included; empty, nobody has said, and no place is unknown.
    """

    today: date
    currency: str
    languages: frozenset[str]
    periods: tuple[PeriodFacts, ...] = ()
    items: Mapping[int, ItemFacts] = field(default_factory=dict)
    prices: PriceBook = field(default_factory=lambda: PriceBook(()))
    taxes: TaxTable = field(default_factory=lambda: TaxTable(()))
    tax_places: frozenset[str] = frozenset()
