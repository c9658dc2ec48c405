"""Long work of invoicing: billing runs, and many documents printed or sent at once."""

from __future__ import annotations

from duebook.apps.invoicing.jobs import (  # noqa: F401 - made known
    billing,
    printing,
    resending,
)
