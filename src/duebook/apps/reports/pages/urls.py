"""Addresses of the pages of reports."""

from __future__ import annotations

from duebook.apps.reports.pages import reports, why

urlpatterns = [*reports.urlpatterns, *why.urlpatterns]
