"""``duebook hold``: stop billing a party, and bill it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties.actions import (
    HoldParties,
    ReleaseParties,
    hold_parties,
    release_parties,
)
from duebook.apps.parties.queries import UnknownParty, parties_by_code
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Stop billing parties, or release them, for a reason."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("party", nargs="+", help="the codes of the parties")
        parser.add_argument("--release", action="store_true", help="bill them again")
        parser.add_argument("--reason", required=True)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            found = parties_by_code(sitting.entity_id, options["party"])
        for code in options["party"]:
            if code not in found:
                raise UnknownParty(code)
        ids, reason = tuple(party.id for party in found.values()), options["reason"]
        if options["release"]:
            release = ReleaseParties(
                entity_id=sitting.entity_id, party_ids=ids, reason=reason
            )
            release_parties(release, **sitting.sends())
        else:
            hold = HoldParties(
                entity_id=sitting.entity_id, party_ids=ids, reason=reason
            )
            hold_parties(hold, **sitting.sends())
        said = "is billed again" if options["release"] else f"is on hold: {reason}"
        for party in found.values():
            console.print(f"{party.code} {party.name} {said}.")
