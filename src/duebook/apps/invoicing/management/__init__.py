"""Invoicing at the terminal."""

from __future__ import annotations
