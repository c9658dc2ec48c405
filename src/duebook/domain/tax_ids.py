"""Tax numbers: which schemes there are, and whether a number can be one of theirs.

A scheme is a country and the name of its number, ``US-EIN`` or ``GB-VAT``; the VAT
numbers of the European Union share ``EU-VAT`` and name their country themselves.
The rules of each number come from python-stdnum.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

_SCHEME: Final = re.compile(r"([A-Z]{2})-([A-Z]+)")


def is_scheme(scheme: str) -> bool:
    """Whether numbers of this scheme can be checked."""
    return _rules(scheme) is not None


@lru_cache(maxsize=65_536)  # a billing run asks for the same parties again
def tax_number(scheme: str, number: str) -> str | None:
    """The number without spaces and dashes; ``None`` where it cannot be right.

    Length, characters and check digits are judged, not whether it was ever given
    to anybody.
    """
    rules = _rules(scheme)
    assert rules is not None, f"nothing is known of {scheme}"
    try:
        compact: str = rules.validate(number)
    except ValidationError:
        return None
    return compact


@lru_cache
def _rules(scheme: str) -> Any:
    """The module of python-stdnum that knows a scheme, if there is one."""
    parts = _SCHEME.fullmatch(scheme)
    if not parts:
        return None
    country, name = parts.groups()
    try:
        rules = get_cc_module(country.lower(), name.lower())
    except ImportError:
        return None
    return rules if hasattr(rules, "validate") else None
