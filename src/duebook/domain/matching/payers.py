"""Whose money is it?  By account, learned alias or name: unique or not at all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from duebook.domain.checks.directory import bare_name, legal_form, name_words
from duebook.domain.matching.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duebook.domain.matching.records import Payer, Receipt

ALIKE: Final = 90.0
"""Names this alike are one, if no other comes near."""

MARGIN: Final = 6.0
"""Another party whose name is alike within so much makes the name prove nothing."""

AGREES: Final = 86.0
"""A name this like the owner's does not speak against a reference that is right."""

BLOCK_LETTERS: Final = 4
"""Names are compared if a word begins alike: a slip further on is forgiven."""

MOST_COMPARED: Final = 2_000
"""A name whose rarest word begins as so many others' is common: it proves nothing."""

SHORTEST_CUT: Final = 20
"""What banks leave of a long name is believed to be its beginning from this length."""

_ADDRESS: Final = re.compile(r"(?<=\w\W)\s*[0-9]+\s+\D.*$")
_IBAN: Final = re.compile(r"\s*([A-Z]{2})[0-9]{2}")
_SEPARATORS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What speaks for a payer before any reference is read.

    ``evidence`` is ``ACCOUNT``, ``ALIAS`` or ``NAME`` and belongs to ``party_id``;
    ``named`` is whom the name alone says, also where the account decides.
    ``rivals`` are the parties between which nothing decides.
    """

    party_id: int | None = None
    evidence: Evidence | None = None
    named: int | None = None
    rivals: tuple[int, ...] = ()

    @property
    def is_proven(self) -> bool:
        """An account or a learned alias proves; a name never does."""
        return self.evidence in {Evidence.ACCOUNT, Evidence.ALIAS}

    @property
    def is_contradicted(self) -> bool:
        """The name says clearly that it is somebody else."""
        return self.named is not None and self.named != self.party_id


def bare_account(account: str) -> str:
    """An account without separators, in capitals."""
    return _SEPARATORS.sub("", account).upper()


def countries_of(payers: Iterable[Payer]) -> Counter[str]:
    """How many accounts are known in each country."""
    return Counter(country_of(one) for payer in payers for one in payer.accounts)


def country_of(account: str) -> str:
    """The country of an IBAN; nothing for a number without letters."""
    return found[1] if (found := _IBAN.match(account)) else ""


def _majority(countries: Counter[str]) -> str | None:
    """The country of more than half of the accounts, if there is one."""
    [(home, accounts)] = countries.most_common(1) or [("", 0)]
    return home if 2 * accounts > countries.total() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What receipts say of who sent them: accounts, names, and how words begin."""

    accounts: AbstractSet[str]
    names: AbstractSet[str]
    blocks: AbstractSet[str]


def sought(receipts: Iterable[Receipt]) -> Sought:
    """What a payer has to have, so that a receipt may be its own."""
    said = {(receipt.payer_account, receipt.payer_name) for receipt in receipts}
    names = {_bare(each) for _, name in said for each in (name, _without_address(name))}
    return Sought(
        accounts={bare_account(account) for account, _ in said},
        names=names,
        blocks={block for name in names for block in blocks_of(name)},
    )


class Directory:
    """The payers that the receipts can be from, indexed once for the batch.

    Only names and accounts that some receipt mentions are kept, so that a hundred
    thousand payers cost seconds, not memory.
    """

    def __init__(
        self,
        payers: Sequence[Payer],
        receipts: Iterable[Receipt],
        countries: Mapping[str, int] | None = None,
    ) -> None:
        """Index the payers.

        Args:
            payers: all, or those of :func:`.narrowing.named_payers` and more.
            receipts: what they may have sent.
            countries: how many accounts are known in each country, where not all
                payers were read.
        """
        wanted = sought(receipts)
        self.by_id = {payer.id: payer for payer in payers}
        self._by_account: dict[str, set[int]] = defaultdict(set)
        self._by_alias: dict[str, set[int]] = defaultdict(set)
        self._by_block: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._guardians: dict[int, set[int]] = defaultdict(set)
        for payer in payers:
            for account in payer.accounts:
                bare = bare_account(account)
                if bare and bare in wanted.accounts:
                    self._by_account[bare].add(payer.id)
            for child in payer.pays_for:
                self._guardians[child].add(payer.id)
            for alias in payer.aliases:
                if (bare := bare_name(alias)) in wanted.names:
                    self._by_alias[bare].add(payer.id)
            for name in (*payer.names, *payer.aliases):
                bare = bare_name(name)
                for block in blocks_of(bare) & wanted.blocks:
                    self._by_block[block].append((bare, payer.id))
        self._home = _majority(
            Counter(countries_of(payers) if countries is None else countries)
        )

    def is_foreign(self, account: str) -> bool:
        """Whether an account is surely of another country than most payers'."""
        country = country_of(account)
        return bool(country) and self._home is not None and country != self._home

    def resolve(self, receipt: Receipt) -> Who:
        """The payer by account, then by alias, then by name; none if not unique."""
        name = receipt.payer_name
        likely = self._likely(name)
        if not likely:
            name = _without_address(name)
            likely = self._likely(name)
        named = likely[0] if len(likely) == 1 else None
        found: tuple[tuple[Evidence, Iterable[int]], ...] = (
            (
                Evidence.ACCOUNT,
                self._by_account.get(bare_account(receipt.payer_account), ()),
            ),
            (Evidence.ALIAS, self._aliased(name, named)),
            (Evidence.NAME, likely),
        )
        for evidence, parties in found:
            if len(some := sorted(parties)) == 1:
                return Who(party_id=some[0], evidence=evidence, named=named)
            if some:
                return Who(named=named, rivals=tuple(some))
        return Who()

    def _aliased(self, name: str, named: int | None) -> list[int]:
        """Who has learned this alias, with all others who are called the same."""
        bare = _bare(name)
        aliased = self._by_alias.get(bare)
        if aliased:
            scores = self._scores(bare)
            alike = {party for party, score in scores.items() if score >= 100}
            told = self._of_its_form(name, aliased | alike)
            return told if aliased.intersection(told) else []
        if named is not None and _begins(name, self.by_id[named].aliases):
            return [named]
        return []

    def _likely(self, name: str) -> list[int]:
        """Who is called like that: one, or all between whom the name cannot decide."""
        scores = self._scores(_bare(name))
        best = max(scores.values(), default=0.0)
        if best < ALIKE:
            return []
        alike = (id_ for id_, score in scores.items() if score > best - MARGIN)
        return self._of_its_form(name, alike)

    def _of_its_form(self, name: str, parties: Iterable[int]) -> list[int]:
        """The parties without those of the same name that are firms of another form.

        Where neither name has a form that the other has not, nothing is told apart.
        """
        form, bare = legal_form(name), _bare(name)
        return sorted(
            party
            for party in parties
            if not (forms := self._forms(party, bare))
            or any(form <= other or other <= form for other in forms)
        )

    def _forms(self, party_id: int, bare: str) -> list[frozenset[str]]:
        """The legal forms that the party has behind just this name."""
        payer = self.by_id[party_id]
        names = (*payer.names, *payer.aliases)
        return [legal_form(name) for name in names if _bare(name) == bare]

    def _scores(self, name: str) -> dict[int, float]:
        if not name:
            return {}
        blocks = [found for at in blocks_of(name) if (found := self._by_block.get(at))]
        rarest = min(blocks, key=len, default=[])
        if len(rarest) > MOST_COMPARED:
            return {}
        scores: dict[int, float] = {}
        for other, party_id in {pair for block in _few(blocks) for pair in block}:
            score = fuzz.ratio(name, other, score_cutoff=ALIKE - MARGIN)
            if score > scores.get(party_id, 0.0):
                scores[party_id] = score
        return scores

    def family(self, party_id: int) -> frozenset[int]:
        """The party with all for whom it pays."""
        payer = self.by_id.get(party_id)
        return frozenset({party_id, *(payer.pays_for if payer else ())})

    def guardians(self, owners: Iterable[int]) -> set[int]:
        """The parties that pay for all of these."""
        each = [self._guardians.get(owner, set()) | {owner} for owner in owners]
        return set.intersection(*each) if each else set()

    def name(self, party_id: int) -> str:
        """What to call a party in a sentence."""
        payer = self.by_id.get(party_id)
        return payer.names[0] if payer and payer.names else f"party {party_id}"

    def agrees(self, payer_name: str, party_id: int) -> bool:
        """Whether the name on the money may be the party's, or of who pays for it.

        Weaker than :meth:`resolve`: the question is only whether a party that a
        reference has found is contradicted.
        """
        name = _bare(payer_name)
        if len(name) < BLOCK_LETTERS:
            return False
        return any(
            fuzz.token_sort_ratio(name, bare) >= AGREES or _is_cut_off(name, bare)
            for id_ in self.guardians([party_id])
            if (payer := self.by_id.get(id_))
            for bare in map(_bare, (*payer.names, *payer.aliases))
        )


@lru_cache(maxsize=65_536)
def _bare(name: str) -> str:
    return bare_name(name)


def _without_address(name: str) -> str:
    """The name without a house number and what follows it."""
    return _ADDRESS.sub("", name)


def _begins(name: str, aliases: Iterable[str]) -> bool:
    """Whether a bank may have cut one of these off so."""
    begun = " ".join(name_words(name))
    return len(begun) >= SHORTEST_CUT and any(
        " ".join(name_words(alias)).startswith(begun) for alias in aliases
    )


def _is_cut_off(name: str, whole: str) -> bool:
    """Whether the words of one are among the other's: banks cut long names off."""
    shorter = min(name, whole, key=len)
    return len(shorter) >= 10 and fuzz.token_set_ratio(name, whole) >= 100


def blocks_of(bare: str) -> set[str]:
    """How the words of a bare name begin: only names that share one are compared."""
    return {word[:BLOCK_LETTERS] for word in bare.split() if len(word) > 2} or {bare}


def _few(blocks: list[list[tuple[str, int]]]) -> list[list[tuple[str, int]]]:
    """The rarest blocks, as long as there is little to compare."""
    chosen: list[list[tuple[str, int]]] = []
    total = 0
    for block in sorted(blocks, key=len):
        total += len(block)
        if chosen and total > MOST_COMPARED:
            break
        chosen.append(block)
    return chosen
