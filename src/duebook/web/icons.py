"""The icons that pages may use: one table, from which the sprite is made.

Names are those of Tabler Icons; a name that ends in ``-filled`` is of the filled set.
A meaning has one icon, an icon one meaning.
"""

from __future__ import annotations

from typing import Final

_MENU: Final = """
    sun-high address-book file-import repeat file-text files cash building-bank
    coins receipt-refund phone-call scale calendar-dollar mail stethoscope
    file-certificate cash-banknote shield checkbox chart-bar book-2 settings
    briefcase school
"""
_STATES: Final = """
    eye check ban replace circle alert-triangle circle-half-2 circle-check file-minus
    minus calendar-check player-pause gavel hand-stop circle-x hourglass arrow-right
    puzzle alert-octagon info-circle circle-dashed circle-check-filled clock mail-opened
    mail-x mailbox send arrow-back-up
"""
_FRAME: Final = """
    search bell selector menu-2 x logout user users key keyboard chevron-right
    chevron-left chevron-down chevron-up sun moon contrast help dots dots-vertical
    building wifi-off eye-off
"""
_ACTS: Final = """
    plus download upload columns printer pencil trash phone message note
    device-floppy adjustments-horizontal filter star calendar calendar-due
    calendar-plus external-link link unlink paperclip copy refresh arrow-left
    arrow-up arrow-down arrow-up-right lock lock-open flag credit-card receipt
    wallet percentage calculator history list list-check tag transfer git-merge
    arrows-split user-check share at hash currency-dollar file-spreadsheet file-plus
    receipt-tax bulb truck-delivery certificate shield-check shield-lock signature
    zzz player-play player-stop
"""

ICONS: Final = frozenset(f"{_MENU} {_STATES} {_FRAME} {_ACTS}".split())
