"""Charges, drafts, checks, invoices and their kin."""

from __future__ import annotations
