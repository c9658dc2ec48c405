"""An issued document as it is explained to its customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.queries import entity
from duebook.apps.receivables import queries as owed
from duebook.documents.explaining import (
    Explained,
    ExplainedLine,
    ExplainedPayment,
    ExplainedTax,
    PriceFrom,
)
from duebook.domain.catalog import PriceEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duebook.apps.invoicing.queries.documents import Stored
    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxGroup


def explained(entity_id: int, document: Stored) -> Explained:
    """Every amount of a document with where it came from, as of now."""
    prices = _Prices.of(entity_id, document)
    items = [
        item
        for item in owed.items_by_number(entity_id, [document.number]).get(
            document.number, ()
        )
        if item.document_id == document.id and item.amount_minor > 0
    ]
    return Explained(
        number=document.number,
        issued_on=document.issued_on,
        addressee=document.addressee.splitlines()[0] if document.addressee else "",
        sender=entity(entity_id).name,
        locale=document.language,
        currency=document.currency,
        lines=tuple(prices.explained(issued.line) for issued in document.lines),
        taxes=tuple(tax for group in document.tax_groups for tax in _taxes(group)),
        payments=tuple(_payments(entity_id, [item.id for item in items])),
        net_minor=document.net_minor,
        total_minor=document.total_minor,
        open_minor=sum(item.open_minor for item in items),
    )


def _taxes(group: TaxGroup) -> Iterator[ExplainedTax]:
    for tax in group.taxes:
        yield ExplainedTax(
            name=tax.name,
            percent=tax.percent,
            base_minor=tax.base_minor,
            tax_minor=tax.tax_minor,
        )
    if not group.taxes:
        yield ExplainedTax(
            name="",
            percent=Decimal(0),
            base_minor=group.net_minor,
            tax_minor=0,
            reason=group.exemption,
        )


def _payments(entity_id: int, debt_ids: list[int]) -> Iterator[ExplainedPayment]:
    applied = [
        one
        for one in owed.applications_of(entity_id, debt_ids)
        if one.debt_id in set(debt_ids)
    ]
    credits_ = owed.items_by_id(entity_id, {one.credit_id for one in applied})
    for one in applied:
        yield ExplainedPayment(
            on=one.effective_on,
            amount_minor=one.amount_minor,
            number=credits_[one.credit_id].number,
        )


@dataclass(frozen=True, slots=True)
class _Prices:
    """The prices on file that lines of a document may have come from."""

    items: Mapping[int, str]
    tariffs: Mapping[str, str]
    filed: Mapping[tuple[str, str], list[PriceEntry]]

    @classmethod
    def of(cls, entity_id: int, document: Stored) -> _Prices:
        lines = [issued.line for issued in document.lines]
        item_ids = {line.item_id for line in lines if line.item_id is not None}
        items = {
            item.id: item.code for item in catalog.items(entity_id, item_ids).values()
        }
        named = {_named(line)[1] for line in lines}
        tariffs = {
            tariff.name: tariff.code
            for tariff in catalog.tariffs(entity_id)
            if tariff.name in named
        }
        keys = [(code, item) for code in tariffs.values() for item in items.values()]
        filed = catalog.filed_prices(entity_id, keys)
        return cls(
            items, tariffs, {key: [one.entry for one in filed[key]] for key in keys}
        )

    def explained(self, line: Line) -> ExplainedLine:
        price_from, name = _named(line)
        return ExplainedLine(
            what=line.description,
            on=line.service_on,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            price_from=price_from,
            name=name,
            since=self._since(line, name),
            gross_minor=line.gross_minor,
            discount_minor=line.discount_minor,
            document_discount_minor=line.document_discount_minor,
            net_minor=line.net_minor,
            tax_inclusive=line.tax_inclusive,
        )

    def _since(self, line: Line, name: str) -> date | None:
        """The first day of the price that held when the line was done."""
        key = (self.tariffs.get(name, ""), self.items.get(line.item_id or 0, ""))
        return next(
            (
                entry.valid.first
                for entry in self.filed.get(key, ())
                if line.service_on and entry.valid.holds(line.service_on)
            ),
            None,
        )


def _named(line: Line) -> tuple[PriceFrom, str]:
    """Where a line's price came from, as drafting wrote it on the line."""
    for prefix, price_from in (
        ("price book ", PriceFrom.BOOK),
        ("contract ", PriceFrom.CONTRACT),
    ):
        if line.price_source.startswith(prefix):
            return price_from, line.price_source.removeprefix(prefix)
    return PriceFrom.STATED, ""
