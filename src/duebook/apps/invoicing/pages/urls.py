"""Addresses of invoicing's pages."""

from __future__ import annotations

from duebook.apps.invoicing.pages import (
    accepting,
    charges,
    draft_previews,
    drafts,
    drafts_list,
    invoice,
    invoice_acts,
    invoice_rests,
    invoice_sending,
    invoice_taking_back,
    invoices,
    invoices_bulk,
    invoices_parties,
    recurring,
    runs,
    to_send,
)

urlpatterns = [
    *charges.urlpatterns,
    *drafts.urlpatterns,
    *recurring.urlpatterns,
    *runs.urlpatterns,
    *draft_previews.urlpatterns,
    *drafts_list.urlpatterns,
    *invoices.urlpatterns,
    *invoices_bulk.urlpatterns,
    *to_send.urlpatterns,
    *invoices_parties.urlpatterns,
    *invoice_acts.urlpatterns,
    *invoice_rests.urlpatterns,
    *invoice_sending.urlpatterns,
    *invoice_taking_back.urlpatterns,
    *accepting.urlpatterns,
    *invoice.urlpatterns,
]
