"""The terminal door of deliveries."""

from __future__ import annotations
