"""A document's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

INVOICE: Final = Page("invoice", "Invoice", under="invoices")


@page(INVOICE)
def invoice(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    return HttpResponse(number)


urlpatterns = [
    path("<str:entity>/invoices/<str:number>", invoice, name="invoicing.invoice")
]
