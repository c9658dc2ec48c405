"""Every state in one word, one icon and one kind: the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("idle", "ok", "info", "warn", "bad", "hold")


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: an icon of the sprite, and a kind, which is its colour."""

    icon: str
    kind: str


_TABLE: Final = """
    draft                file-text             idle
    in review            eye                   info
    approved             check                 info
    void                 ban                   idle
    superseded           replace               idle
    issued               check                 info
    not due              circle                idle
    over                 alert-triangle        bad
    overdue              alert-triangle        bad
    part paid            circle-half-2         warn
    settled              circle-check          ok
    credited             file-minus            idle
    written off          minus                 idle
    promised             calendar-check        idle
    on plan              calendar-dollar       info
    disputed             scale                 hold
    on hold              player-pause          hold
    with agency          gavel                 bad

    sent                 send                  idle
    opened               mail-opened           idle
    bounced              mail-x                bad
    posted by letter     mailbox               idle
    not sent             mail                  idle

    new                  circle                idle
    proposed             arrow-right           info
    needs a person       hand-stop             warn
    posted               circle-check          ok
    left out             circle-dashed         idle

    open                 circle                idle
    kept                 circle-check          ok
    part kept            circle-half-2         warn
    broken               calendar-dollar       bad
    withdrawn            minus                 idle

    offered              circle                idle
    active               calendar-dollar       info
    behind               alert-triangle        warn
    done                 circle-check          ok

    investigating        search                hold
    waiting              hourglass             hold
    closed               check                 idle
    answered             check                 info

    in work              pencil                idle
    ready                check                 info
    accepted             circle-check          ok
    rejected             circle-x              bad
    pending              hourglass             warn
    paid                 circle-check          ok
    denied               shield                bad
    to second payer      arrow-right           info

    read                 eye                   idle
    unpostable           puzzle                warn
    held                 player-pause          hold

    blocker              alert-octagon         bad
    warning              alert-triangle        warn
    note                 info-circle           info
    not checked          circle-dashed         idle

    proved               circle-check-filled   ok
    signed               circle-check-filled   ok
    waits                clock                 warn
    differs              alert-octagon         bad
    not yet              circle-dashed         idle

    queued               clock                 idle
    running              refresh               info
    stopping             hand-stop             warn
    stopped              player-pause          warn
    finished             circle-check          ok
    failed               alert-octagon         bad
    undone               arrow-back-up         idle
    reversed             arrow-back-up         idle
    unchanged            minus                 idle
    refunded             receipt-refund        idle
    unapplied            coins                 warn
    applied              circle-check          ok
    locked               lock                  ok
    soft locked          lock                  warn
    allowed              shield-check          ok
    asks                 checkbox              warn
    ended                ban                   idle
    on                   circle-check          ok
    paused               player-pause          warn
    deleted              ban                   idle
    discarded            minus                 idle
    nobody               circle-dashed         idle
    passed               minus                 idle
    duplicate            copy                  idle
"""

STATES: Final = {
    " ".join(words): Look(icon, kind)
    for line in _TABLE.strip().splitlines()
    if line.strip()
    for *words, icon, kind in [line.split()]
}
"""Looks by word, as the desk says the word."""


def look(word: str) -> Look:
    """How a state looks; codes may join their words by ``_`` or ``-``.

    Raises:
        KeyError: the table lacks the word.  A state without an icon is a defect.
    """
    return STATES[spoken(word)]


def spoken(code: str) -> str:
    """``part_paid`` as people say it: "part paid"."""
    return code.replace("_", " ").replace("-", " ").lower()
