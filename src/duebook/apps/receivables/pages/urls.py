"""Addresses of the pages of receivables."""

from __future__ import annotations

from duebook.apps.receivables.pages import parties, statements

urlpatterns = [*statements.urlpatterns, *parties.urlpatterns]
