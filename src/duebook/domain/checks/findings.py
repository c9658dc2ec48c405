"""What a check says: the finding, its figures, and the step that would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Figure = int | str | Decimal | date


class Severity(StrEnum):
    """How much a finding weighs, the heaviest first."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"
    NOT_CHECKED = "not_checked"


class SubjectKind(StrEnum):
    DRAFT = "draft"
    CHARGE = "charge"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about.  A draft of a preview has no id yet."""

    kind: SubjectKind
    id: int | None


class ChargeField(StrEnum):
    """A field of a charge that a fix can set."""

    UNIT_PRICE = "unit_price"
    QUANTITY = "quantity"
    UNIT = "unit"
    DESCRIPTION = "description"
    DISCOUNT_BP = "discount_bp"
    DISCOUNT_MINOR = "discount_minor"
    TAX_CATEGORY = "tax_category"
    CONTRACT = "contract"


class DraftField(StrEnum):
    """A field of a draft that a fix can set."""

    PO = "po"
    ISSUED_ON = "issued_on"


class PartyField(StrEnum):
    """A field of a party that a fix can set."""

    POSTCODE = "postcode"
    TAX_ID = "tax_id"
    EMAIL = "email"
    DELIVERY = "delivery"
    TAX_PLACE = "tax_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCharge:
    """Set one field of a charge; ``None`` as its price lets the price book decide."""

    charge_id: int
    field: ChargeField
    value: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCharge:
    """Take a charge out of billing: it was entered twice, or billed before."""

    charge_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDraft:
    """Set one field of a draft."""

    field: DraftField
    value: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAgain:
    """Make the draft again from its charges, under the rules of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParty:
    """Set one field of a party; ``was`` names the entry among several."""

    party_id: int
    field: PartyField
    value: str
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeParties:
    """Join a double with the party that stays."""

    keep_id: int
    merge_id: int


Fix = SetCharge | DropCharge | SetDraft | DraftAgain | SetParty | MergeParties


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found on one subject.

    ``figures`` are the facts of ``sentence`` by name: ``_minor`` integers of
    money, ``_bp`` basis points, ``_on`` dates.  ``accepted`` is the reason for
    which somebody keeps it; an accepted finding is a note.
    """

    code: str
    severity: Severity
    subject: Subject
    sentence: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    fix: Fix | None = None
    accepted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A finding of one draft that somebody keeps while it says ``sentence``.

    Said otherwise, it is another finding: a price kept at 24.90 is not kept at 2,490.
    """

    code: str
    subject: Subject
    sentence: str
    reason: str


def with_kept(found: Sequence[Finding], kept: Collection[Kept]) -> list[Finding]:
    """The findings of a draft, those that are kept as notes with their reason."""
    reasons = {(one.code, one.subject, one.sentence): one.reason for one in kept}
    return [
        replace(one, severity=Severity.NOTE, accepted=reason)
        if (reason := reasons.get((one.code, one.subject, one.sentence)))
        else one
        for one in found
    ]
