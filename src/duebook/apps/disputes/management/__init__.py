"""The terminal door of disputes."""

from __future__ import annotations
