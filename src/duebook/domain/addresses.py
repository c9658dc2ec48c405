"""Postal addresses as the post of each country wants them written.

Layouts follow the addressing guides of the Universal Postal Union (S42) for the
countries listed; elsewhere the postcode stands before the town, as in most of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duebook.domain.checks.facts import Address

_TOWN_FIRST: Final = "{city} {region} {postcode}"
_LAYOUTS: Final = {
    "AU": _TOWN_FIRST,
    "BR": "{city}-{region}\n{postcode}",
    "CA": "{city} {region}  {postcode}",
    "CN": "{city}, {region} {postcode}",
    "ES": "{postcode} {city}\n{region}",
    "GB": "{city}\n{postcode}",
    "IE": "{city}\n{region}\n{postcode}",
    "IN": "{city} {postcode}\n{region}",
    "IT": "{postcode} {city} {region}",
    "JP": "{city}, {region} {postcode}",
    "MX": "{postcode} {city}, {region}",
    "NZ": "{city} {postcode}",
    "SG": "{city} {postcode}",
    "US": "{city}, {region} {postcode}",
    "ZA": "{city}\n{postcode}",
}
_ELSEWHERE: Final = "{postcode} {city}"
_REGION: Final = re.compile(r"[,-]? ?\{region\}")


def postal_lines(address: Address) -> tuple[str, ...]:
    """Street and town, line by line, without the country.

    ``street`` may hold several lines.  A part that is missing leaves no comma,
    dash or empty line behind.
    """
    layout = _LAYOUTS.get(address.country, _ELSEWHERE)
    if not address.region.strip():
        layout = _REGION.sub("", layout)
    town = layout.format(
        city=address.city.strip(),
        region=address.region.strip(),
        postcode=address.postcode.strip(),
    )
    lines = (*address.street.splitlines(), *town.splitlines())
    return tuple(tidied for line in lines if (tidied := line.strip(" ,-")))
