"""The terminal door of reports."""

from __future__ import annotations
