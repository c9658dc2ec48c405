"""The register of bill checks as a page of the docs."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from duebook.domain.checks.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.domain.checks.register import Check

HEAD = """\
# Bill checks

There are {count} checks. Before a draft is issued they read it, each of its charges and
its bill-to; parties are also checked by themselves, and among each other for doubles. A
finding is a **blocker** (the draft is not issued), a **warning** (somebody should look)
or a **note**. A check that lacks a fact says that it did *not check*.

An entity can weigh a check differently or switch it off, and a finding can be
accepted for a party, with a reason and a last day; it is a note until then. Where one
step mends the fault, the finding offers it.

How many planted faults the checks find, and how rarely they speak up for nothing, is
in [benchmarks](../benchmarks.md#bill-checks).
"""


def page() -> str:
    """The page, as Markdown."""
    return "\n".join([HEAD.format(count=len(CHECKS)), *_families(CHECKS)])


def _families(checks: Iterable[Check]) -> Iterator[str]:
    by_family = sorted(checks, key=attrgetter("family"))
    for family, members in groupby(by_family, key=attrgetter("family")):
        yield f"## {family.value.capitalize()}\n"
        for check in members:
            yield _entry(check)


def _entry(check: Check) -> str:
    return (
        f"### `{check.code}`\n\n"
        f"{check.title} — *{check.severity.value}*\n\n"
        f"> {check.example}\n\n"
        f"{check.why}\n"
    )
