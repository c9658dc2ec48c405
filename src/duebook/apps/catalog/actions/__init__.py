"""Writing the price book: items, tariffs, prices, taxes, shipping."""

from __future__ import annotations

from duebook.apps.catalog.actions.items import KeepItems, Kept, item_faults, keep_items
from duebook.apps.catalog.actions.prices import (
    PricesSet,
    SetPrices,
    price_faults,
    set_prices,
)
from duebook.apps.catalog.actions.rates import (
    SetShippingRates,
    SetTaxRates,
    set_shipping_rates,
    set_tax_rates,
)
from duebook.apps.catalog.actions.tariffs import (
    KeepTariffs,
    keep_tariffs,
    tariff_faults,
)
from duebook.apps.entities.actions import REFUSED_BY

__all__ = [
    "KeepItems",
    "KeepTariffs",
    "Kept",
    "PricesSet",
    "SetPrices",
    "SetShippingRates",
    "SetTaxRates",
    "item_faults",
    "keep_items",
    "keep_tariffs",
    "price_faults",
    "set_prices",
    "set_shipping_rates",
    "set_tax_rates",
    "tariff_faults",
]

_UNKNOWN_ACCOUNT = "the account is none of this entity's."
_AT_ONCE = "somebody has just set another one for some of these days; look again."

REFUSED_BY.update(
    {
        "catalog_item_revenue_account_same_entity": _UNKNOWN_ACCOUNT,
        "catalog_tax_rate_account_same_entity": _UNKNOWN_ACCOUNT,
        "item_code_is_unique": "somebody has just added an item with this code.",
        "prices_do_not_overlap": _AT_ONCE,
        "shipping_rates_do_not_overlap": _AT_ONCE,
        "tariff_code_is_unique": "somebody has just added a tariff with this code.",
        "tax_rates_do_not_overlap": _AT_ONCE,
    }
)
