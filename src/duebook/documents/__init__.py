"""Records in, PDF out: invoices and their kin, statements, reports, charts."""

from __future__ import annotations
