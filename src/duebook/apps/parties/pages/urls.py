"""Addresses of the pages of parties."""

from __future__ import annotations

from duebook.apps.parties.pages import holding, merging, records

urlpatterns = [
    *records.urlpatterns,
    *holding.urlpatterns,
    *merging.urlpatterns,
]
