"""Long work of invoicing: billing runs, and many documents printed at once."""

from __future__ import annotations

from duebook.apps.invoicing.jobs import billing, printing  # noqa: F401 - made known
