"""Writing the parties: their records and terms, holds, certificates, doubles."""

from __future__ import annotations

from duebook.apps.entities.actions import REFUSED_BY
from duebook.apps.parties.actions.holding import (
    AddCertificates,
    GivenCertificate,
    HoldParties,
    ReleaseParties,
    add_certificates,
    hold_parties,
    release_parties,
)
from duebook.apps.parties.actions.keeping import (
    UNKNOWN,
    KeepParties,
    NobodyInParticular,
    PartiesKept,
    faults,
    keep_parties,
    unknown_payer,
)
from duebook.apps.parties.actions.merging import (
    MergeParties,
    UndoMerge,
    merge_parties,
    undo_merge,
)
from duebook.apps.parties.actions.seeing import PartyChanged, keep_as_seen
from duebook.apps.parties.actions.terms import KeepTerms, keep_terms

__all__ = [
    "UNKNOWN",
    "AddCertificates",
    "GivenCertificate",
    "HoldParties",
    "KeepParties",
    "KeepTerms",
    "MergeParties",
    "NobodyInParticular",
    "PartiesKept",
    "PartyChanged",
    "ReleaseParties",
    "UndoMerge",
    "add_certificates",
    "faults",
    "hold_parties",
    "keep_as_seen",
    "keep_parties",
    "keep_terms",
    "merge_parties",
    "release_parties",
    "undo_merge",
    "unknown_payer",
]

REFUSED_BY.update(
    {
        "certificates_do_not_overlap": (
            "a certificate for this place holds on some of these days already."
        ),
        "part_days_are_unique": "two parts of terms may not fall due together.",
        "party_code_is_unique": "somebody has just added a party with this code.",
        "party_has_one_billing_address": "a party has one billing address.",
    }
)
