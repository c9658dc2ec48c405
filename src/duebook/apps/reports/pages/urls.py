"""Addresses of the pages of reports."""

from __future__ import annotations

from duebook.apps.reports.pages import own_table, reports, why

urlpatterns = [*own_table.urlpatterns, *reports.urlpatterns, *why.urlpatterns]
