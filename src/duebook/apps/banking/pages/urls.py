"""Addresses of banking's pages."""

from __future__ import annotations

from duebook.apps.banking.pages import (
    by_hand,
    deposits,
    files,
    learned,
    lockboxes,
    openers,
    reconciling,
    tables,
    workspace,
)

urlpatterns = [
    *files.urlpatterns,
    *tables.urlpatterns,
    *reconciling.urlpatterns,
    *learned.urlpatterns,
    *by_hand.urlpatterns,
    *openers.urlpatterns,
    *workspace.urlpatterns,
    *lockboxes.urlpatterns,
    *deposits.urlpatterns,
]
