"""Writing invoicing: charges and drafts, issuing, runs, corrections, checks."""

from __future__ import annotations

from duebook.apps.invoicing.actions import (
    billing,
    charges,
    crediting,
    drafts,
    printing,
    sending,
)

__all__ = [
    "billing",
    "charges",
    "crediting",
    "drafts",
    "printing",
    "sending",
]
