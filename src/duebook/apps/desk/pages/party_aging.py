"""What a party owes by age, each part with the address that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from duebook.apps.desk.queries.party import Figures
from duebook.web.addresses import address_of
from duebook.web.charts import Bucket

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.parties.models import Party

_AGES: Final = ("not due", "1–30", "31–60", "61–90", "over 90")
_AGE_FIGURES: Final = ("not-due", "1-30", "31-60", "61-90", "91")


def own_first(sums: list[Figures], currency: str) -> list[Figures]:
    """The figures of a currency first, with zeros where nothing is open in it."""
    own = [one for one in sums if one.currency == currency]
    rest = [one for one in sums if one.currency != currency]
    return [*(own or [Figures(currency=currency)]), *rest]


def why(code: str, found: Party, figure: str, on: date | None = None) -> str:
    """The address that explains a figure; nothing where the reports room has none."""
    address = address_of("reports.why", code)
    asked = {"figure": figure, "party": found.code, "currency": found.currency}
    if on is not None:
        asked["as_of"] = on.isoformat()
    return f"{address}?{urlencode(asked)}" if address else ""


def bar(
    code: str, found: Party, figures: Figures, on: date | None = None
) -> list[Bucket]:
    """What is open by age, in the entity of a code: now, or on another day."""
    return [
        Bucket(label, amount_minor, age, why(code, found, name, on), name=name)
        for age, (label, name, amount_minor) in enumerate(
            zip(_AGES, _AGE_FIGURES, figures.by_age, strict=True)
        )
    ]
