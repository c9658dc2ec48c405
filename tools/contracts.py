"""Our own import contract: a room's tables are touched only by the room."""

from __future__ import annotations

from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grimp import ImportGraph


class OwnTables(Contract):
    """Only modules of a room may import that room's ``models``."""

    rooms = fields.StringField()

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        strangers = sorted(
            (importer, f"{room}.models")
            for room in graph.find_children(self.rooms)
            if f"{room}.models" in graph.modules
            for importer in graph.find_modules_that_directly_import(f"{room}.models")
            if not importer.startswith(f"{room}.")
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, models in check.metadata["strangers"]:
            output.print_error(f"{importer} reaches into {models}")
