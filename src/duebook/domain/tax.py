"""Taxes by place and category: rates, compounds, exemptions, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from duebook.domain.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One tax of a place on a category of items: ``percent`` 19 is 19 %.

    A compound tax is levied on the net and the taxes before it (by ``order``).
    """

    id: int
    place: str
    category: str
    name: str
    percent: Decimal
    compound: bool
    order: int
    valid: Span
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A tax-exemption certificate: its number, the place it frees in, its days."""

    id: int
    place: str
    number: str
    reason: str
    valid: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAmount:
    """One tax on one group of lines, rounded as the policy says."""

    rate_id: int
    account_id: int
    name: str
    percent: Decimal
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxGroup:
    """The lines that share the same taxes, and what these come to.

    ``exemption`` is the certificate's number and reason where one freed the group.
    """

    key: str
    net_minor: int
    tax_minor: int
    taxes: tuple[TaxAmount, ...]
    exemption: str
