"""Addresses of the pages, room by room."""

from __future__ import annotations

from duebook.apps.desk import pages as desk

urlpatterns = [*desk.urlpatterns]
