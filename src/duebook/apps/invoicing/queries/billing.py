"""What drafts are made of: unbilled charges and everything that prices them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing import models
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties import queries as parties
from duebook.domain import drafting
from duebook.domain.invoicing import (
    BillingException,
    BillTo,
    Charge,
    Draft,
    DraftHeader,
    Policy,
    Shipping,
)
from duebook.domain.ledger import AccountRole
from duebook.domain.money import Rounding
from duebook.domain.pricing import PriceBook
from duebook.domain.records import record
from duebook.domain.tax import RoundingPer, TaxTable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date


@record
class KeptCharge(Charge):
    """A charge as it is kept: with its sender's key, and told from what it was before.

    ``rebills_id`` is the charge that it bills again; ``version`` changes whenever
    anything about the charge does.
    """

    external_key: str
    rebills_id: int | None
    version: str


def unbilled(
    entity_id: int,
    bill_tos: Collection[int],
    *,
    until: date,
    issued_on: date,
    with_drafts: bool = False,
) -> list[KeptCharge]:
    """Charges of bill-tos (all within a ``range``) that no line bills yet, by bill-to.

    They were done by the day ``until``, and nobody holds them beyond the day of
    issue.  Charges that a person set apart in a draft wait for that draft, unless
    ``with_drafts``.
    """
    query = db.sql("duebook.apps.invoicing", "unbilled")
    return db.rows_of(
        KeptCharge,
        f"{query} ORDER BY served.bill_to_id, charge.service_on, charge.id",
        _unbilled_of(entity_id, bill_tos, until, issued_on, with_drafts=with_drafts),
    )


def _unbilled_of(
    entity_id: int,
    bill_tos: Collection[int],
    until: date,
    issued_on: date,
    *,
    with_drafts: bool,
) -> dict[str, object]:
    return {
        "entity": entity_id,
        **parties.among(bill_tos),
        "until": until,
        "issued_on": issued_on,
        "drafts": with_drafts,
    }


State = tuple[int, int, str]
"""A charge's id, its bill-to and its version: equal, and it is billed the same."""


def states(charges: Iterable[KeptCharge]) -> list[State]:
    """What to hold against :func:`lock_unbilled`."""
    return sorted((charge.id, charge.bill_to_id, charge.version) for charge in charges)


def lock_unbilled(
    entity_id: int, bill_tos: Collection[int], *, until: date, issued_on: date
) -> list[State]:
    """Keep what is unbilled now from being changed until the transaction ends.

    Whoever bills charges that were read without a lock holds them against this: one
    that was changed, billed, added or taken away meanwhile makes a difference.
    """
    query = db.sql("duebook.apps.invoicing", "unbilled")
    rows = db.tuples_of(
        f"SELECT id, bill_to_id, version FROM ({query}"  # noqa: S608 - our own text
        " ORDER BY charge.id FOR NO KEY UPDATE OF charge) AS unbilled",
        _unbilled_of(entity_id, bill_tos, until, issued_on, with_drafts=False),
    )
    return [(charge_id, bill_to_id, version) for charge_id, bill_to_id, version in rows]


def charges_of_drafts(entity_id: int, draft_ids: Collection[int]) -> list[KeptCharge]:
    """The unbilled charges of drafts, by bill-to."""
    return db.rows_of(
        KeptCharge,
        db.sql("duebook.apps.invoicing", "charges_of_drafts"),
        {"entity": entity_id, "ids": list(draft_ids)},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Drafts with what they were made of, and the charges that were left out."""

    charges: Sequence[KeptCharge]
    bill_tos: Mapping[int, BillTo]
    book: PriceBook
    taxes: TaxTable
    drafts: list[Draft]
    exceptions: list[BillingException]


def drafted(entity_id: int, charges: Sequence[KeptCharge], issued_on: date) -> Drafted:
    """Drafts for charges, read in a constant number of queries and writing nothing.

    This is what a preview shows and what issuing issues.
    """
    bill_to_ids = {charge.bill_to_id for charge in charges}
    party_ids = bill_to_ids | {charge.party_id for charge in charges}
    draft_ids = {charge.draft_id for charge in charges if charge.draft_id is not None}
    bill_tos = parties.bill_tos(entity_id, bill_to_ids)
    book = catalog.price_book(entity_id, party_ids=party_ids)
    taxes = catalog.tax_table(entity_id)
    drafts, exceptions = drafting.draft_invoices(
        charges,
        bill_tos,
        book=book,
        taxes=taxes,
        policy=policy(entity_id),
        issued_on=issued_on,
        shipping=_shipping(entity_id),
        headers=_headers(entity_id, draft_ids),
    )
    return Drafted(
        charges=charges,
        bill_tos=bill_tos,
        book=book,
        taxes=taxes,
        drafts=drafts,
        exceptions=exceptions,
    )


def policy(entity_id: int) -> Policy:
    """How the entity rounds."""
    row = entity(entity_id)
    return Policy(
        rounding=Rounding(row.rounding),
        tax_rounding_per=RoundingPer(row.tax_rounding_per),
        cash_unit_minor=row.cash_unit_minor,
        cash_currency=row.currency,
        rounding_account_id=accounts_by_role(entity_id)[AccountRole.ROUNDING],
    )


def _shipping(entity_id: int) -> Shipping | None:
    rates = catalog.shipping_rates(entity_id)
    if not rates:
        return None
    return Shipping(
        rates=tuple(rates),
        tax_category="standard",
        revenue_account_id=accounts_by_role(entity_id)[AccountRole.SHIPPING],
    )


def _headers(entity_id: int, draft_ids: Collection[int]) -> dict[int, DraftHeader]:
    """What people set on drafts, by draft id."""
    rows = models.Draft.objects.filter(entity_id=entity_id, id__any_of=draft_ids)
    kept = list(rows.values_list("id", "po", "site", "discount_minor", "terms"))
    terms = (
        {terms.code: terms for terms in parties.terms_by_id(entity_id).values()}
        if any(code for *_, code in kept)
        else {}
    )
    return {
        draft_id: DraftHeader(
            po=po,
            site=site,
            discount_minor=discount_minor,
            terms=terms.get(code),
        )
        for draft_id, po, site, discount_minor, code in kept
    }


def bill_to_bounds(entity_id: int) -> range:
    """The ids between which all parties of the entity lie."""
    [(first, last)] = db.tuples_of(
        "SELECT min(id), max(id) FROM parties_party WHERE entity_id = %(entity)s",
        {"entity": entity_id},
    )
    return range(0) if first is None else range(first, last + 1)
