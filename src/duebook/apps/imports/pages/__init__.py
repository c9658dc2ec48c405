"""Pages of imports: a file looked at before it is taken in, and after."""

from __future__ import annotations

from duebook.apps.imports.pages import looking, sending, taken

urlpatterns = [
    *sending.urlpatterns,
    *looking.urlpatterns,
    *taken.urlpatterns,
]
