"""The rule book: frozen records and pure functions, without clock or database."""

from __future__ import annotations
