"""Acts of the close: entries by hand, signatures, locks."""

from __future__ import annotations

from duebook.apps.close.actions.entries import (
    ControlAccount,
    DoesNotBalance,
    EntryPosted,
    NewLeg,
    NotByHand,
    NothingProposed,
    PostEntry,
    PostProposedEntry,
    ReverseEntry,
    post_entry,
    post_proposed_entry,
    reverse_entry,
)
from duebook.apps.close.actions.locking import (
    Lock,
    Locked,
    LockPeriod,
    NotReadyToClose,
    NotSigned,
    StandsInTheWay,
    lock_period,
    refuse_in_the_way,
)
from duebook.apps.close.actions.signing import (
    NotProved,
    OwnEntry,
    PeriodIsLocked,
    RequireSignOffs,
    SignPoints,
    require_sign_offs,
    sign_points,
)

__all__ = [
    "ControlAccount",
    "DoesNotBalance",
    "EntryPosted",
    "Lock",
    "LockPeriod",
    "Locked",
    "NewLeg",
    "NotByHand",
    "NotProved",
    "NotReadyToClose",
    "NotSigned",
    "NothingProposed",
    "OwnEntry",
    "PeriodIsLocked",
    "PostEntry",
    "PostProposedEntry",
    "RequireSignOffs",
    "ReverseEntry",
    "SignPoints",
    "StandsInTheWay",
    "lock_period",
    "post_entry",
    "post_proposed_entry",
    "refuse_in_the_way",
    "require_sign_offs",
    "reverse_entry",
    "sign_points",
]
