"""Column defaults that the database fills from the transaction's settings."""

from __future__ import annotations

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
