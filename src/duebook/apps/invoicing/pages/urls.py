"""Addresses of invoicing's pages."""

from __future__ import annotations

from duebook.apps.invoicing.pages import invoice, invoices

urlpatterns = [
    *invoices.urlpatterns,
    *invoice.urlpatterns,
]
