"""Which part of the book can touch the answers, so that no more of it is read.

An :class:`~duebook.domain.matching.index.Index` keeps documents with a wanted key,
debts of a wanted amount, and all documents of the parties that are wanted or own one
of these; the ladder sees nothing else, but for how numbers look and how many debts
are open.  So a book of just these documents, told both, gives the same answers as
the whole: that nobody else has a second perfect set is known without reading theirs.

A database looks keys up roughly: :func:`rough` makes one text of a number, and
:func:`rough_keys` every text that a document with one of the keys may have.  It finds
a few documents too many and none too few.

Payers are narrowed alike.  Only those can be named whose account is the receipt's, or
of whose name a word begins as one of the sender's; the ladder asks besides for the
owners of the documents above, and for who pays for them.  :func:`rough_blocks` and
:func:`rough_account` are what the database keeps of names and accounts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from duebook.domain.checks.directory import LEGAL_FORMS
from duebook.domain.matching.index import Index
from duebook.domain.matching.payers import BLOCK_LETTERS, bare_account
from duebook.domain.matching.references import number, without_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from duebook.domain.matching.index import Wanted
    from duebook.domain.matching.payers import Sought
    from duebook.domain.matching.records import Book, Payer

UNTOLD: Final = ""
"""What is rough of a number with other letters than A to Z: it may be any.

So it is of a name or an account of which nothing is left.
"""

MOST_OF_END: Final = 4
"""After the running number stand so many characters at most: a year."""

_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_WORDS: Final = re.compile(r"[a-z0-9_]+")

_MAY_BE_LETTER: Final = frozenset("ACDEFGHJKMNPQRTUVWXYZ158")
"""A key's signs that a prefix can make, where look-alikes are digits."""


def narrowed(book: Book, wanted: Wanted) -> Book:
    """The book without what cannot touch the answers to those who want this."""
    parties = Index(book, wanted).parties
    keys = rough_keys(wanted.keys)
    return replace(
        book,
        debts=[
            debt
            for debt in book.debts
            if debt.party_id in parties
            or (debt.currency, debt.open_minor) in wanted.amounts
            or keys & {rough(name) for name in (debt.number, *debt.references)}
        ],
        settled=[
            paid
            for paid in book.settled
            if paid.party_id in parties
            or keys & {rough(name) for name in (paid.number, *paid.references)}
        ],
        debts_in_all=book.size,
        numbers=book.numbers
        if book.numbers is not None
        else [*(debt.number for debt in book.debts), *(p.number for p in book.settled)],
    )


def rough(text: str) -> str:
    """A document's number from its first digit on, without zeros and what ends it.

    ``INV-2026-00123`` and ``2026/123`` make ``226123``.  The database has the same
    as ``number_key``.
    """
    if not text.isascii():
        return UNTOLD
    known = number(text)
    return without_end(known.bare or known.folded).replace(" ", "").replace("0", "")


def rough_keys(keys: Iterable[str]) -> set[str]:
    """What may be rough of documents that have one of these keys."""
    return {UNTOLD, *(each for key in keys for each in _rough_of(key))}


def _rough_of(key: str) -> Iterator[str]:
    """The key without what may be its prefix, and what may be its end."""
    said = key.replace("0", "")
    for start in _starts(said):
        for stop in range(max(start, len(said) - MOST_OF_END), len(said) + 1):
            yield said[start:stop]


def _starts(said: str) -> Iterator[int]:
    yield from _after_letters(said, 0)
    if said.startswith("RF"):  # our reference, with one or two check digits not zero
        yield from _after_letters(said, 3)
        yield from _after_letters(said, 4)


def _after_letters(said: str, start: int) -> Iterator[int]:
    """Every place up to the first sign that no letter can have made."""
    for at in range(start, len(said)):
        yield at
        if said[at] not in _MAY_BE_LETTER:
            return


def named_payers(payers: Iterable[Payer], said: Sought) -> list[Payer]:
    """The payers that receipts may be from, and a few more."""
    accounts, blocks = rough_accounts(said.accounts), rough_begins(said.blocks)
    return [
        payer
        for payer in payers
        if accounts & {rough_account(one) for one in payer.accounts}
        or any(blocks & rough_blocks(name) for name in (*payer.names, *payer.aliases))
    ]


def with_owners(
    named: Sequence[Payer], payers: Iterable[Payer], owners: Collection[int]
) -> list[Payer]:
    """The payers that are named, those of some parties, and who pays for these."""
    known = {payer.id for payer in named}
    theirs = [
        payer
        for payer in payers
        if payer.id not in known
        and (payer.id in owners or not set(owners).isdisjoint(payer.pays_for))
    ]
    return [*named, *theirs]


def rough_blocks(name: str) -> set[str]:
    """How the longer words of a name begin, in small letters without accents.

    The database has the same as ``name_blocks``.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name))
    if not plain.isascii():
        return {UNTOLD}
    every = _WORDS.findall(plain.lower().replace(".", ""))
    words = {word for word in every if len(word) > 2}
    telling = words - LEGAL_FORMS
    if not telling:
        return {UNTOLD}
    return {word[:BLOCK_LETTERS] for word in (telling if name.isascii() else words)}


def rough_begins(blocks: AbstractSet[str]) -> set[str]:
    """What may be rough of names of which a word begins like one of these."""
    return {UNTOLD, *(block.lower() for block in blocks)}


def rough_account(account: str) -> str:
    """An account's letters and digits; the database has it as ``account_key``."""
    return bare_account(account) if account.isascii() else UNTOLD


def rough_accounts(accounts: AbstractSet[str]) -> set[str]:
    """What may be rough of one of these accounts."""
    return {UNTOLD, *accounts}
