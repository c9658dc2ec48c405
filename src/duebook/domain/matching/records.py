"""What the matcher is told and what it answers, as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duebook.domain.banking import RemittanceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in, to be linked to what is open; ``amount_minor`` is positive.

    ``references`` are fields made for references, the strongest first; ``text`` is
    whatever else the payer or the bank wrote.  ``remittance`` is an advice that is
    known to belong to this money.  ``charges_minor`` is what banks say they kept.
    """

    id: int
    received_on: date
    currency: str
    amount_minor: int
    payer_name: str = ""
    payer_account: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    remittance: tuple[RemittanceLine, ...] = ()
    charges_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A party that may pay: how banks may name it, and for whom it pays.

    ``accounts`` are bank accounts known to be its own and nobody else's;
    ``aliases`` are names learned from people's decisions.  ``pays_for`` are parties
    whose debts it settles (a parent for its branches, a guarantor for patients).
    """

    id: int
    names: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    pays_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """An open item that money may settle, in minor units.

    ``number`` is the document's; ``references`` are other names payers may use: the
    payment reference printed on it, their order, their own number.
    ``contested_minor`` is under dispute, and never settled without a person.
    """

    id: int
    party_id: int
    number: str
    currency: str
    open_minor: int
    amount_minor: int
    document_on: date
    due_on: date
    references: tuple[str, ...] = ()
    discount_minor: int = 0
    discount_until: date | None = None
    contested_minor: int = 0

    @property
    def offered_minor(self) -> int:
        """What may be proposed of it: what is open and not contested."""
        return max(0, self.open_minor - self.contested_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A document that money may name although nothing is open of it any more.

    ``amount_minor`` is what it was for, 0 where that is not told: the same amount
    from the same payer some days later may be the same payment again.
    """

    number: str
    party_id: int
    settled_on: date
    references: tuple[str, ...] = ()
    amount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Something a payer is known to leave out, and which account takes it.

    ``rate_bp`` is of the amount billed (1000: a tenth withheld at source); without
    one, any amount up to ``limit_minor`` may bear it.  ``party_id`` 0 is every payer.
    """

    code: str
    party_id: int = 0
    rate_bp: int | None = None
    limit_minor: int = 0
    is_automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the matcher may take for granted; amounts in minor units.

    ``fee_limit_minor`` bounds a bank fee that may be missing from a foreign payment,
    ``discount_grace_days`` how late a discount is still granted without a question.
    """

    fee_limit_minor: int = 0
    small_balance_minor: int = 0
    discount_grace_days: int = 0
    most_items: int = 5
    most_steps: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that receipts may be matched with, each once, in any order.

    Where only what these receipts can touch was read (see :mod:`.narrowing`),
    ``debts_in_all`` says how many debts are open, and ``numbers`` has a document's
    number of each look there is; else both are seen from ``debts`` and ``settled``.
    """

    payers: Sequence[Payer]
    debts: Sequence[Debt]
    settled: Sequence[Settled] = ()
    deductions: Sequence[Deduction] = ()
    policy: Policy = Policy()
    rejected: Mapping[int, frozenset[frozenset[int]]] = field(default_factory=dict)
    debts_in_all: int | None = None
    numbers: Sequence[str] | None = None

    @property
    def size(self) -> int:
        """How many debts are open in all."""
        return len(self.debts) if self.debts_in_all is None else self.debts_in_all


class Evidence(StrEnum):
    """One reason to believe; the ladder's rungs, the strongest first."""

    ADVICE = "advice"
    REFERENCE = "reference"
    DAMAGED_REFERENCE = "damaged_reference"
    ACCOUNT = "account"
    ALIAS = "alias"
    NAME = "name"
    EXACT = "exact"
    SUBSET = "subset"
    DISCOUNT = "discount"
    FEE = "fee"
    WITHHELD = "withheld"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence in words a clerk reads."""

    evidence: Evidence
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a proposal does to one debt, in minor units.

    ``paid_minor`` is money; the others close what the money leaves open, and are
    zero unless the evidence says why it is missing.
    """

    debt_id: int
    paid_minor: int
    discount_minor: int = 0
    fee_minor: int = 0
    deducted_minor: int = 0
    deduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One way to explain a receipt: whose it is and what it settles.

    The parts' money and ``left_minor``, which stays unapplied with the party, add up
    to the receipt.  ``short_minor`` is what a named debt would still have open.
    """

    party_id: int
    parts: tuple[Part, ...]
    left_minor: int
    reasons: tuple[Reason, ...]
    short_minor: int = 0


class Held(StrEnum):
    """Why the matcher leaves a receipt to a person."""

    NO_PAYER = "no_payer"
    PAYER_UNSURE = "payer_unsure"
    NO_ITEMS = "no_items"
    SEVERAL_WAYS = "several_ways"
    TOO_MANY_WAYS = "too_many_ways"
    NAME_ALONE = "name_alone"
    AMOUNT_ALONE = "amount_alone"
    DAMAGED = "damaged"
    CONTRADICTION = "contradiction"
    SHORT = "short"
    OVER = "over"
    SETTLED_ALREADY = "settled_already"
    CONTESTED = "contested"
    WANTED_TWICE = "wanted_twice"
    REJECTED = "rejected"
    LATE_DISCOUNT = "late_discount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the matcher makes of one receipt.

    Without ``held`` the first proposal is complete and unique, and posts by itself;
    with it, the proposals are ranked, the best first, and ``sentence`` says in words
    why a person must decide.
    """

    receipt_id: int
    proposals: tuple[Proposal, ...]
    held: Held | None = None
    sentence: str = ""
