"""The terminal door of the entities."""

from __future__ import annotations
