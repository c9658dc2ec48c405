"""What a receipt says it is for: its mentions, looked up in the book."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.domain.matching.records import Debt, Settled
from duebook.domain.matching.references import (
    Grade,
    NamedBy,
    Span,
    document_keys,
    grade,
    is_of_other_paper,
    is_slip,
    is_year,
    tail,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from duebook.domain.matching.index import Document, Found, Index
    from duebook.domain.matching.records import Receipt

NEAR: Final = timedelta(days=400)
"""Eight digits that are a day so near the receipt's are that day, and no number."""

MOST_ATOMS_UNKNOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The mentions of one receipt, sorted by what the book knows of them.

    ``named`` are open debts by id; ``choices`` the debts between which a mention
    leaves open (an order billed in parts, instalments of one number).  ``grade`` is
    the weakest of these.  ``settled`` and ``unusable`` (credits, other currencies)
    are documents that take no money; ``unknown`` looks like ours, and is not in the
    book or belongs to a stranger.  ``rest`` was not recognised at all.
    """

    named: dict[int, Debt] = field(default_factory=dict)
    choices: tuple[tuple[Debt, ...], ...] = ()
    grade: Grade = Grade.CHECKED
    settled: tuple[Settled, ...] = ()
    unusable: tuple[Debt, ...] = ()
    unknown: tuple[Span, ...] = ()
    rest: tuple[Span, ...] = ()
    fields_read: frozenset[int] = frozenset()

    @property
    def debts(self) -> list[Debt]:
        """Every open debt that a mention may mean."""
        every = {debt.id: debt for group in self.choices for debt in group}
        return list((every | self.named).values())

    @property
    def owners(self) -> frozenset[int]:
        return frozenset(debt.party_id for debt in self.debts)


def fields_of(receipt: Receipt) -> list[str]:
    """The texts in which a receipt may mention documents; the advice comes last."""
    advised = (line.reference for line in receipt.remittance)
    return [*receipt.references, receipt.text, *advised]


def read(
    mentions: Sequence[Span],
    receipt: Receipt,
    index: Index,
    family: AbstractSet[int],
    *,
    is_only_family: bool = False,
) -> Reading:
    """Look the mentions up; longer ones first, and no atom is read twice.

    Args:
        mentions: the spans of the receipt's fields.
        receipt: whose currency the debts must have.
        index: the book.
        family: the likely payer with those it pays for, or nobody.
        is_only_family: documents of others are taken for unknown ones, as if what
            names them were a slip of the pen.
    """
    found = _Finder(receipt, index, family, Grade.CHECKED if is_only_family else None)
    for span in sorted(mentions, key=_longest_first):
        found.look_up(span)
    rest = tuple(s for s in mentions if not overlaps(s, found.taken))
    unknown = [*found.strangers, *_unknown(rest, index, receipt.received_on)]
    return Reading(
        named=dict(sorted(found.named.items())),
        choices=tuple(found.choices),
        grade=min(found.grades, default=Grade.CHECKED),
        settled=tuple(found.settled),
        unusable=tuple(found.unusable),
        unknown=tuple(unknown),
        rest=rest,
        fields_read=frozenset(span.field for span in found.taken),
    )


class _Finder:
    """The mentions by what they turned out to be.

    Documents of strangers count from above ``strange`` on: a short number is often
    something else to a payer who is known.
    """

    def __init__(
        self,
        receipt: Receipt,
        index: Index,
        family: AbstractSet[int],
        strange: Grade | None,
    ) -> None:
        self.named: dict[int, Debt] = {}
        self.choices: list[tuple[Debt, ...]] = []
        self.grades: list[Grade] = []
        self.settled: list[Settled] = []
        self.unusable: list[Debt] = []
        self.strangers: list[Span] = []
        self.taken: list[Span] = []
        self._currency = receipt.currency
        self._index = index
        self._family = family
        self._strange = strange or Grade.SHORT

    def look_up(self, span: Span) -> None:
        """Sort the span in, if it names a document and is not read already."""
        named, how = self._documents(span)
        if not named or overlaps(span, [*self.taken, *self.strangers]):
            return
        is_bare = all(by is not NamedBy.THEIRS for _, by in named)
        if how is Grade.SHORT and is_bare and is_of_other_paper(span.before):
            self.strangers.append(span)
            self.taken.append(span)
            return
        own = [document for document, _ in named if document.party_id in self._family]
        if self._family and not own and how <= self._strange:
            if any(by is not NamedBy.THEIRS for _, by in named):
                self.strangers.append(span)
            return
        self.taken.append(span)
        self._sort_in(own or [document for document, _ in named], how)

    def _documents(self, span: Span) -> tuple[list[Found], Grade]:
        """The documents that the span proves best, and how well."""
        graded: dict[Grade, dict[int, Found]] = {}
        for key in span.keys:
            for document, named in self._index.documents(key):
                how = grade(span, key, named)
                graded.setdefault(how, {})[id(document)] = (document, named)
        if not graded:
            return [], Grade.TAIL
        best = max(graded)
        return list(graded[best].values()), best

    def _sort_in(self, documents: Sequence[Document], how: Grade) -> None:
        debts = [d for d in documents if isinstance(d, Debt)]
        usable = [d for d in debts if d.open_minor > 0 and d.currency == self._currency]
        if usable:
            self.grades.append(how)
        if len(usable) == 1:
            self.named[usable[0].id] = usable[0]
        elif usable:
            self.choices.append(tuple(usable))
        elif debts:
            self.unusable.extend(debts)
        else:
            self.settled.extend(d for d in documents if isinstance(d, Settled))


def _longest_first(span: Span) -> tuple[int, int, int, int]:
    return (-sum(map(len, span.atoms)), span.field, span.start, span.stop)


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares an atom with any of the others."""
    return any(span.overlaps(other) for other in others)


def _unknown(rest: Iterable[Span], index: Index, received_on: date) -> list[Span]:
    """The longest mentions that look like numbers of ours, and are in no book."""
    unknown: list[Span] = []
    for span in sorted(rest, key=_longest_first):
        if (
            len(span.atoms) <= MOST_ATOMS_UNKNOWN
            and index.pattern.fits(span)
            and not _is_day(span, received_on)
            and not overlaps(span, unknown)
        ):
            unknown.append(span)
    return unknown


def _is_day(span: Span, near: date) -> bool:
    digits = "".join(span.atoms)
    if len(digits) != 8 or not digits.isdigit():
        return False
    for year, month, day in (
        (digits[:4], digits[4:6], digits[6:]),
        (digits[4:], digits[2:4], digits[:2]),
        (digits[4:], digits[:2], digits[2:4]),
    ):
        try:
            if abs(date(int(year), int(month), int(day)) - near) <= NEAR:
                return True
        except ValueError:
            continue
    return False


# --- Weaker mentions, among the items of one payer ---------------------------------


@dataclass(frozen=True, slots=True)
class Weak:
    """What the rest of a text may name among one payer's documents.

    ``read`` are the mentions that were understood so.
    """

    groups: tuple[tuple[Debt, ...], ...] = ()
    settled: tuple[Settled, ...] = ()
    read: tuple[Span, ...] = ()


NOTHING: Final = Weak()


def by_tail(
    rest: Sequence[Span], items: Sequence[Debt], settled: Sequence[Settled]
) -> Weak:
    """Items whose number ends in digits that the text has: “invoices 123 and 127”."""
    tails: dict[str, list[Debt]] = defaultdict(list)
    for item in items:
        if end := tail(item.number):
            tails[end].append(item)
    done = {end: paid for paid in settled if (end := tail(paid.number))}
    groups: list[tuple[Debt, ...]] = []
    read_: list[Span] = []
    paid_before: list[Settled] = []
    for span in rest:
        end = tail(span.atoms[-1]) if len(span.atoms) == 1 else ""
        if not end or is_year(end):
            continue
        if end in tails:
            groups.append(tuple(tails[end]))
            read_.append(span)
        elif end in done:
            paid_before.append(done[end])
            read_.append(span)
    return Weak(tuple(groups), tuple(paid_before), tuple(read_))


def by_slip(rest: Sequence[Span], items: Sequence[Debt]) -> Weak:
    """Items whose number the text has with one slip of the pen."""
    known = [
        (key, item)
        for item in items
        for name in (item.number, *item.references)
        for key in document_keys(name)
    ]
    groups: list[tuple[Debt, ...]] = []
    read_: list[Span] = []
    for span in sorted(rest, key=_longest_first):
        if overlaps(span, read_):
            continue
        close = {
            item.id: item
            for written in span.keys
            for key, item in known
            if is_slip(written, key)
        }
        if close:
            groups.append(tuple(close.values()))
            read_.append(span)
    return Weak(tuple(groups), (), tuple(read_))
