"""The inbox of charges: what was done and is not billed, and whether it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries import billing
from duebook.apps.papers import queries as papers
from duebook.apps.papers.queries import Attached
from duebook.domain.money import Rounding, from_minor, to_minor
from duebook.web.listing import Choice, Day, Exact, Listing, Numbered, Sort, Text

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCharge:
    """A charge that no document bears, with the price that holds for it, if any."""

    id: int
    service_on: date
    party: str
    name: str
    item: str
    description: str
    quantity: Decimal
    unit: str
    currency: str
    unit_price: Decimal | None
    price_source: str
    discount_bp: int
    discount_minor: int
    po: str
    external_key: str
    draft_id: int | None
    is_billable: bool
    held_until: date | None
    aside_by: str
    aside_reason: str
    sort_key: str

    @property
    def worth_minor(self) -> int | None:
        """Quantity times price less the line's discount; none without a price."""
        if self.unit_price is None:
            return None
        gross = self.quantity * self.unit_price
        off = gross * self.discount_bp / 10_000 + from_minor(
            self.discount_minor, self.currency
        )
        return to_minor(gross - off, self.currency, rounding=Rounding.HALF_UP)

    def group(self, today: date) -> str:
        """Where it stands: ready, price missing, in a draft, held or excused."""
        if not self.is_billable:
            return "excused"
        if self.held_until is not None and self.held_until > today:
            return "held"
        if self.draft_id is not None:
            return "draft"
        return "ready" if self.unit_price is not None else "unpriced"


_PRICED: Final = (
    "(charge.unit_price IS NOT NULL OR EXISTS (SELECT FROM catalog_price AS price"
    " JOIN catalog_tariff AS tariff"
    " ON tariff.entity_id = %(entity)s AND tariff.id = price.tariff_id"
    " JOIN catalog_tier AS tier"
    " ON tier.entity_id = %(entity)s AND tier.price_id = price.id"
    " WHERE price.entity_id = %(entity)s AND price.item_id = charge.item_id"
    " AND tariff.currency = charge.currency"
    " AND price.valid * tariff.valid @> charge.service_on"
    " AND tier.from_quantity <= abs(charge.quantity)"
    " AND (tariff.party_id IS NULL OR tariff.party_id = charge.party_id"
    " OR tariff.party_id = coalesce(party.merged_into_id, party.bill_to_id))))"
)
_FREE: Final = (
    "charge.is_billable AND charge.draft_id IS NULL"
    " AND (charge.held_until IS NULL OR charge.held_until <= %(today)s)"
)

IMPORTED: Final = (
    "SELECT brought.target_id FROM imports_row AS brought"
    " WHERE brought.entity_id = %(entity)s AND brought.file_id = %s"
    " AND brought.kind = 'charges'"
)
"""The charges that an import brought, by its number."""

CHARGES: Final = Listing(
    name="charges",
    record=ListedCharge,
    sql=db.sql("duebook.apps.invoicing", "charges_listed"),
    counted=db.sql("duebook.apps.invoicing", "charges_found"),
    ids=db.sql("duebook.apps.invoicing", "charges_ids"),
    key="charge.id",
    fields={
        "is": Choice(
            {
                "ready": f"{_FREE} AND {_PRICED}",
                "unpriced": f"{_FREE} AND NOT {_PRICED}",
                "draft": "charge.draft_id IS NOT NULL",
                "held": "charge.is_billable AND charge.held_until > %(today)s",
                "excused": "NOT charge.is_billable",
            }
        ),
        "party": Text(("party.name", "party.code")),
        "item": Exact("item.code", is_upper=True),
        "po": Text(("charge.po",)),
        "by": Exact("charge.biller"),
        "done": Day("charge.service_on"),
        "import": Numbered(f"charge.id IN ({IMPORTED})"),
    },
    words=Text(
        ("party.name", "party.code", "charge.description", "item.code", "charge.po")
    ),
    sorts={
        "day": Sort("charge.service_on", "date", is_descending=True),
        "number": Sort("charge.id", is_descending=True),
    },
    first_sort="day",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFigures:
    """What a billing run to today would bill, and what it would leave.

    ``ready_minor`` is net, in the entity's currency; ``not_ready`` counts charges.
    """

    ready_minor: int
    ready: int
    not_ready: int
    set_aside: int
    oldest_on: date | None


def inbox_figures(entity_id: int, currency: str, *, today: date) -> InboxFigures:
    """The figures of the inbox: those of the preview of a run to today."""
    waiting = billing.unbilled(
        entity_id, billing.bill_to_bounds(entity_id), until=today, issued_on=today
    )
    drafted = billing.drafted(entity_id, waiting, today)
    left_out = sum(len(one.charge_ids) for one in drafted.exceptions)
    return InboxFigures(
        ready_minor=sum(
            draft.net_minor for draft in drafted.drafts if draft.currency == currency
        ),
        ready=len(waiting) - left_out,
        not_ready=left_out,
        set_aside=_set_aside(entity_id, today),
        oldest_on=min((charge.service_on for charge in waiting), default=None),
    )


def _set_aside(entity_id: int, today: date) -> int:
    """How many charges are held today, or excused."""
    asked = models.Charge.objects.filter(entity_id=entity_id).exclude(aside_by="")
    return (
        asked.filter(is_billable=False) | asked.filter(held_until__gt=today)
    ).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCharge:
    """A charge as its panel shows it."""

    row: ListedCharge
    papers: tuple[Attached, ...]
    rebills_id: int | None
    external_key: str
    contract: str
    biller: str
    site: str


def charges_listed(
    entity_id: int, charge_ids: Sequence[int], *, today: date
) -> list[ListedCharge]:
    """The charges among these that no document bears, by id, in one query."""
    query = CHARGES.sql.replace("{where}", "charge.id = ANY(%(ids)s)")
    query = query.replace("{order}", "charge.id").replace("{sort}", "''")
    return db.rows_of(
        ListedCharge,
        query,
        {
            "entity": entity_id,
            "today": today,
            "size": len(charge_ids),
            "ids": list(charge_ids),
        },
    )


def charge_shown(entity_id: int, charge_id: int, *, today: date) -> ShownCharge | None:
    """A charge with its price trail; nothing where none waits under this id."""
    found = charges_listed(entity_id, [charge_id], today=today)
    if not found:
        return None
    more = models.Charge.objects.get(entity_id=entity_id, id=charge_id)
    attached = papers.attachments_of(entity_id, "charge", [charge_id])
    return ShownCharge(
        row=found[0],
        papers=tuple(attached.get(charge_id, ())),
        rebills_id=more.rebills_id,
        external_key=more.external_key,
        contract=more.contract,
        biller=more.biller,
        site=more.site,
    )
