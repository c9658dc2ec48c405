"""Addresses of the pages of receivables."""

from __future__ import annotations

from duebook.apps.receivables.pages import parties, statement_previews, statements

urlpatterns = [
    *statements.urlpatterns,
    *statement_previews.urlpatterns,
    *parties.urlpatterns,
]
