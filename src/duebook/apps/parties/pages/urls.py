"""Addresses of the pages of parties."""

from __future__ import annotations

from duebook.apps.parties.pages import certificates, holding, merging, papers, records

urlpatterns = [
    *records.urlpatterns,
    *certificates.urlpatterns,
    *holding.urlpatterns,
    *merging.urlpatterns,
    *papers.urlpatterns,
]
