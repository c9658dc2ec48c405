"""The terminal door of the close."""

from __future__ import annotations
