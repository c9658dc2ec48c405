"""Addresses of the close."""

from __future__ import annotations

from duebook.apps.close.pages import files, months, period

urlpatterns = [
    *months.urlpatterns,
    *files.urlpatterns,
    *period.urlpatterns,
]
