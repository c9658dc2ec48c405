"""Xero's JSON: the lists of an answer of its API.

The form is described at https://developer.xero.com/documentation/api/accounting/invoices
and the pages beside it, one for each type of object.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.formats.bridges.objects import Thing
from duebook.formats.bridges.refusals import UnreadableExport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.formats.tables.records import Cell

_TICKS = re.compile(r"/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d:\d\d.*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = 30  # written out, 1e999999999 would fill the memory
_NAMED_BY = ("AddressType", "PhoneType")


def read_xero_json(data: bytes, name: str) -> list[Thing]:
    """The objects of all lists of a file, in its order.

    Raises:
        UnreadableExport: it is no JSON object, or nested beyond reason.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(name, "it is not well formed JSON") from error
    if not isinstance(told, dict):
        raise UnreadableExport(name, "it is no answer of Xero")
    return [
        Thing(kind, _values(one))
        for kind, listed in told.items()
        if isinstance(listed, list)
        for one in listed
        if isinstance(one, dict)
    ]


def _values(told: Mapping[str, Any]) -> dict[str, Cell]:
    """The values by path; those of a list by what names each, or by its place."""
    values: dict[str, Cell] = {}
    waiting: list[tuple[str, Any]] = [("", told)]
    while waiting:
        path, inner = waiting.pop()
        if isinstance(inner, dict):
            waiting.extend((_under(path, key), one) for key, one in inner.items())
        elif isinstance(inner, list):
            waiting.extend(
                (_under(path, _name_of(one, place)), one)
                for place, one in enumerate(inner)
            )
        elif inner is not None:
            values[path] = _cell(inner)
    return values


def _under(path: str, key: str) -> str:
    return f"{path}/{key}" if path else key


def _name_of(one: Any, place: int) -> str:
    if isinstance(one, dict):
        for key in _NAMED_BY:
            if isinstance(one.get(key), str):
                return str(one[key])
    return str(place)


def _cell(value: Any) -> Cell:
    """A value as a cell; days in any of Xero's forms as ISO text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value if abs(value.adjusted()) <= _DIGITS else str(value)
    if isinstance(value, int):
        return Decimal(value)
    text = str(value)
    if ticks := _TICKS.fullmatch(text):
        at = _EPOCH + timedelta(milliseconds=int(ticks[1]))
        return at.date().isoformat()
    day = _ISO_DAY.fullmatch(text)
    return day[1] if day else text
