"""Writing invoicing: charges and drafts, issuing, runs, corrections, checks."""

from __future__ import annotations

from duebook.apps.invoicing.actions import (
    accepting,
    billing,
    charges,
    checking,
    clearing,
    crediting,
    deposits,
    drafts,
    editing,
    explaining,
    keeping,
    lateness,
    merging,
    printing,
    recurring,
    redrafting,
    resending,
    sending,
)

__all__ = [
    "accepting",
    "billing",
    "charges",
    "checking",
    "clearing",
    "crediting",
    "deposits",
    "drafts",
    "editing",
    "explaining",
    "keeping",
    "lateness",
    "merging",
    "printing",
    "recurring",
    "redrafting",
    "resending",
    "sending",
]
