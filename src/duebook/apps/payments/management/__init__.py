"""The terminal door of payments."""

from __future__ import annotations
