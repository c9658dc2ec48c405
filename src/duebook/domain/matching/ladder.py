"""The evidence ladder: each receipt to open debts, proven complete and unique, or left.

The rungs, the strongest first: the payer's advice, references, damaged references,
the amount alone for a payer that account or alias prove.  The first rung that has
anything to say answers.  Why each bound is where it is: docs/algorithms/matching.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.matching.advised import by_advice
from duebook.domain.matching.amounts import by_amount, unidentified
from duebook.domain.matching.case import Case
from duebook.domain.matching.differing import by_difference, by_nothing_open
from duebook.domain.matching.fitting import Terms
from duebook.domain.matching.implied import by_cut, by_range
from duebook.domain.matching.index import Index, Wanted
from duebook.domain.matching.named import (
    by_reference,
    by_slip_into_stranger,
    by_weak_reference,
)
from duebook.domain.matching.payers import Directory
from duebook.domain.matching.reading import fields_of, read
from duebook.domain.matching.references import spans
from duebook.domain.matching.rivalry import settle_rivalry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duebook.domain.matching.payers import Who
    from duebook.domain.matching.records import Answer, Book, Payer, Receipt
    from duebook.domain.matching.references import Span

RUNGS = (
    by_advice,
    by_reference,
    by_weak_reference,
    by_slip_into_stranger,
    by_range,
    by_cut,
    by_difference,
    by_nothing_open,
    by_amount,
)


def match(receipts: Sequence[Receipt], book: Book) -> list[Answer]:
    """One answer per receipt, in their order; neither order changes any answer.

    An answer that is not held may be posted as it is: its payer is proven, its
    debts are the only ones that fit, their amounts are settled to the unit, and no
    other receipt of the batch wants them.

    Args:
        receipts: money that came in; each ``id`` once.
        book: payers, open debts and lately settled documents, each once.
    """
    return Inquiry(receipts, book.payers).answers(book)


class Inquiry:
    """Receipts read and their payers sought, before any document is looked at.

    ``wanted`` says which documents can touch the answers, so that no others need to
    be read: see :mod:`duebook.domain.matching.narrowing`.
    """

    def __init__(
        self,
        receipts: Sequence[Receipt],
        payers: Sequence[Payer],
        countries: Mapping[str, int] | None = None,
    ) -> None:
        """Seek the payers.

        Args:
            receipts: money that came in; each ``id`` once.
            payers: all, or those that the receipts may name; the book then has the
                owners of its documents besides.
            countries: how many accounts of payers are known in each country, where
                not all payers were read.
        """
        self._receipts = receipts
        self._known = payers
        self._countries = countries
        self._directory = Directory(payers, receipts, countries)
        self._payers = [self._directory.resolve(receipt) for receipt in receipts]
        self._mentions = [tuple(spans(fields_of(receipt))) for receipt in receipts]
        self.wanted = Wanted(
            keys={
                key for found in self._mentions for span in found for key in span.keys
            },
            amounts={(r.currency, r.amount_minor) for r in receipts},
            parties=_parties(self._payers, self._directory),
        )

    def answers(
        self, book: Book, *, after_each: Callable[[], None] = lambda: None
    ) -> list[Answer]:
        """One answer per receipt, in their order, from the book of these payers.

        ``after_each`` is called once for each of them, for somebody who waits.
        """
        cases = self.cases(book)
        answers = []
        for case in cases:
            answers.append(answer(case))
            after_each()
        return settle_rivalry(cases, answers)

    def cases(self, book: Book) -> list[Case]:
        """Each receipt with all that the ladder asks about it, in their order."""
        index = Index(book, self.wanted)
        directory = self._directory_of(book)
        return [
            _case(receipt, who, found, index, directory)
            for receipt, who, found in zip(
                self._receipts, self._payers, self._mentions, strict=True
            )
        ]

    def _directory_of(self, book: Book) -> Directory:
        """The payers that were sought among, with the owners of what was found."""
        if book.payers is self._known:
            return self._directory
        return Directory(book.payers, self._receipts, self._countries)


def answer(case: Case) -> Answer:
    """What the first rung that has anything to say makes of a receipt."""
    for rung in RUNGS:
        if (answered := rung(case)) is not None:
            return answered
    return unidentified(case)


def _parties(payers: Sequence[Who], directory: Directory) -> set[int]:
    """Whose debts the receipts may settle, as far as accounts and names say."""
    likely = {
        party
        for who in payers
        for party in (who.party_id, who.named, *who.rivals)
        if party is not None
    }
    return {member for party in likely for member in directory.family(party)}


def _case(
    receipt: Receipt,
    who: Who,
    mentions: Sequence[Span],
    index: Index,
    directory: Directory,
) -> Case:
    proven = who.party_id if who.is_proven else None
    family = frozenset() if proven is None else directory.family(proven)
    return Case(
        receipt=receipt,
        who=who,
        mentions=mentions,
        reading=read(mentions, receipt, index, family),
        index=index,
        directory=directory,
        terms=Terms(
            receipt,
            index.book.policy,
            tuple(index.book.deductions),
            is_foreign=directory.is_foreign(receipt.payer_account),
        ),
    )
