"""Addresses of the pages, room by room."""

from __future__ import annotations

from duebook.apps.accounts.pages import urls as accounts
from duebook.apps.banking.pages import urls as banking
from duebook.apps.close.pages import urls as close
from duebook.apps.desk.pages import (
    acts,
    approvals,
    bell,
    components,
    find,
    first,
    notes,
    party,
    today,
    views,
)
from duebook.apps.desk.pages.settings import mail as settings_mail
from duebook.apps.desk.pages.settings import pages as settings
from duebook.apps.desk.pages.settings import trying
from duebook.apps.disputes.pages import disputes
from duebook.apps.entities.pages import people
from duebook.apps.imports import pages as imports
from duebook.apps.invoicing.pages import urls as invoicing
from duebook.apps.parties.pages import urls as parties
from duebook.apps.payments.pages import urls as payments
from duebook.apps.receivables.pages import urls as receivables
from duebook.apps.receivables.pages import write_offs
from duebook.apps.reports.pages import urls as reports
from duebook.apps.work import pages as work

urlpatterns = [
    *accounts.urlpatterns,
    *acts.urlpatterns,
    *approvals.urlpatterns,
    *banking.urlpatterns,
    *bell.urlpatterns,
    *components.urlpatterns,
    *find.urlpatterns,
    *first.urlpatterns,
    *notes.urlpatterns,
    *today.urlpatterns,
    *views.urlpatterns,
    *close.urlpatterns,
    *disputes.urlpatterns,
    *imports.urlpatterns,
    *invoicing.urlpatterns,
    *parties.urlpatterns,
    *receivables.urlpatterns,
    *party.urlpatterns,
    *payments.urlpatterns,
    *people.urlpatterns,
    *reports.urlpatterns,
    *settings.urlpatterns,
    *trying.urlpatterns,
    *settings_mail.urlpatterns,
    *work.urlpatterns,
    *write_offs.urlpatterns,
]
