"""Parties among each other: doubles, and bill-tos that lead nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from duebook.domain.checks.facts import PartyStatus
from duebook.domain.checks.findings import MergeParties, Severity
from duebook.domain.checks.register import (
    Family,
    directory_check,
    remark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.domain.checks.facts import PartyFacts
    from duebook.domain.checks.register import (
        Directory,
        Remark,
    )

_FORMS = """
    ab ag bv co company corp corporation ev gmbh inc kg limited llc llp lp ltd nv oy
    plc pty sa sarl sas se sl spa srl the and und et y
    """
LEGAL_FORMS = frozenset(_FORMS.split())
"""Words that people leave out of a name or put in as they like."""

# Names are compared with this many that follow in the alphabet, among those that
# share a postcode, street, e-mail address or telephone: more would compare a whole
# town with itself.
NEIGHBOURS = 25

# Every word must be this close to its partner: John and Joan live together.
WORD_SCORE = 80.0


def bare_name(name: str) -> str:
    """A name without accents, punctuation, legal form and the order of its words."""
    words = name_words(name)
    return " ".join(sorted(word for word in words if word not in LEGAL_FORMS))


def legal_form(name: str) -> frozenset[str]:
    """The words of a name that say how a firm is set up in law: ``gmbh``, ``co``."""
    return frozenset(name_words(name)) & LEGAL_FORMS


def name_words(name: str) -> list[str]:
    """The words of a name in small letters, without accents and full stops."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"\w+", "".join(filter(_is_no_accent, plain)).replace(".", ""))


def _is_no_accent(character: str) -> bool:
    return not unicodedata.combining(character)


def _bare_number(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()


def _merge(party: PartyFacts, other: PartyFacts) -> MergeParties:
    keep_id, merge_id = sorted((party.id, other.id))
    return MergeParties(keep_id=keep_id, merge_id=merge_id)


def _present(directory: Directory) -> list[PartyFacts]:
    return [
        party
        for party in directory.parties.values()
        if party.status is not PartyStatus.MERGED
    ]


@directory_check(
    code="double_tax_id",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Same tax id as another party",
    sentence="{party} and {other} ({other_code}) have the same tax id {number}.",
    why="A tax id belongs to one body: the party was entered twice, or is a branch"
    " that should name the other as its bill-to. The fix merges the two, after a"
    " preview.",
    example="Spreewerk GmbH and Mill Street Garage (P-1) have the same tax id "
    "DE136695976.",
)
def double_tax_id(directory: Directory) -> Iterator[tuple[int, Remark]]:
    holders: dict[tuple[str, str], list[PartyFacts]] = defaultdict(list)
    for party in _present(directory):
        for tax_id in party.tax_ids:
            key = (tax_id.scheme, _bare_number(tax_id.number))
            holders[key].append(party)
    for (_, number), (first, *others) in holders.items():
        for party in others:
            if party.id != first.id and not _belong_together(party, first):
                yield (
                    party.id,
                    remark(
                        _merge(party, first),
                        party=party.name,
                        other=first.name,
                        other_code=first.code,
                        number=number,
                    ),
                )


def _belong_together(party: PartyFacts, other: PartyFacts) -> bool:
    """Branches of one body, of which one pays for the other."""
    return (
        party.bill_to_id == other.id
        or other.bill_to_id == party.id
        or party.id in other.pays_for
        or other.id in party.pays_for
    )


@directory_check(
    code="double_name",
    family=Family.PARTY,
    severity=Severity.WARNING,
    title="Nearly the same name and the same whereabouts as another party",
    sentence="{party} looks like {other} ({other_code}): names {score} % alike, and"
    " the same {shared}.",
    why="A party entered twice gets two statements and pays neither. Names are"
    " compared without legal form, accents and order of words among parties that"
    " share a postcode, a street, an e-mail address or a telephone. The fix merges"
    " the two, after a preview.",
    example="Garage Mill Street, Inc. looks like Mill Street Garage (P-1): names "
    "100 % alike, and the same e-mail address.",
)
def double_name(directory: Directory) -> Iterator[tuple[int, Remark]]:
    told: set[tuple[int, int]] = set()
    for shared, parties in _whereabouts(_present(directory)):
        for party, other, score in _alike(parties, directory.policy.double_name_score):
            pair = (party.id, other.id)
            if pair not in told:
                told.add(pair)
                yield (
                    party.id,
                    remark(
                        _merge(party, other),
                        party=party.name,
                        other=other.name,
                        other_code=other.code,
                        score=int(score),
                        shared=shared,
                    ),
                )


def _whereabouts(
    parties: Iterable[PartyFacts],
) -> Iterator[tuple[str, list[PartyFacts]]]:
    """Groups of parties that share something, with the word for what they share."""
    groups: dict[tuple[str, str], list[PartyFacts]] = defaultdict(list)
    for party in parties:
        keys = {
            *(
                ("postcode", _bare_number(address.country + address.postcode))
                for address in party.addresses
                if address.postcode
            ),
            *(
                ("street", _bare_number(address.street + address.city))
                for address in party.addresses
                if address.street
            ),
            *(("e-mail address", email.casefold()) for email in party.emails),
            *(("telephone", _bare_number(phone)) for phone in party.phones),
        }
        for key in sorted(keys):
            groups[key].append(party)
    for (shared, _), members in groups.items():
        if len(members) > 1:
            yield shared, members


def _alike(
    parties: Sequence[PartyFacts], least_score: float
) -> Iterator[tuple[PartyFacts, PartyFacts, float]]:
    """Pairs with nearly one name, the later entered first."""
    named = sorted((bare_name(party.name), party.id, party) for party in parties)
    for index, (name, _, party) in enumerate(named):
        for other_name, _, other in islice(named, index + 1, index + 1 + NEIGHBOURS):
            score = fuzz.ratio(name, other_name)
            if score < least_score or not name or not _word_by_word(name, other_name):
                continue
            first, later = sorted((party, other), key=_id_of)
            if not _belong_together(first, later):
                yield later, first, score


def _id_of(party: PartyFacts) -> int:
    return party.id


def _word_by_word(name: str, other: str) -> bool:
    words, others = name.split(), other.split()
    return len(words) != len(others) or all(
        fuzz.ratio(word, partner) >= WORD_SCORE
        for word, partner in zip(words, others, strict=True)
    )


@directory_check(
    code="bill_to_loop",
    family=Family.PARTY,
    severity=Severity.BLOCKER,
    title="Bill-tos go round in a circle",
    sentence="{party} is billed through {chain}, which leads back to it.",
    why="Nobody would be billed. One of these parties must pay for itself.",
    example="West Works is billed through North Works → South Works → West Works, "
    "which leads back to it.",
)
def bill_to_loop(directory: Directory) -> Iterator[tuple[int, Remark]]:
    for party in directory.parties.values():
        chain = _chain(directory, party)
        if len(chain) > 1 and chain[-1] is party:
            names = " → ".join(link.name for link in chain)
            yield party.id, remark(party=party.name, chain=names)


def _chain(directory: Directory, party: PartyFacts) -> list[PartyFacts]:
    """The bill-tos of a party one after the other, up to a repetition."""
    chain: list[PartyFacts] = []
    met: set[int] = set()
    link: PartyFacts | None = party
    while link is not None and link.id not in met:
        met.add(link.id)
        if link.bill_to_id is None or link.bill_to_id == link.id:
            return chain
        link = directory.parties.get(link.bill_to_id)
        if link is not None:
            chain.append(link)
    return chain


@directory_check(
    code="bill_to_unusable",
    family=Family.PARTY,
    severity=Severity.BLOCKER,
    title="Bill-to cannot be billed",
    sentence="{party} is billed through {other}, which is {status}.",
    why="The bill-to was closed or merged after it was chosen. Choose its successor,"
    " or bill the party itself.",
    example="Annex is billed through Mill Street Garage, which is inactive.",
)
def bill_to_unusable(directory: Directory) -> Iterator[tuple[int, Remark]]:
    for party in directory.parties.values():
        other = directory.parties.get(party.bill_to_id or 0)
        if other is not None and other.status is not PartyStatus.ACTIVE:
            yield (
                party.id,
                remark(party=party.name, other=other.name, status=other.status.value),
            )


DIRECTORY_CHECKS = (double_tax_id, double_name, bill_to_loop, bill_to_unusable)
