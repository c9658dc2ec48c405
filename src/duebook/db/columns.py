"""Columns that the database fills: from the transaction's settings, or from others."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast


def current_event() -> Cast:
    """The audit event of the command under way; a fact outside one is refused."""
    return Cast(
        Func(Value("app.event"), function="current_setting"), models.BigIntegerField()
    )


def current_instant() -> Cast:
    """The instant of the command under way."""
    return Cast(
        Func(Value("app.at"), function="current_setting"), models.DateTimeField()
    )


def number_key(of: str) -> models.GeneratedField:
    """What is rough of a number, so that it is found however payers write it.

    The same as :func:`duebook.domain.matching.narrowing.rough`.
    """
    return _generated("number_key", of)


def number_look(of: str) -> models.GeneratedField:
    """How a number looks: from its third digit on, every digit is a nine.

    To the matcher's pattern of an office's numbers it is as good as the number.
    """
    return _generated("number_look", of)


def code_key(of: str) -> models.GeneratedField:
    """A code in capitals, so that it is found however it is typed.

    A column, because row security lets no ``upper`` near an index.
    """
    return _generated("upper", of)


def name_blocks(of: str) -> models.GeneratedField:
    """How the words of a name begin, so that names alike are found.

    The same as :func:`duebook.domain.matching.narrowing.rough_blocks`.
    """
    return _generated("name_blocks", of, ArrayField(models.TextField()))


def account_key(of: str) -> models.GeneratedField:
    """The letters and digits of a bank account.

    The same as :func:`duebook.domain.matching.narrowing.rough_account`.
    """
    return _generated("account_key", of)


def _generated(
    function: str, of: str, field: models.Field[Any, Any] | None = None
) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(models.F(of), function=function),
        output_field=field or models.TextField(),
        db_persist=True,
    )
