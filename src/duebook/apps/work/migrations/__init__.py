"""Migrations of long work."""

from __future__ import annotations
