"""The matcher asked about money, with all that the books know of payers and debts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook.apps.banking.actions.watching import told
from duebook.apps.banking.queries.book import book_for
from duebook.apps.banking.queries.payers import payers_for
from duebook.apps.entities.queries import entity
from duebook.domain.matching.ladder import Inquiry
from duebook.domain.matching.proving import findings
from duebook.domain.matching.records import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act
    from duebook.domain.matching.proving import Finding
    from duebook.domain.matching.records import Answer, Book, Receipt

RECOGNISED_FOR = timedelta(days=400)
"""How long a settled document is recognised, so that paying it twice is noticed."""


def ask_matcher(act: Act, receipts: Sequence[Receipt]) -> list[Answer]:
    """One answer for each receipt, in their order.

    A receipt of a bank line has the line's id, so that what was rejected for it is
    known; other receipts are counted below zero.
    """
    if not receipts:
        return []
    inquiry, book = _inquiry(act.entity_id, receipts)
    return inquiry.answers(book, after_each=told(len(receipts)))


def what_they_prove(
    entity_id: int, receipts: Sequence[Receipt]
) -> list[tuple[Finding, ...]]:
    """What each receipt proves by now, rung by rung, in their order."""
    if not receipts:
        return []
    inquiry, book = _inquiry(entity_id, receipts)
    return [findings(case) for case in inquiry.cases(book)]


def _inquiry(entity_id: int, receipts: Sequence[Receipt]) -> tuple[Inquiry, Book]:
    """The receipts read, and the part of the books that can touch the answers."""
    payers = payers_for(entity_id, receipts)
    inquiry = Inquiry(receipts, payers.known, payers.countries)
    book = book_for(
        entity_id,
        receipts,
        payers=payers,
        wanted=inquiry.wanted,
        settled_since=min(one.received_on for one in receipts) - RECOGNISED_FOR,
        policy=Policy(small_balance_minor=entity(entity_id).small_balance_minor),
    )
    return inquiry, book
