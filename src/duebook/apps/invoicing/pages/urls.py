"""Addresses of invoicing's pages."""

from __future__ import annotations

from duebook.apps.invoicing.pages import (
    draft_previews,
    drafts,
    drafts_list,
    invoice,
    invoice_acts,
    invoices,
    invoices_bulk,
)

urlpatterns = [
    *drafts.urlpatterns,
    *draft_previews.urlpatterns,
    *drafts_list.urlpatterns,
    *invoices.urlpatterns,
    *invoices_bulk.urlpatterns,
    *invoice_acts.urlpatterns,
    *invoice.urlpatterns,
]
