"""The terminal door of receivables."""

from __future__ import annotations
