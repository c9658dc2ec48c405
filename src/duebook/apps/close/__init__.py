"""Tie-out, checklist, lock and export."""

from __future__ import annotations
