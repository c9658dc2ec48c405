"""Addresses of the pages, room by room."""

from __future__ import annotations

from duebook.apps.accounts.pages import urls as accounts
from duebook.apps.desk.pages import first, plain
from duebook.apps.work import pages as work

urlpatterns = [
    *accounts.urlpatterns,
    *first.urlpatterns,
    *work.urlpatterns,
    *plain.urlpatterns,
]
