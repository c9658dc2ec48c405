"""Addresses of the pages of payments."""

from __future__ import annotations

from duebook.apps.payments.pages import (
    credit_acts,
    payment,
    payments,
    receiving,
    refunds,
    unapplied,
)

urlpatterns = [
    *receiving.urlpatterns,
    *payments.urlpatterns,
    *payment.urlpatterns,
    *unapplied.urlpatterns,
    *credit_acts.urlpatterns,
    *refunds.urlpatterns,
]
