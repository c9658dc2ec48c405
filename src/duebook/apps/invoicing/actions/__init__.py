"""Writing invoicing: charges and drafts, issuing, runs, corrections, checks."""

from __future__ import annotations
