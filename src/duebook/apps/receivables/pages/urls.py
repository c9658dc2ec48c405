"""Addresses of the pages of receivables."""

from __future__ import annotations

from duebook.apps.receivables.pages import (
    parties,
    statement_previews,
    statements,
    write_offs_bulk,
)

urlpatterns = [
    *statements.urlpatterns,
    *statement_previews.urlpatterns,
    *parties.urlpatterns,
    *write_offs_bulk.urlpatterns,
]
