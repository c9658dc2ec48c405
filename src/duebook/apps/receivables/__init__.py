"""Open items, applications, statements and write-offs."""

from __future__ import annotations
