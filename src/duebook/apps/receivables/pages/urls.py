"""Addresses of the pages of receivables."""

from __future__ import annotations

from duebook.apps.receivables.pages import (
    parties,
    statement_batches,
    statement_previews,
    statement_schedules,
    statements,
    write_offs_bulk,
)

urlpatterns = [
    *statement_schedules.urlpatterns,  # before statements, which are named by number
    *statement_batches.urlpatterns,
    *statements.urlpatterns,
    *statement_previews.urlpatterns,
    *parties.urlpatterns,
    *write_offs_bulk.urlpatterns,
]
