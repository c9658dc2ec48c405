"""Aging, registers, trends: figures with their sources."""

from __future__ import annotations
