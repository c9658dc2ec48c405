"""How an entity wants to be checked: limits, severities, what it has accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from duebook.domain.checks.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding of a party that somebody keeps, with the reason, up to a day."""

    code: str
    party_id: int
    last_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPolicy:
    """Limits and severities of an entity.

    ``severities`` replaces a check's own severity, ``switched_off`` silences it.
    ``outlier_deviations`` is how many robust standard deviations (on a log scale)
    a figure may lie from its median, given at least ``history_count`` cases of the
    party, or ``item_history_count`` of all parties.  ``price_jump_bp`` is by how much
    the higher of a typed price and the last one may exceed the lower.
    ``discount_limit_bp`` and ``price_tolerance_bp`` are basis points;
    ``rounding_drift_minor`` is the rounding error allowed per line.
    ``reverse_charge_categories`` are the tax categories under which the customer
    owes the tax and must therefore have a tax id.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    switched_off: frozenset[str] = frozenset()
    acceptances: tuple[Acceptance, ...] = ()
    price_tolerance_bp: int = 0
    price_jump_bp: int = 10_000
    price_digits: int = 4
    discount_limit_bp: int = 2000
    outlier_deviations: float = 5.0
    history_count: int = 5
    item_history_count: int = 20
    stale_days: int = 180
    certificate_notice_days: int = 30
    lapsed_notice_days: int = 90
    duplicate_days: int = 365
    rounding_drift_minor: int = 1
    reverse_charge_categories: frozenset[str] = frozenset({"reverse_charge"})
    double_name_score: float = 90.0


DEFAULT_POLICY = CheckPolicy()
